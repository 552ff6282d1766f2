/**
 * Whom to encrypt for: a program asks the directory for a recipient's certificates and takes one of them.
 *
 * Source: reference/pitfalls.md C8: userCertificate has several values, old ones stay, and two entries may have one name.
 */
import { X509Certificate } from 'node:crypto';
import { BYTES, members, oneOf, optional, parameters, port, TEXT, wholeNumber } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { authorityCertificate, isSignedBy } from '#formats/chain.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { LDAP_RESULT, type LdapEntry, searchLdap } from '../ldap/search.ts';
import { checkRevocation } from '../revocation/index.ts';
import { RecipientError } from './recipient-error.ts';

/**
 * `careful`: of one entry alone, a certificate that is valid today, issued by the authority and not revoked, the newest of them;
 * `greatestSerial`: of all entries, by dates alone, the one with the greatest serial number, as a public program does.
 */
export const RECIPIENT_RULES = ['careful', 'greatestSerial'] as const;
type RecipientRule = (typeof RECIPIENT_RULES)[number];

/** `several`: two entries have that name, and nobody can say which is meant; `none`: nothing to encrypt with. */
export const RECIPIENT_OUTCOMES = ['chosen', 'none', 'several', 'noSuchName'] as const;

export interface RecipientSearch {
  /** Of the directory, on loopback. */
  readonly port: number;
  /** Value of `cn`. */
  readonly name: string;
  /** Where to look; the whole of France by default. */
  readonly base?: string | undefined;
  readonly rule?: RecipientRule | undefined;
  /** Certificate of the authority that issues them, in DER. */
  readonly issuer: Bytes;
  readonly clock?: Pick<Clock, 'date'> | undefined;
}

export interface FoundRecipient {
  readonly outcome: (typeof RECIPIENT_OUTCOMES)[number];
  /** How many entries have the name, and certificates they hold. */
  readonly entries: number;
  readonly certificates: number;
  /** The one that is taken, in DER. */
  readonly certificate?: Bytes;
}

const TIMEOUT_MS = 10_000;
const LARGEST = 1_000_000;

function certificatesIn(entry: LdapEntry): readonly Bytes[] {
  return entry.get('usercertificate') ?? [];
}

function isValid({ validFrom, validTo }: X509Certificate, at: Date): boolean {
  return new Date(validFrom) <= at && at <= new Date(validTo);
}

async function isGood(one: X509Certificate, { issuer, clock }: RecipientSearch): Promise<boolean> {
  if (!isSignedBy(one, authorityCertificate(issuer))) return false;
  const certificate = new Uint8Array(one.raw);
  const { verdict } = await checkRevocation({ certificate, issuer, source: 'list', ...(clock && { clock }) });
  return verdict === 'good';
}

async function careful(candidates: readonly X509Certificate[], search: RecipientSearch) {
  const newest = candidates.toSorted((a, b) => Date.parse(b.validFrom) - Date.parse(a.validFrom));
  for (const one of newest) if (await isGood(one, search)) return one;
  return undefined;
}

function greatestSerial(candidates: readonly X509Certificate[]): X509Certificate | undefined {
  const serial = (one: X509Certificate) => BigInt(`0x${one.serialNumber}`);
  return candidates.toSorted((a, b) => (serial(a) < serial(b) ? 1 : -1))[0];
}

async function entriesOf({ port: at, name, base = 'c=fr' }: RecipientSearch): Promise<readonly LdapEntry[]> {
  const filter = { type: 'cn', value: name };
  const search = { base, scope: 'sub', filter, attributes: ['userCertificate;binary'] } as const;
  const over = new AbortController();
  const silent: Text = { en: `no answer within ${TIMEOUT_MS} ms`, fr: `pas de réponse en ${TIMEOUT_MS} ms` };
  const stop = SYSTEM_CLOCK.after(TIMEOUT_MS, () => over.abort(new RecipientError(silent)));
  try {
    const limits = { signal: over.signal, largest: LARGEST };
    const { result, entries } = await searchLdap({ host: LOOPBACK, port: at, ...search }, limits);
    if (result === LDAP_RESULT.SUCCESS || result === LDAP_RESULT.NO_SUCH_OBJECT) return entries;
    throw new RecipientError({ en: `LDAP result ${result}`, fr: `résultat LDAP ${result}` });
  } catch (cause) {
    throw unasked(at, cause);
  } finally {
    stop();
  }
}

function unasked(port: number, cause: unknown): RecipientError {
  const why = textOf(cause);
  return new RecipientError(
    {
      en: `the directory on port ${port} of this machine could not be asked: ${why.en}`,
      fr: `l'annuaire du port ${port} de cette machine n'a pu être interrogé : ${why.fr}`,
    },
    { cause },
  );
}

const checkSearch = parameters('findRecipient', {
  search: members({
    port: wholeNumber(1, 65_535),
    name: TEXT,
    base: optional(TEXT),
    rule: optional(oneOf(RECIPIENT_RULES)),
    issuer: BYTES,
    clock: optional(port('a clock', 'date')),
  }),
});

/**
 * Asks the directory for whom has that name, and takes a certificate by the rule. `chosen`: `certificate` holds it, in DER;
 * `none`: nothing there to encrypt with; `several` and `noSuchName`: nobody can say who is meant.
 * @throws ArgumentError for what means nothing, RecipientError when the directory could not be asked
 * Source: reference/pitfalls.md C8
 */
export async function findRecipient(search: RecipientSearch): Promise<FoundRecipient> {
  checkSearch(search);
  const { rule = 'careful', clock = SYSTEM_CLOCK } = search;
  const found = await entriesOf(search);
  const all = found.flatMap(certificatesIn).map((der) => new X509Certificate(der));
  const counts = { entries: found.length, certificates: all.length };
  if (found.length === 0) return { outcome: 'noSuchName', ...counts };
  if (rule === 'careful' && found.length > 1) return { outcome: 'several', ...counts };
  const now = all.filter((one) => isValid(one, clock.date()));
  const taken = rule === 'careful' ? await careful(now, search) : greatestSerial(now);
  if (taken === undefined) return { outcome: 'none', ...counts };
  return { outcome: 'chosen', ...counts, certificate: new Uint8Array(taken.raw) };
}
