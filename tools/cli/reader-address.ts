/** Where a vpcd listens, as it is typed: `vpcd://127.0.0.1:35963`. */
import { UsageError } from './usage-error.ts';

export interface ReaderAddress {
  readonly host: string;
  readonly port: number;
}

/** vsmartcard's own default: 0x8C7B, its first slot; the second one has the next port. */
export const VPCD_PORT = 35963;
const MAX_PORT = 65535;

/** @throws UsageError when it is no vpcd address of host and port */
export function parseReaderAddress(text: string): ReaderAddress {
  const [, name, port] = /^vpcd:\/\/(\[[0-9A-Fa-f:]+\]|[^:/[\]]+)(?::([0-9]+))?\/?$/.exec(text) ?? [];
  const number = port === undefined ? VPCD_PORT : Number(port);
  if (name === undefined || number < 1 || number > MAX_PORT)
    throw new UsageError({
      en: `--reader '${text}': expected vpcd://HOST:PORT, for instance vpcd://127.0.0.1:${VPCD_PORT}`,
      fr: `--reader '${text}', attendu : vpcd://HÔTE:PORT, par exemple vpcd://127.0.0.1:${VPCD_PORT}`,
    });
  return { host: name.replace(/^\[|\]$/g, ''), port: number };
}
