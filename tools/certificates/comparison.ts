/** What is known of real certificates, field by field, and what ours say there. */
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bytes } from '#iso7816/bytes.ts';
import { rsaKey } from '../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../simulator/keys/seeded-bytes.ts';
import { describeCertificate } from '../../simulator/pki/describe-certificate.ts';
import { type AuthorityId, CERTIFICATE_PROFILES, type CertificateProfileId, Pki } from '../../simulator/pki/index.ts';
import { HOLDERS, type HolderName } from './holders.ts';

type InBoth = Readonly<Record<'en' | 'fr', string>>;

/** What is known of a field: its text; what its text looks like; or a text that ours is not, and why. */
type Known =
  | string
  | { readonly form: string; readonly words: InBoth }
  | { readonly text: string; readonly ours: string; readonly why: InBoth };

interface KnownLayout {
  readonly id: string;
  readonly source: string;
  readonly authority: AuthorityId;
  /** None for the authority's own certificate. */
  readonly profile?: CertificateProfileId;
  readonly holder?: HolderName;
  readonly known: Readonly<Record<string, Known>>;
}

export interface ComparedField {
  readonly name: string;
  readonly known: Known | undefined;
  /** Undefined when our certificate has no such field. */
  readonly ours: string | undefined;
}

export interface Comparison {
  readonly layout: KnownLayout;
  readonly certificate: Bytes;
  readonly fields: readonly ComparedField[];
}

const VECTORS = fileURLToPath(new URL('../../fixtures/vectors/certificate-layouts.json', import.meta.url));

/** The moments of issue of the certificates that were read, or such as those. */
const FROM: Readonly<Record<string, string>> = {
  sante: '2026-06-01T08:30:15Z',
  '2ter': '2013-05-01T00:00:01Z',
  '2bis': '2014-04-15T08:30:15Z',
};

function knownLayouts(): readonly KnownLayout[] {
  return (JSON.parse(readFileSync(VECTORS, 'utf8')) as { readonly cases: readonly KnownLayout[] }).cases;
}

function certificateOf(pki: Pki, { profile, holder, authority }: KnownLayout): Bytes {
  if (profile === undefined || holder === undefined) return pki.authority(authority).certificate;
  const [bits] = CERTIFICATE_PROFILES[profile].keyBits;
  const key = createPublicKey(rsaKey(new SeededBytes('certificates compared'), bits));
  const from = new Date(FROM[profile.split('-')[0] ?? ''] ?? '');
  return pki.issue(profile, HOLDERS[holder], key, { authority, from, serial: 'ofContent' }).certificate;
}

/** Ours beside each known layout, fields in the order of our certificate. */
export function comparisons(): Comparison[] {
  const pki = new Pki({ urls: 'documents' });
  return knownLayouts().map((layout) => {
    const certificate = certificateOf(pki, layout);
    const ours = describeCertificate(certificate);
    const missing = Object.keys(layout.known).filter((name) => !ours.some((field) => field.name === name));
    const fields = [...ours, ...missing.map((name) => ({ name, text: undefined }))];
    return {
      layout,
      certificate,
      fields: fields.map(({ name, text }) => ({ name, known: layout.known[name], ours: text })),
    };
  });
}

/** Whether ours is what is known, or differs as was foreseen. */
export function agrees({ known, ours }: ComparedField): boolean {
  if (known === undefined || typeof known === 'string') return known === undefined || known === ours;
  return 'form' in known ? new RegExp(known.form).test(ours ?? '') : known.ours === ours && known.text !== ours;
}
