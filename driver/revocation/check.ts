/**
 * Is a certificate revoked? As a careful program finds out: it asks the addresses in the certificate, one after the other,
 * believes nothing that is not signed by the issuer, and tells what it does not know from what is revoked.
 *
 * Source: RFC 5280, 6.3; RFC 6960, 3.2; reference/pitfalls.md C2 to C4.
 */
import { randomBytes, X509Certificate } from 'node:crypto';
import { DerError } from '#asn1/der-error.ts';
import { BYTES, members, oneOf, optional, parameters, port, wholeNumber } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { REMOVED, type RevocationList, readRevocationList, reasonName } from '#formats/certificate-list.ts';
import { certificateParts } from '#formats/x509.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import { revocationAddresses } from './addresses.ts';
import { type FetchOptions, fetchBytes } from './fetching.ts';
import { ocspRequest, readOcspResponse } from './ocsp.ts';
import { RevocationAnswerError } from './revocation-answer-error.ts';

/** `list`: the full list alone; `delta`: with the delta list that completes it; `ocsp`: a responder. */
export const REVOCATION_SOURCES = ['list', 'delta', 'ocsp'] as const;
type RevocationSource = (typeof REVOCATION_SOURCES)[number];
export const REVOCATION_WAYS = ['http', 'ldap'] as const;

/**
 * `late`: what came is too old; `unreachable`: nothing came; `unusable`: what came is not what was asked, or nobody has signed it
 * who may; `unknown`: the responder does not know the certificate; `noAddress`: the certificate names none.
 */
export const VERDICTS = ['good', 'revoked', 'unknown', 'late', 'unreachable', 'unusable', 'noAddress'] as const;
type Verdict = (typeof VERDICTS)[number];

export interface RevocationCheck {
  /** In DER. */
  readonly certificate: Bytes;
  /** The certificate of its issuer in DER, which the caller trusts. */
  readonly issuer: Bytes;
  /** `delta` by default. */
  readonly source?: RevocationSource | undefined;
  /** Addresses of that kind alone; in the order of the certificate by default. */
  readonly way?: (typeof REVOCATION_WAYS)[number] | undefined;
  /** For each address; ten seconds by default. */
  readonly timeoutMs?: number | undefined;
  /** The calendar of the program. */
  readonly clock?: Pick<Clock, 'date'>;
}

export interface RevocationFinding {
  readonly verdict: Verdict;
  /** Why the certificate is revoked, by the standard's name. */
  readonly reason?: string;
  /** The address that decided; of several that do not, the first. */
  readonly address?: string;
  /** Why no answer could be had, in the words of protocols. */
  readonly why?: string;
}

const checkArguments = parameters('checkRevocation', {
  check: members({
    certificate: BYTES,
    issuer: BYTES,
    source: optional(oneOf(REVOCATION_SOURCES)),
    way: optional(oneOf(REVOCATION_WAYS)),
    timeoutMs: optional(wholeNumber(1)),
    clock: optional(port('a clock', 'date')),
  }),
});
const TIMEOUT_MS = 10_000;
const NONCE_BYTES = 16;

interface Task extends FetchOptions {
  readonly certificate: Bytes;
  readonly issuer: Bytes;
  readonly now: Date;
}

