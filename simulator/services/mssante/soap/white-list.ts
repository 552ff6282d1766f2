/**
 * The list of the trusted domains, as a signed file.
 *
 * Source: public programs read `Domaine/Nom` of that namespace (reference/pitfalls.md D9). The other elements, and a detached CMS
 * signature beside the file: simulation.
 */
import { constants, createPublicKey, type KeyObject, privateEncrypt } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import { signCms } from '#formats/cms-signed.ts';
import { newRsaKey } from '#formats/private-key.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { AuthorityId, Pki } from '../../../pki/index.ts';
import { DOMAIN } from '../addresses.ts';
import type { Environment } from '../flows.ts';
import { WHITE_LIST } from './namespaces.ts';
import type { WhiteListState } from './settings.ts';
import { element, xmlDocument } from './xml-writer.ts';

const DAY_MS = 86_400_000;
/** A new one each day, good for a week, as the lists of the authorities. */
const LIFE_DAYS = 7;
/** Domains of other operators: nobody is there. */
const OTHERS = ['hopital.simulation.mssante.fr', 'laboratoire.simulation.mssante.fr', 'medecin.simulation.mssante.fr'];
const STRUCTURE = { name: 'LISTE BLANCHE DE SIMULATION', nationalId: '10B9990000', department: 'Paris (75)' };
const SIGNED_BY: Readonly<Record<Environment, AuthorityId>> = {
  production: 'sante-elementaire-organisations',
  formation: 'sante-test-elementaire-organisations',
};

export const WHITE_LIST_PATH = '/listeblanchemssante.xml';

export interface WhiteListOptions {
  readonly pki: Pki;
  readonly clock: Clock;
}

export interface SignedFile {
  readonly file: Bytes;
  /** CMS, detached, in DER. */
  readonly signature: Bytes;
}

/** Domains that messages may be sent to. */
export function trustedDomains(state: WhiteListState): string[] {
  return state === 'ownDomainMissing' ? [...OTHERS] : [DOMAIN, ...OTHERS];
}

function listOf(state: WhiteListState, now: Date): string {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const midnight = state === 'late' ? today - (LIFE_DAYS + 1) * DAY_MS : today;
  const [made, next] = [new Date(midnight), new Date(midnight + LIFE_DAYS * DAY_MS)];
  const blanks = state === 'trailingBlanks' ? '  \n' : '';
  const domains = trustedDomains(state).map((name) =>
    element('Domaine', {}, element('Nom', {}, name + blanks), element('DateMAJ', {}, made.toISOString())),
  );
  const dates = [element('DateMAJ', {}, made.toISOString()), element('ProchaineMAJ', {}, next.toISOString())];
  return xmlDocument(element('ListeBlanche', { xmlns: WHITE_LIST }, ...dates, element('Domaines', {}, domains)));
}

export class WhiteList {
  readonly #options: WhiteListOptions;
  readonly #key: KeyObject;

  private constructor(options: WhiteListOptions, key: KeyObject) {
    this.#options = options;
    this.#key = key;
  }

  static async prepare(options: WhiteListOptions): Promise<WhiteList> {
    return new WhiteList(options, await newRsaKey());
  }

  async signed(environment: Environment, state: WhiteListState): Promise<SignedFile> {
    const { pki, clock } = this.#options;
    const now = clock.date();
    const content = Buffer.from(listOf(state, now));
    const subject = { kind: 'software', commonName: 'Liste_Blanche_MSSante', structure: STRUCTURE } as const;
    const authority = SIGNED_BY[environment];
    const issued = pki.issue('sante-org-sign', subject, createPublicKey(this.#key), { authority, serial: 'ofContent' });
    const [certificate, ...authorities] = pki.chain(issued).certificates as [Bytes, ...Bytes[]];
    const signature = await signCms({
      content: state === 'badSignature' ? Buffer.concat([content, Buffer.from('\n')]) : content,
      ...{ certificate, authorities: authorities.slice(0, -1), signingTime: now, detached: true },
      signHash: (hash) => signedHash(hash, this.#key),
    });
    return { file: content, signature };
  }
}

/** Head of a DigestInfo of SHA-256. Source: RFC 8017, 9.2. */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

function signedHash(hash: Bytes, key: KeyObject): Bytes {
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([SHA256_INFO, hash]));
}
