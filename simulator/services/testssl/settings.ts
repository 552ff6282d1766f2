/** How the site works; each of it is a trouble that was met elsewhere. Source: reference/pitfalls.md A1, A18, B1, B2, B3, B4, B7, B8, B11, B12. */
import { FLAG, members, oneOf, optional, wholeNumber } from '#common/arguments.ts';

/** `1.2`: PKCS#1 v1.5 alone, which every card makes; `openssl`: whatever OpenSSL would take (B1). */
const TLS_FORMS = ['1.2', '1.2-pss', '1.3', 'openssl'] as const;
/** Names of authorities that clients are told to choose by (B2); `many`: 300 more, beyond 16 kB. */
const ISSUER_LISTS = ['all', 'intermediates', 'roots', 'none', 'many'] as const;
/** Authorities that the site has itself (B2). */
const TRUSTED = ['all', 'roots'] as const;
/** What a client gets that names no server, or another (B11). */
const WITHOUT_NAME = ['same', 'other', 'refused'] as const;
/** When the certificate is asked for (B4): in the handshake, or by a new handshake on one path. */
const ASKED_FOR = ['connection', 'path'] as const;
/** Whether the HTTP page takes the certificate that a header has (B12); `checked`: from its own proxy alone. */
const PROXIES = ['off', 'checked', 'anybody'] as const;

/** Who comes in with a good certificate (A1, A18); `insi`: ORG AUTH_CLI named INSI-AUTO or INSI-MANU; `dmp`: any ORG AUTH_CLI. */
const ADMITS = ['anybody', 'cards', 'insi', 'dmp'] as const;

/** What may be chosen, by setting. */
export const TEST_SSL_CHOICES = {
  branch: ['test', 'production'],
  tls: TLS_FORMS,
  issuers: ISSUER_LISTS,
  trusted: TRUSTED,
  withoutName: WITHOUT_NAME,
  certificate: ASKED_FOR,
  proxy: PROXIES,
  admits: ADMITS,
} as const;

export interface TestSslSettings {
  readonly branch: 'test' | 'production';
  readonly tls: (typeof TLS_FORMS)[number];
  readonly issuers: (typeof ISSUER_LISTS)[number];
  readonly trusted: (typeof TRUSTED)[number];
  /** Authorities that may stand between a certificate and its root (B2). */
  readonly depth: number;
  /** As OpenSSL has them: 1 refuses SHA-1, 2 keys below 2048 bits too (B8). 0: the cards of 2TER pass. */
  readonly securityLevel: number;
  /** Whether a session is resumed, which neither asks for the card nor for its code (B3). */
  readonly tickets: boolean;
  /** Whether a connection stays after an answer (B3). */
  readonly keepAlive: boolean;
  /** How long a handshake may take, the time in which a code is typed included (B7). */
  readonly handshakeSeconds: number;
  readonly withoutName: (typeof WITHOUT_NAME)[number];
  readonly certificate: (typeof ASKED_FOR)[number];
  readonly proxy: (typeof PROXIES)[number];
  readonly admits: (typeof ADMITS)[number];
}

/** The health world's way; simulation, as nobody outside knows how the real site is set. */
export const DEFAULTS: TestSslSettings = {
  branch: 'test',
  tls: '1.2',
  issuers: 'all',
  trusted: 'all',
  depth: 8,
  securityLevel: 0,
  tickets: false,
  keepAlive: true,
  handshakeSeconds: 60,
  withoutName: 'same',
  certificate: 'connection',
  proxy: 'off',
  admits: 'anybody',
};

export const SETTINGS = members({
  branch: optional(oneOf(['test', 'production'])),
  tls: optional(oneOf(TLS_FORMS)),
  issuers: optional(oneOf(ISSUER_LISTS)),
  trusted: optional(oneOf(TRUSTED)),
  depth: optional(wholeNumber(0, 8)),
  securityLevel: optional(wholeNumber(0, 2)),
  tickets: optional(FLAG),
  keepAlive: optional(FLAG),
  handshakeSeconds: optional(wholeNumber(1, 600)),
  withoutName: optional(oneOf(WITHOUT_NAME)),
  certificate: optional(oneOf(ASKED_FOR)),
  proxy: optional(oneOf(PROXIES)),
  admits: optional(oneOf(ADMITS)),
});

/** Some of them; undefined: as it is. */
export type TestSslChanges = { readonly [Name in keyof TestSslSettings]?: TestSslSettings[Name] | undefined };

export function changed(settings: TestSslSettings, changes: TestSslChanges): TestSslSettings {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}
