/** What callers give for connections with the card, checked at the call. */
import { types } from 'node:util';
import { BYTES, FLAG, having, listOf, oneOf, optional, SIGNAL, TEXT, that, wholeNumber } from '#common/arguments.ts';

const isPem = (value: unknown) => typeof value === 'string' || types.isUint8Array(value);
const PEM = that('PEM as text or bytes, or a list of these', (value) =>
  Array.isArray(value) ? Array.from(value).every(isPem) : isPem(value),
);
const VERSION = oneOf(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);

/** What a key of a card is for. */
export const KEY_USES = ['authentication', 'signature'] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** Those of a context that a caller writes; the rest is OpenSSL's to judge. */
const CONTEXT = {
  ...{ ca: optional(PEM), crl: optional(PEM), chain: optional(listOf(TEXT)) },
  ...{ servername: optional(TEXT), rejectUnauthorized: optional(FLAG) },
  ...{ ciphers: optional(TEXT), sigalgs: optional(TEXT), ecdhCurve: optional(TEXT) },
  ...{ minVersion: optional(VERSION), maxVersion: optional(VERSION), secureOptions: optional(wholeNumber()) },
};

const PORT = wholeNumber(1, 65535);

const CONNECTION = {
  ...CONTEXT,
  host: optional(TEXT),
  ...{ ALPNProtocols: optional(listOf(TEXT)), session: optional(BYTES) },
};

export const CONTEXT_OPTIONS = having(CONTEXT);
export const CONNECTION_OPTIONS = having({ port: PORT, ...CONNECTION });
export const CONNECT_OPTIONS = having({ port: PORT, ...CONNECTION, signal: optional(SIGNAL) });
/** Of an agent: what its requests say more comes with them. */
export const AGENT_OPTIONS = having({
  ...{ port: optional(PORT), ...CONNECTION },
  timeout: optional(wholeNumber()),
  ...{ keepAlive: optional(FLAG), maxSockets: optional(that('a number from 1', isCount)), resume: optional(FLAG) },
});

/** Infinity too, as Node has it. */
function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 1;
}
