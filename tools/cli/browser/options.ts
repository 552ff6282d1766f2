/** `cps-sim browser`, as it was typed. */
import type { ExecOptions } from '../exec/options.ts';

export interface BrowserOptions extends Omit<ExecOptions, 'scenario' | 'services' | 'trust'> {
  /** Path of the PKCS#11 module; OpenSC's by default. */
  readonly module?: string;
  /** Files in PEM: of the authorities of sites, beside the simulated ones. */
  readonly trust?: readonly string[];
  readonly headless?: true;
  /** File for the picture of the page. */
  readonly screenshot?: string;
}
