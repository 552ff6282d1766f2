/** Invented holders for every certificate profile, and keys for them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type ModulusBits, rsaKey } from '../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../simulator/keys/seeded-bytes.ts';
import { CERTIFICATE_PROFILES, type CertificateProfileId, type Subject } from '../../../simulator/pki/index.ts';

export const STRUCTURE = { name: 'HÔPITAL DE SIMULATION', nationalId: '10B9990039', department: 'Paris (75)' };
const CARD = { number: '8025000001/2999000001', type: 0 };

export const PERSON = {
  kind: 'person',
  givenName: 'CLAIRE',
  familyName: 'MEDECIN9990001',
  nationalId: '899909990001',
  profession: 'Médecin',
  professionCode: 10,
  card: CARD,
} as const satisfies Subject;

const SUBJECTS: Readonly<Record<Subject['kind'], Subject>> = {
  person: { ...PERSON, structure: STRUCTURE, specialties: ['SM26'] },
  service: { kind: 'service', nationalId: '30B9990039/000000007', structure: STRUCTURE, card: { ...CARD, type: 2 } },
  card: { kind: 'card', card: CARD },
  software: {
    kind: 'software',
    commonName: 'serveur.hopital.example',
    structure: STRUCTURE,
    dnsNames: ['serveur.hopital.example', '*.hopital.example'],
    emails: ['contact@hopital.example'],
  },
};

export const PROFILE_IDS = Object.keys(CERTIFICATE_PROFILES) as CertificateProfileId[];

const keys = new Map<number, KeyObject>();

/** A public key of that length, the same each time. */
export function publicKey(bits: ModulusBits = 2048): KeyObject {
  const known = keys.get(bits) ?? createPublicKey(rsaKey(new SeededBytes('pki tests'), bits));
  keys.set(bits, known);
  return known;
}

/** A subject and a key that suit the profile. */
export function holderFor(id: CertificateProfileId): [subject: Subject, key: KeyObject] {
  const { names, keyBits } = CERTIFICATE_PROFILES[id];
  return [SUBJECTS[names], publicKey(keyBits[0])];
}
