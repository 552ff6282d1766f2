/** The cards that are shown: their keys in this process, their certificates from the authorities of the operator. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { toPem } from '#asn1/pem.ts';
import { newRsaKey } from '#formats/private-key.ts';
import type {
  AuthorityId,
  CertificateProfileId,
  IssuedCertificate,
  PersonSubject,
  Pki,
} from '../../../simulator/pki/index.ts';
import type { Card } from './cells.ts';

/** As Node's tls takes them. */
export interface CardFiles {
  readonly cert: string;
  readonly key: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
const LAST_2TER = Date.UTC(2019, 11, 1);

const SUBJECT: PersonSubject = {
  kind: 'person',
  givenName: 'CLAIRE',
  familyName: 'MEDECIN9990001',
  nationalId: '899909990001',
  profession: 'Médecin',
  professionCode: 10,
  card: { number: '8025000001/2999000001', type: 0 },
};

interface Issue {
  readonly profile: CertificateProfileId;
  readonly authority: AuthorityId;
  /** Before the moment of the rehearsal. */
  readonly since: number;
  readonly until?: number;
  readonly revoked?: number;
}

const FORT = { profile: 'sante-auth', authority: 'sante-fort-personnes', since: 30 * DAY_MS } as const;

const ISSUES: Readonly<Record<Exclude<Card, '2ter'>, Issue>> = {
  fort: FORT,
  standard: { ...FORT, authority: 'sante-standard-personnes' },
  test: { ...FORT, authority: 'sante-test-fort-personnes' },
  expired: { ...FORT, until: DAY_MS },
  revoked: { ...FORT, revoked: 2 * DAY_MS },
  // Behind midnight, when the full list is published.
  revokedInDelta: { ...FORT, revoked: HOUR_MS },
};

function issue2ter(pki: Pki, key: KeyObject, now: number): IssuedCertificate {
  const from = new Date(Math.min(now - YEAR_MS / 2, LAST_2TER));
  const to = new Date(Math.min(from.getTime() + YEAR_MS, Date.UTC(2020, 11, 30)));
  return pki.issue('2ter-auth', SUBJECT, createPublicKey(key), { authority: '2ter-classe-1', from, to });
}

function issued(pki: Pki, key: KeyObject, card: Exclude<Card, '2ter'>, now: number): IssuedCertificate {
  const { profile, authority, since, until, revoked } = ISSUES[card];
  const from = new Date(now - since);
  const to = until === undefined ? new Date(from.getTime() + 3 * YEAR_MS) : new Date(now - until);
  const one = pki.issue(profile, SUBJECT, createPublicKey(key), { authority, from, to });
  if (revoked !== undefined)
    pki.register(authority).revoke(one.serial, { reason: 'keyCompromise', at: new Date(now - revoked) });
  return one;
}

/** @param at noon or later: what is in the delta only happened after midnight */
export async function makeCards(pki: Pki, cards: readonly Card[], at: Date): Promise<ReadonlyMap<Card, CardFiles>> {
  const made = new Map<Card, CardFiles>();
  for (const card of cards) {
    const key = await newRsaKey(card === '2ter' ? 1024 : 2048);
    const one = card === '2ter' ? issue2ter(pki, key, at.getTime()) : issued(pki, key, card, at.getTime());
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    made.set(card, { cert: toPem(one.certificate), key: pem });
  }
  return made;
}
