/** What the narration says, in both languages. A sentence begins with what the program does, in the third person. */
import { colonIn, type Language } from '#common/language.ts';
import { swMeaning } from '#iso7816/status-word-meaning.ts';
import type { TraceEvent } from '#trace/event.ts';

type PinPadEvent = Extract<TraceEvent, { kind: 'pin-pad' }>;
type RecordingAction = Extract<TraceEvent, { kind: 'recording' }>['action'];
type PinPadPrompt = PinPadEvent['prompt'];
type PinPadAction = Exclude<PinPadEvent['action'], 'asked'>;

/** A long list is cut after so many names. */
const NAMES_SHOWN = 3;

export interface Words {
  powersOn: string;
  powersOff: string;
  resets: string;
  opens(application: string): string;
  opensChannel(channel: number): string;
  opensCps2ter: string;
  /** Nothing of that is there. */
  looksFor(names: readonly string[]): string;
  opensRefused(application: string, why: string): string;
  looksAt(file: string): string;
  reads(file: string, bytes: number): string;
  readsRefused(file: string, why: string): string;
  writes(file: string, bytes: number): string;
  writesRefused(file: string, why: string): string;
  asksTries(code: string, left: number, max: number): string;
  asksState(code: string, state: string): string;
  asksProperties(object: string): string;
  asksRefused(object: string, why: string): string;
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
  /** `max`: tries allowed, when they were asked for too. */
  notVerified(tries: number, max?: number): string;
  locked: string;
  unknownKey: string;
  data: string;
  refused(sw: number): string;
  meaning(sw: number): string;
  /** The last `lines` sentences came again, so often. */
  again(lines: number, times: number): string;
  padAsks(prompt: PinPadPrompt): string;
  padAnswer(action: PinPadAction): string;
  card: string;
  cardInserted(card: string, reader: string): string;
  cardRemoved(card: string, reader: string): string;
  readonly recording: Readonly<Record<RecordingAction, string>>;
}

const TRIES_FR = (tries: number) => `${tries} essai${tries > 1 ? 's' : ''}`;
const TRIES_EN = (tries: number) => `${tries} ${tries === 1 ? 'try' : 'tries'}`;

function list(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown}, ...` : shown;
}

type PadTexts = [Readonly<Record<PinPadPrompt, string>>, Readonly<Record<PinPadAction, string>>];

const [PROMPTS_FR, PAD_FR]: PadTexts = [
  { current: 'demande le code', new: 'demande le nouveau code', confirm: 'demande le nouveau code encore une fois' },
  { typed: 'code saisi', cancel: 'saisie annulée', timeout: 'rien saisi à temps', wait: 'personne ne fait rien' },
];
const [PROMPTS_EN, PAD_EN]: PadTexts = [
  { current: 'asks for the code', new: 'asks for the new code', confirm: 'asks for the new code again' },
  { typed: 'code typed', cancel: 'cancelled', timeout: 'nothing typed in time', wait: 'nobody does anything' },
];

const FR: Words = {
  powersOn: 'met la carte sous tension',
  powersOff: 'coupe la tension',
  resets: 'réinitialise la carte',
  opens: (application) => `ouvre l'application ${application}`,
  opensChannel: (channel) => `ouvre le canal logique ${channel}`,
  opensCps2ter: 'passe par le volet CPS2ter',
  looksFor: (names) =>
    names.length === 1
      ? `cherche ${names[0]} : absent`
      : `cherche ${names.length} fichiers ou applications, aucun n'est là : ${list(names)}`,
  opensRefused: (application, why) => `ouvre l'application ${application} : refusé, ${why}`,
  looksAt: (file) => `regarde ${file} sans le lire`,
  reads: (file, bytes) => `lit ${file} (${bytes} octets)`,
  readsRefused: (file, why) => `lit ${file} : refusé, ${why}`,
  writes: (file, bytes) => `écrit ${file} (${bytes} octets)`,
  writesRefused: (file, why) => `écrit ${file} : refusé, ${why}`,
  asksTries: (code, left, max) => `demande les essais du ${code} : ${left} sur ${max}`,
  asksState: (code, state) => `demande l'état du ${code} : ${state}`,
  asksProperties: (object) => `demande les propriétés : ${object}`,
  asksRefused: (object, why) => `demande les propriétés (${object}) : refusé, ${why}`,
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
  notVerified: (tries, max) => `non vérifié, il reste ${TRIES_FR(tries)}${max === undefined ? '' : ` sur ${max}`}`,
  locked: 'code non vérifié',
  unknownKey: 'une clé',
  data: 'données',
  refused: (sw) => `refusé, ${swMeaning(sw).fr}`,
  meaning: (sw) => swMeaning(sw).fr,
  again: (lines, times) =>
    `(${lines === 1 ? 'la ligne' : `les ${lines} lignes`} ci-dessus, encore ${times === 1 ? 'une' : times} fois)`,
  padAsks: (prompt) => `pavé numérique : ${PROMPTS_FR[prompt]}`,
  padAnswer: (action) => `pavé numérique : ${PAD_FR[action]}`,
  card: 'une carte',
  cardInserted: (card, reader) => `${card} arrive dans ${reader}`,
  cardRemoved: (card, reader) => `${card} quitte ${reader}`,
  recording: {
    begun: 'un enregistrement commence',
    full: "l'enregistrement est plein : la suite n'y est pas",
    ended: "l'enregistrement est arrêté",
  },
};