/** What an address came to; never throws for what a server may do. */
async function trial(
  address: string,
  ask: (address: string) => Promise<RevocationFinding>,
): Promise<RevocationFinding> {
  try {
    return { ...(await ask(address)), address };
  } catch (error) {
    const why = causeOf(error);
    if (error instanceof RevocationAnswerError) return { verdict: error.reason, address, why };
    return { verdict: error instanceof DerError ? 'unusable' : 'unreachable', address, why };
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as { readonly message: string; readonly cause?: { readonly message?: string } };
  return cause?.message ?? message;
}

/** Each address in turn until one decides: the first that is down must not keep the second from being asked. */
async function firstThatDecides(
  addresses: readonly string[],
  ask: (address: string) => Promise<RevocationFinding>,
): Promise<RevocationFinding> {
  let first: RevocationFinding | undefined;
  for (const address of addresses) {
    const found = await trial(address, ask);
    if (found.verdict === 'good' || found.verdict === 'revoked' || found.verdict === 'unknown') return found;
    first ??= found;
  }
  return first ?? { verdict: 'noAddress' };
}

async function listAt(address: string, task: Task): Promise<RevocationList> {
  const list = readRevocationList(await fetchBytes(address, task));
  const { subject } = certificateParts(task.issuer);
  if (!equalBytes(list.issuer, subject))
    throw new RevocationAnswerError('unusable', 'the list is of another authority');
  if (!list.isSignedBy(new X509Certificate(task.issuer).publicKey))
    throw new RevocationAnswerError('unusable', 'its signature is wrong');
  if (list.thisUpdate > task.now) throw new RevocationAnswerError('unusable', 'the list is of a time to come');
  if (list.nextUpdate === undefined)
    throw new RevocationAnswerError('unusable', 'the list does not say until when it counts');
  if (list.nextUpdate < task.now)
    throw new RevocationAnswerError('late', `the list counted until ${list.nextUpdate.toISOString()}`);
  return list;
}

function numberOf(hex: string): bigint {
  return BigInt(`0x${hex || '0'}`);
}

/** Source: RFC 5280, 5.2.4. */
function requireCompletes(delta: RevocationList, full: RevocationList): void {
  if (delta.baseNumber === undefined) throw new RevocationAnswerError('unusable', 'the list is no delta list');
  if (numberOf(delta.baseNumber) > numberOf(full.number))
    throw new RevocationAnswerError('late', 'the delta list completes a later list');
  if (numberOf(delta.number) < numberOf(full.number))
    throw new RevocationAnswerError('late', 'the delta list is older than the full one');
}

function findingOf(lists: readonly RevocationList[], serial: string): RevocationFinding {
  const entry = lists.map(({ entries }) => entries.get(serial)).find((found) => found !== undefined);
  if (entry === undefined || entry.reason === REMOVED) return { verdict: 'good' };
  return { verdict: 'revoked', reason: reasonName(entry.reason) };
}

async function byLists(task: Task, lists: readonly string[], deltas: readonly string[]): Promise<RevocationFinding> {
  const serial = toHex(certificateParts(task.certificate).serial);
  let full: RevocationList | undefined;
  const found = await firstThatDecides(lists, async (address) => {
    full = await listAt(address, task);
    if (full.baseNumber !== undefined) throw new RevocationAnswerError('unusable', 'the list is a delta list');
    return findingOf([full], serial);
  });
  if (full === undefined || found.verdict !== 'good' || deltas.length === 0) return found;
  const whole = full;
  return firstThatDecides(deltas, async (address) => {
    const delta = await listAt(address, task);
    requireCompletes(delta, whole);
    return findingOf([delta, whole], serial);
  });
}

function byOcsp(task: Task, responders: readonly string[]): Promise<RevocationFinding> {
  return firstThatDecides(responders, async (address) => {
    const question = { ...task, nonce: new Uint8Array(randomBytes(NONCE_BYTES)) };
    const posted = { type: 'application/ocsp-request', body: ocspRequest(question) };
    const said = readOcspResponse(await fetchBytes(address, task, posted), question, task.now);
    return { verdict: said.status, ...(said.status === 'revoked' && { reason: said.reason }) };
  });
}

/**
 * @throws ArgumentError for what means nothing; DerError for what is no certificate. What servers do, or do not, is a verdict.
 */
export function checkRevocation(check: RevocationCheck): Promise<RevocationFinding> {
  checkArguments(check);
  const { certificate, issuer, source = 'delta', way, timeoutMs = TIMEOUT_MS, clock = SYSTEM_CLOCK } = check;
  const task = { certificate, issuer, timeoutMs, now: clock.date() };
  const { lists, deltas, responders } = revocationAddresses(certificate);
  const wanted = (urls: readonly string[]) => urls.filter((url) => way === undefined || url.startsWith(`${way}:`));
  if (source === 'ocsp') return byOcsp(task, responders);
  return byLists(task, wanted(lists), source === 'delta' ? deltas : []);
}
