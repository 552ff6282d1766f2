/** The words between the names of the standard in an APDU told to people. */
import type { Language, Text } from '#common/language.ts';

export interface ApduWords {
  bytes(count: number): string;
  masked(count: number): string;
  notCommand(why: Text): string;
  notResponse(count: number): string;
  unknownIns(ins: string, p1p2: string): string;
  parentDf: string;
  childDf(path: string): string;
  byPath(path: string): string;
  byPathFromMf(path: string): string;
  offset(offset: number): string;
  record(number: number): string;
  statusOnly: string;
  firstValue: string;
  /** By P1 of RESET RETRY COUNTER, 0 to 3. */
  resetData: readonly string[];
  keys: string;
  templates: string;
  value: string;
  dataObject: string;
  algorithm(name: string): string;
  key(reference: string): string;
  reference(reference: string): string;
  usageQualifier(value: string): string;
  lastBlock(bytes: number): string;
  hashValue: string;
  /** Before what is in it. */
  colon: string;
  chained: string;
  secureMessaging: string;
  channel(number: number): string;
  notVerified: string;
  verified: string;
}

const EN: ApduWords = {
  bytes: (count) => (count === 1 ? '1 byte' : `${count} bytes`),
  masked: (count) => `(${EN.bytes(count)}, masked)`,
  notCommand: ({ en }) => `no command APDU: ${en}`,
  notResponse: (count) => `no response APDU: ${EN.bytes(count)}, expected at least SW1-SW2`,
  unknownIns: (ins, p1p2) => `unknown INS ${ins}, P1-P2 ${p1p2}`,
  parentDf: 'parent DF',
  childDf: (path) => `child DF ${path}`,
  byPath: (path) => `by path ${path}`,
  byPathFromMf: (path) => `by path from the MF ${path}`,
  offset: (offset) => `offset ${offset}`,
  record: (number) => `record ${number}`,
  statusOnly: ': status only',
  firstValue: ', first value',
  resetData: ['with unblocking code and new code', 'with unblocking code', 'with new code', 'without data'],
  keys: 'keys',
  templates: 'templates',
  value: 'value',
  dataObject: 'data object',
  algorithm: (name) => `algorithm ${name}`,
  key: (reference) => `key ${reference}`,
  reference: (reference) => `reference ${reference}`,
  usageQualifier: (value) => `usage qualifier ${value}`,
  lastBlock: (bytes) => `last block of ${EN.bytes(bytes)}`,
  hashValue: 'hash value',
  colon: ':',
  chained: 'chained, more follows',
  secureMessaging: 'secure messaging',
  channel: (number) => `channel ${number}`,
  notVerified: 'not verified',
  verified: 'verified',
};

const FR: ApduWords = {
  bytes: (count) => (count === 1 ? '1 octet' : `${count} octets`),
  masked: (count) => `(${FR.bytes(count)}, ${count === 1 ? 'masqué' : 'masqués'})`,
  notCommand: ({ fr }) => `pas une commande APDU : ${fr}`,
  notResponse: (count) => `pas une réponse APDU : ${FR.bytes(count)}, attendu : au moins SW1-SW2`,
  unknownIns: (ins, p1p2) => `INS ${ins} inconnue, P1-P2 ${p1p2}`,
  parentDf: 'DF parent',
  childDf: (path) => `DF fils ${path}`,
  byPath: (path) => `par le chemin ${path}`,
  byPathFromMf: (path) => `par le chemin depuis le MF ${path}`,
  offset: (offset) => `position ${offset}`,
  record: (number) => `enregistrement ${number}`,
  statusOnly: ' : état seulement',
  firstValue: ', première valeur',
  resetData: [
    'avec le code de déblocage et le nouveau code',
    'avec le code de déblocage',
    'avec le nouveau code',
    'sans données',
  ],
  keys: 'clés',
  templates: 'modèles',
  value: 'valeur',
  dataObject: 'objet de données',
  algorithm: (name) => `algorithme ${name}`,
  key: (reference) => `clé ${reference}`,
  reference: (reference) => `référence ${reference}`,
  usageQualifier: (value) => `usage ${value}`,
  lastBlock: (bytes) => `dernier bloc de ${FR.bytes(bytes)}`,
  hashValue: 'empreinte',
  colon: ' :',
  chained: 'chaînée, la suite vient',
  secureMessaging: 'messagerie sécurisée',
  channel: (number) => `canal ${number}`,
  notVerified: 'non vérifié',
  verified: 'vérifié',
};

export const APDU_WORDS: Readonly<Record<Language, ApduWords>> = { fr: FR, en: EN };