const EN: Words = {
  powersOn: 'powers the card on',
  powersOff: 'powers the card off',
  resets: 'resets the card',
  opens: (application) => `opens the application ${application}`,
  opensChannel: (channel) => `opens logical channel ${channel}`,
  opensCps2ter: 'goes to the CPS2ter volet',
  looksFor: (names) =>
    names.length === 1
      ? `looks for ${names[0]}: not there`
      : `looks for ${names.length} files or applications, none is there: ${list(names)}`,
  opensRefused: (application, why) => `opens the application ${application}: refused, ${why}`,
  looksAt: (file) => `looks at ${file} without reading it`,
  reads: (file, bytes) => `reads ${file} (${bytes} bytes)`,
  readsRefused: (file, why) => `reads ${file}: refused, ${why}`,
  writes: (file, bytes) => `writes ${file} (${bytes} bytes)`,
  writesRefused: (file, why) => `writes ${file}: refused, ${why}`,
  asksTries: (code, left, max) => `asks the tries of ${code}: ${left} of ${max}`,
  asksState: (code, state) => `asks the state of ${code}: ${state}`,
  asksProperties: (object) => `asks the properties of ${object}`,
  asksRefused: (object, why) => `asks the properties of ${object}: refused, ${why}`,
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
  notVerified: (tries, max) =>
    `not verified, ${max === undefined ? TRIES_EN(tries) : `${tries} of ${TRIES_EN(max)}`} left`,
  locked: 'code not verified',
  unknownKey: 'a key',
  data: 'data',
  refused: (sw) => `refused, ${swMeaning(sw).en}`,
  meaning: (sw) => swMeaning(sw).en,
  again: (lines, times) =>
    `(the ${lines === 1 ? 'line' : `${lines} lines`} above ${times === 1 ? 'again' : `${times} times more`})`,
  padAsks: (prompt) => `PIN pad: ${PROMPTS_EN[prompt]}`,
  padAnswer: (action) => `PIN pad: ${PAD_EN[action]}`,
  card: 'a card',
  cardInserted: (card, reader) => `${card} goes into ${reader}`,
  cardRemoved: (card, reader) => `${card} leaves ${reader}`,
  recording: {
    begun: 'a recording begins',
    full: 'the recording is full: what follows is not in it',
    ended: 'the recording is ended',
  },
};

/** What is done to the reader while a program is at work: the hand that moves cards, the person at the PIN pad. */
export function worldSentence(event: TraceEvent, language: Language): string | undefined {
  const words = WORDS[language];
  if (event.kind === 'service') return `${event.service}${colonIn(language)} ${event.text[language]}`;
  if (event.kind === 'recording') return words.recording[event.action];
  if (event.kind === 'pin-pad')
    return event.action === 'asked' ? words.padAsks(event.prompt) : words.padAnswer(event.action);
  // In older recordings the hands of scenarios tell of the same once more, as programs saw it.
  if (event.kind !== 'reader' || event.origin === 'scenario') return undefined;
  const card = event.card ?? words.card;
  if (event.action === 'card-inserted') return words.cardInserted(card, event.reader);
  return event.action === 'card-removed' ? words.cardRemoved(card, event.reader) : undefined;
}

export const WORDS: Readonly<Record<Language, Words>> = { fr: FR, en: EN };
