/** The forms of PKCS#12 that programs of different ages read; docs/formats.md says who reads which. */

/** How a part of a file is encrypted. */
export type Protection = 'rc2-40' | '3des' | 'aes-256';

export interface Form {
  readonly certificates: Protection;
  readonly keys: Protection;
  readonly mac: 'sha1' | 'sha256' | 'pbmac1' | 'none';
}

/**
 * `3des` is the compatibility form of the guide, which old importers read too; `rc2-40` what OpenSSL 1 and Windows wrote before
 * it; `aes-256` the default of OpenSSL 3; `pbmac1` that of programs in FIPS mode; `no-mac` has no checksum.
 */
export const PKCS12_FORMS = {
  'rc2-40': { certificates: 'rc2-40', keys: '3des', mac: 'sha1' },
  '3des': { certificates: '3des', keys: '3des', mac: 'sha1' },
  'aes-256': { certificates: 'aes-256', keys: 'aes-256', mac: 'sha256' },
  pbmac1: { certificates: 'aes-256', keys: 'aes-256', mac: 'pbmac1' },
  'no-mac': { certificates: 'aes-256', keys: 'aes-256', mac: 'none' },
} as const satisfies Readonly<Record<string, Form>>;

export type Pkcs12Form = keyof typeof PKCS12_FORMS;
