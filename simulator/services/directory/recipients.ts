/**
 * Whom programs encrypt for: entries with several certificates of confidentiality, of which old ones stay.
 *
 * Source: reference/pitfalls.md C8 (userCertificate has several values; `l=Sarthe (72)` in a name); RFC 4523, 2.1 (userCertificate,
 * which is given with ;binary). Whose certificates they are: simulation.
 */
import { createPublicKey } from 'node:crypto';
import { listOf, members, oneOf, that } from '#common/arguments.ts';
import { later } from '#common/calendar.ts';
import { ascii, concat, fromHex, uint16 } from '#iso7816/bytes.ts';
import { findKey, rsaKey } from '../../keys/rsa-key.ts';
import { SeededBytes } from '../../keys/seeded-bytes.ts';
import type { IssuedCertificate, Pki } from '../../pki/index.ts';
import type { ListedEntry } from './ldap/entries.ts';
import { namesIn } from './ldap/names.ts';

/** What a certificate of an entry is at the moment it is listed. */
export const RECIPIENT_CERTIFICATES = ['valid', 'expired', 'future', 'revoked'] as const;
export type RecipientCertificate = (typeof RECIPIENT_CERTIFICATES)[number];

export interface RecipientOptions {
  /** Distinguished name, `cn=` first. */
  readonly name: string;
  /** Issued in this order, so the last one has the greatest serial number; given in this order too. */
  readonly certificates: readonly RecipientCertificate[];
}

export interface ListedRecipient {
  readonly name: string;
  readonly certificates: readonly (IssuedCertificate & { readonly is: RecipientCertificate })[];
}

const AUTHORITY = '2bis-test-classe-6';
const STRUCTURE_ID = '10B9990072';
/** Months from now: what is expired ended a month ago, what is future begins in a month. */
const MONTHS: Readonly<Record<RecipientCertificate, readonly [from: number, to: number]>> = {
  valid: [-12, 24],
  expired: [-37, -1],
  future: [1, 37],
  revoked: [-6, 30],
};

function moved(date: Date, months: number): Date {
  return later(date, { months, ms: 0 });
}

const NAME = /^cn=(?:\\.|[^,\\])+,.*[^,\\]$/is;

/** What a caller gives. */
export const RECIPIENT = members({
  name: that("a name such as 'cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr'", (name) => NAME.test(String(name))),
  certificates: listOf(oneOf(RECIPIENT_CERTIFICATES)),
});

function subjectOf(name: string) {
  const value = (wanted: string) => namesIn(name).find(({ type }) => type === wanted)?.value;
  const structure = { name: 'SIMULATION', nationalId: STRUCTURE_ID, department: value('l') ?? 'Paris (75)' };
  return { kind: 'software', commonName: value('cn') ?? '', structure } as const;
}

/** What the authority's own begin with; then the second, the number of the entry and of its certificate. */
const SERIAL_START = ascii('000127 9');

/**
 * Issues the certificates, and revokes those that are to be.
 * @param number of the entry, another for each
 * @throws PkiError `subject` when the name is too long for a certificate
 */
export async function newRecipient(
  { name, certificates }: RecipientOptions,
  { pki, now, number }: { readonly pki: Pki; readonly now: Date; readonly number: number },
): Promise<ListedRecipient> {
  const subject = subjectOf(name);
  const stream = () => new SeededBytes('recipient', name);
  await Promise.all([findKey(stream()), pki.ready(AUTHORITY)]);
  const publicKey = createPublicKey(rsaKey(stream()));
  const second = fromHex(
    Math.floor(now.getTime() / 1000)
      .toString(16)
      .padStart(8, '0'),
  );
  const issued = certificates.map((is, i) => {
    const [from, to] = [moved(now, MONTHS[is][0]), moved(now, MONTHS[is][1])];
    const serial = concat(SERIAL_START, second, uint16(number), Uint8Array.of(i));
    const order = { authority: AUTHORITY, from, to, serial } as const;
    const certificate = pki.issue('2bis-confidentialite', subject, publicKey, order);
    if (is === 'revoked')
      pki.register(AUTHORITY).revoke(certificate.serial, { at: moved(now, -1), reason: 'keyCompromise' });
    return { ...certificate, is };
  });
  return { name, certificates: issued };
}

/** As the directory lists it. */
export function entryOf({ name, certificates }: ListedRecipient): ListedEntry {
  const parts = namesIn(name);
  const texts: Record<string, string[]> = { objectClass: ['top', 'person', 'pkiUser'] };
  for (const { type, value } of parts) texts[type] = [...(texts[type] ?? []), value];
  return { name, texts, certificates: certificates.map(({ certificate }) => certificate) };
}
