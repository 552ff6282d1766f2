/** Invented holders of the certificates that are compared with the known layouts. */
import type { Subject } from '../../simulator/pki/index.ts';

const STRUCTURE = { name: 'HÔPITAL DE SIMULATION', nationalId: '10B9990039', department: 'Paris (75)' };
const NUMBER = '8025000001/2999000001';

const PERSON = {
  kind: 'person',
  givenName: 'CLAIRE',
  familyName: 'MEDECIN9990001',
  nationalId: '899909990001',
  profession: 'Médecin',
  professionCode: 10,
} as const;

const PROFESSIONAL = { ...PERSON, card: { number: NUMBER, type: 0 } };
const SPECIALIST = { ...PROFESSIONAL, specialties: ['SM36'] };
const SOFTWARE = { kind: 'software', structure: STRUCTURE } as const;

export const HOLDERS = {
  professional: PROFESSIONAL,
  employee: {
    kind: 'person',
    givenName: 'CHARLES',
    familyName: 'ADMINISTRATIF9990039',
    nationalId: '30B9990039/CPET0001',
    profession: 'Personnel santé ou social',
    structure: STRUCTURE,
    card: { number: NUMBER, type: 2 },
  },
  service: {
    kind: 'service',
    nationalId: '30B9990039/000000007',
    structure: STRUCTURE,
    card: { number: NUMBER, type: 2 },
  },
  card: { kind: 'card', card: { number: NUMBER, type: 0 } },
  application: { ...SOFTWARE, commonName: 'Client_Simulation' },
  server: {
    ...SOFTWARE,
    commonName: 'serveur.hopital.example',
    dnsNames: ['serveur.hopital.example', '*.hopital.example'],
    emails: ['contact@hopital.example'],
  },
  'software-professional': PERSON,
  'software-of-structure': { ...PERSON, structure: STRUCTURE },
  specialist: SPECIALIST,
  'specialist-of-structure': { ...SPECIALIST, structure: STRUCTURE },
} as const satisfies Readonly<Record<string, Subject>>;

export type HolderName = keyof typeof HOLDERS;
