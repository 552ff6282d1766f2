/** What the narration says, in both languages. A sentence begins with what the program does, in the third person. */
export type Language = 'fr' | 'en';

export interface Words {
  powersOn: string;
  powersOff: string;
  resets: string;
  opens(application: string): string;
  opensChannel(channel: number): string;
  opensCps2ter: string;
  looksFor(file: string): string;
  looksAt(file: string): string;
  reads(file: string, bytes: number): string;
  readsRefused(file: string, why: string): string;
  writes(file: string, bytes: number): string;
  writesRefused(file: string, why: string): string;
  asksTries(code: string, left: number, max: number): string;
  asksState(code: string, state: string): string;
  asksProperties(object: string): string;
  readsData(object: string): string;
  presents(code: string, outcome: string): string;
  changes(code: string, outcome: string): string;
  unblocks(code: string, outcome: string): string;
  signs(what: string, key: string): string;
  authenticates(what: string, key: string): string;
  deciphers(key: string): string;
  computes(key: string): string;
  bytes(count: number): string;
  keyRefused(key: string, why: string): string;
  drawsRandom(bytes: number): string;
  accepted: string;
  verified: string;
  blocked: string;
  wrong(tries: number): string;
  notVerified(tries: number): string;
  locked: string;
  unknownKey: string;
  data: string;
  refused(sw: string): string;
}

const TRIES_FR = (tries: number) => `${tries} essai${tries > 1 ? 's' : ''}`;
const TRIES_EN = (tries: number) => `${tries} ${tries === 1 ? 'try' : 'tries'}`;

const FR: Words = {
  powersOn: 'met la carte sous tension',
  powersOff: 'coupe la tension',
  resets: 'réinitialise la carte',
  opens: (application) => `ouvre l'application ${application}`,
  opensChannel: (channel) => `ouvre le canal logique ${channel}`,
  opensCps2ter: 'passe par le volet CPS2ter',
  looksFor: (file) => `cherche ${file} : absent`,
  looksAt: (file) => `regarde ${file} sans le lire`,
  reads: (file, bytes) => `lit ${file} (${bytes} octets)`,
  readsRefused: (file, why) => `lit ${file} : refusé, ${why}`,
  writes: (file, bytes) => `écrit ${file} (${bytes} octets)`,
  writesRefused: (file, why) => `écrit ${file} : refusé, ${why}`,
  asksTries: (code, left, max) => `demande les essais du ${code} : ${left} sur ${max}`,
  asksState: (code, state) => `demande l'état du ${code} : ${state}`,
  asksProperties: (object) => `demande les propriétés : ${object}`,
  readsData: (object) => `lit ${object}`,
  presents: (code, outcome) => `présente le ${code} : ${outcome}`,
  changes: (code, outcome) => `change le ${code} : ${outcome}`,
  unblocks: (code, outcome) => `débloque le ${code} : ${outcome}`,
  signs: (what, key) => `signe ${what} avec ${key}`,
  authenticates: (what, key) => `s'authentifie avec ${key} (${what})`,
  deciphers: (key) => `déchiffre avec ${key}`,
  computes: (key) => `calcule en RSA avec ${key} (signature ou déchiffrement)`,
  bytes: (count) => `${count} octets`,
  keyRefused: (key, why) => `veut se servir de ${key} : refusé, ${why}`,
  drawsRandom: (bytes) => `tire ${bytes} octets au hasard`,
  accepted: 'accepté',
  verified: 'vérifié',
  blocked: 'bloqué',
  wrong: (tries) => `faux, il reste ${TRIES_FR(tries)}`,
  notVerified: (tries) => `non vérifié, il reste ${TRIES_FR(tries)}`,
  locked: 'code non vérifié',
  unknownKey: 'une clé',
  data: 'données',
  refused: (sw) => `refusé, ${sw}`,
};

const EN: Words = {
  powersOn: 'powers the card on',
  powersOff: 'powers the card off',
  resets: 'resets the card',
  opens: (application) => `opens the application ${application}`,
  opensChannel: (channel) => `opens logical channel ${channel}`,
  opensCps2ter: 'goes to the CPS2ter volet',
  looksFor: (file) => `looks for ${file}: not there`,
  looksAt: (file) => `looks at ${file} without reading it`,
  reads: (file, bytes) => `reads ${file} (${bytes} bytes)`,
  readsRefused: (file, why) => `reads ${file}: refused, ${why}`,
  writes: (file, bytes) => `writes ${file} (${bytes} bytes)`,
  writesRefused: (file, why) => `writes ${file}: refused, ${why}`,
  asksTries: (code, left, max) => `asks the tries of ${code}: ${left} of ${max}`,
  asksState: (code, state) => `asks the state of ${code}: ${state}`,
  asksProperties: (object) => `asks the properties of ${object}`,
  readsData: (object) => `reads ${object}`,
  presents: (code, outcome) => `presents ${code}: ${outcome}`,
  changes: (code, outcome) => `changes ${code}: ${outcome}`,
  unblocks: (code, outcome) => `unblocks ${code}: ${outcome}`,
  signs: (what, key) => `signs ${what} with ${key}`,
  authenticates: (what, key) => `authenticates with ${key} (${what})`,
  deciphers: (key) => `deciphers with ${key}`,
  computes: (key) => `computes RSA with ${key} (signature or decipherment)`,
  bytes: (count) => `${count} bytes`,
  keyRefused: (key, why) => `wants to use ${key}: refused, ${why}`,
  drawsRandom: (bytes) => `draws ${bytes} random bytes`,
  accepted: 'accepted',
  verified: 'verified',
  blocked: 'blocked',
  wrong: (tries) => `wrong, ${TRIES_EN(tries)} left`,
  notVerified: (tries) => `not verified, ${TRIES_EN(tries)} left`,
  locked: 'code not verified',
  unknownKey: 'a key',
  data: 'data',
  refused: (sw) => `refused, ${sw}`,
};

export const WORDS: Readonly<Record<Language, Words>> = { fr: FR, en: EN };
