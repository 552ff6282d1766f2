/**
 * What a card is doing: everything that power off and reset forget.
 *
 * Source: ISO/IEC 7816-4:2020, 9.2 (security status), 10.3.4 (current security environment), 5.3.3 (command chaining).
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import type { Df, Ef } from '../file-system/tree.ts';
import type { HashName } from '../security/key-operations.ts';

/** One control reference template of the current security environment. */
export interface ControlReferenceTemplate {
  readonly algorithm?: number;
  /** Reference of the private key in the current DF (1 to 1F, the local bit taken off). */
  readonly key?: number;
}

/** What is current in the CPS2ter volet. */
export interface Cps2terFiles {
  df: Df;
  ef: Ef | undefined;
}

export class Session {
  currentDf: Df;
  currentEf: Ef | undefined;
  /** References of the CHVs that are verified: one set for all channels. */
  readonly verified: Set<number>;
  cps2ter: Cps2terFiles | undefined;
  /** The CPS2ter volet was selected by its name; the IAS application was not, since. */
  cps2terSelected = false;
  /** DF name by which an application was selected last. */
  application: Bytes | undefined;
  /** Current security environment: CRT by tag. */
  readonly environment = new Map<number, ControlReferenceTemplate>();
  /** Digest that PSO HASH left for PSO COMPUTE DIGITAL SIGNATURE. */
  hash: { readonly name: HashName; readonly digest: Bytes } | undefined;
  /** First commands of a chain, their data joined. */
  chain: CommandApdu | undefined;
  /** Response data waiting for GET RESPONSE (T=0), and the status word that ends it. */
  pending: ResponseApdu | undefined;

  /** Whether it is that of a channel beside the basic one. */
  readonly supplementary: boolean;

  constructor(mf: Df, verified: Set<number>, supplementary = false) {
    this.currentDf = mf;
    this.verified = verified;
    this.supplementary = supplementary;
  }

  /** Makes a file current; another DF than before ends what was set up in the old one. */
  select(file: Df | Ef, logoutOnSelect: boolean): void {
    const df = file.kind === 'df' ? file : file.parent;
    this.currentEf = file.kind === 'ef' ? file : undefined;
    if (df === this.currentDf) return;
    this.currentDf = df;
    this.environment.clear();
    this.hash = undefined;
    if (logoutOnSelect) this.verified.clear();
  }
}
