/**
 * Transcripts: the exchange of a real client with our card as text, replayed in CI without the client.
 *
 * ```
 * # client: pkcs15-tool -D (OpenSC 0.23.0)
 * # card: cps3-medecin seed 1
 * power on
 * => 00 A4 09 04 04 3F 00 2F 01
 * <= 61 25
 * ```
 * A line `card cps3-medecin seed 1` (`... contactless` for that face) stands where a card goes into the reader; the
 * first one may be the header. A card that comes back is as it was when it left. `content 3F00/D010 EC 12 ...` is a file
 * that changed without a command (`absent` without bytes). Reference data is written by name (`{pin}`), never in digits: a transcript holds no code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { ascii, type Bytes, concat, fromHex, toHex } from '#iso7816/bytes.ts';
import { carriesReferenceData, maskCommand } from '#iso7816/mask.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../simulator/card/card.ts';
import type { SmartCard } from '../simulator/card/port.ts';
import type { Face } from '../simulator/card/profile/schema.ts';
import { MemoryStore } from '../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../simulator/personalisation/index.ts';

/** The codes a transcript may name, the long ones first since a short one may begin them; the digits are those of the shipped profiles and of the judges' tests. */
const CODES = { puk: '12345678', wrongPuk: '00000000', pin: '1234', newPin: '4321', wrongPin: '0000' } as const;

const HEADER_LENGTH = 5;

/** A source for GET CHALLENGE whose answers differ from each other and are the same in every recording and replay. */
export function steadyRandom(): (length: number) => Bytes {
  let count = 0;
  return (length) => Uint8Array.from({ length }, () => (count++ * 167 + 3) & 0xff);
}

function nameCodes(data: Bytes): string {
  let rest = Buffer.from(data).toString('latin1');
  const names: string[] = [];
  while (rest !== '') {
    const found = Object.entries(CODES).find(([, digits]) => rest.startsWith(digits));
    if (found === undefined) throw new Error('reference data that is none of the named codes: not written');
    names.push(`{${found[0]}}`);
    rest = rest.slice(found[1].length);
  }
  return names.join(' ');
}

function commandText(command: Bytes): string {
  const ins = command[1];
  if (ins === undefined || command.length <= HEADER_LENGTH || !carriesReferenceData(ins)) return toHex(command, ' ');
  return `${toHex(command.subarray(0, HEADER_LENGTH), ' ')} ${nameCodes(command.subarray(HEADER_LENGTH))}`;
}

/** The bytes of a command as a transcript writes it, codes by name. */
export function commandBytes(text: string): Bytes {
  const parts = text.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return fromHex(part);
    if (!(name in CODES)) throw new Error(`${part} is none of ${Object.keys(CODES).join(', ')}`);
    return ascii(CODES[name as keyof typeof CODES]);
  });
  return concat(...parts);
}

/** The card with everything that passes written down in `lines`. */
export function recorded(card: SmartCard): SmartCard & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    name: card.name,
    lines,
    getAtr: () => card.getAtr(),
    async powerOn() {
      lines.push('power on');
      return await card.powerOn();
    },
    async powerOff() {
      lines.push('power off');
      await card.powerOff();
    },
    async reset() {
      lines.push('reset');
      return await card.reset();
    },
    async transmit(command) {
      lines.push(`=> ${commandText(command)}`);
      const response = await card.transmit(command);
      lines.push(`<= ${toHex(response, ' ')}`);
      return response;
    },
  };
}

/** A card in a transcript. */
interface CardName {
  readonly profile: string;
  readonly seed: number;
  readonly face: Face;
}

export interface Transcript {
  readonly file: string;
  readonly client: string;
  /** The card of the header or, without one, the first that goes in. */
  readonly card: CardName;
  readonly lines: readonly string[];
}

const FOLDER = new URL('../fixtures/transcripts/', import.meta.url);

/** All transcripts of fixtures/transcripts. */
export function transcripts(): Transcript[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => parseTranscript(file, readFileSync(new URL(file, FOLDER), 'utf8')));
}

const CARD_LINE = /^(?:# card:|card) (\S+) seed (\d+)( contactless)?$/;

function cardNamed(line: string): CardName | undefined {
  const [, profile, seed, contactless] = CARD_LINE.exec(line) ?? [];
  if (profile === undefined) return undefined;
  return { profile, seed: Number(seed), face: contactless === undefined ? 'contact' : 'contactless' };
}

function parseTranscript(file: string, text: string): Transcript {
  const client = /^# client: (.+)$/m.exec(text)?.[1];
  const lines = text.split('\n').filter((line) => line !== '');
  const [card] = lines.flatMap((line) => cardNamed(line) ?? []);
  if (client === undefined || card === undefined)
    throw new Error(`${file}: expected '# client:' and '# card: NAME seed N' or a line 'card NAME seed N'`);
  return { file, client, card, lines: lines.filter((line) => !line.startsWith('#')) };
}

/** Text of a transcript file. */
export function transcriptText(client: string, profile: string, seed: number, lines: readonly string[]): string {
  return [`# client: ${client}`, `# card: ${profile} seed ${seed}`, ...lines, ''].join('\n');
}

/** The cards of one replay: each keeps its state, and all share one source of randomness, as in the recording. */
class Cards {
  readonly #stores = new Map<string, MemoryStore>();
  readonly #random = steadyRandom();
  #last: MemoryStore | undefined;

  /** Changes a file of the card that was asked for last. */
  setContent(path: string, content: string): void {
    this.#last?.commit({ contents: { [path]: content === 'absent' ? undefined : fromHex(content) } });
  }

  get({ profile: name, seed, face }: CardName): SmartCard {
    const key = `${name} ${seed}`;
    const profile = shippedProfile(name);
    const store = this.#stores.get(key) ?? new MemoryStore(profile, personalise(profile, seed));
    this.#stores.set(key, store);
    this.#last = store;
    return new Card({ name, store, face, random: this.#random });
  }
}

function contentOf(line: string): [path: string, content: string] {
  const [, path = '', ...bytes] = line.split(' ');
  return [path, bytes.join(' ')];
}

/** Plays the commands to the cards; returns the lines where an answer is another than the written one. */
export async function replay({
  file,
  card: first,
  lines,
}: Pick<Transcript, 'file' | 'card' | 'lines'>): Promise<string[]> {
  const cards = new Cards();
  const differences: string[] = [];
  let card = cards.get(first);
  let answer = '';
  let command = '';
  for (const line of lines) {
    const inserted = cardNamed(line);
    if (inserted !== undefined) card = cards.get(inserted);
    else if (line.startsWith('content ')) cards.setContent(...contentOf(line));
    else if (line === 'power on') await card.powerOn();
    else if (line === 'power off') await card.powerOff();
    else if (line === 'reset') await card.reset();
    else if (line.startsWith('=> ')) {
      command = line;
      answer = `<= ${toHex(await card.transmit(commandBytes(line.slice(3))), ' ')}`;
    } else if (line !== answer) differences.push(`${file}: ${command}: expected ${line}, got ${answer}`);
  }
  return differences;
}

/** What passed, as the events a card would have told; codes masked. */
export function* traceEvents({ lines, card }: Transcript): Generator<TraceEvent> {
  const told = { origin: 'card', card: card.profile } as const;
  let command: Bytes = new Uint8Array(0);
  for (const line of lines) {
    if (line === 'power on') yield { kind: 'power', ...told, action: 'powerOn' };
    else if (line === 'power off') yield { kind: 'power', ...told, action: 'powerOff' };
    else if (line === 'reset') yield { kind: 'power', ...told, action: 'reset' };
    else if (line.startsWith('=> ')) command = maskCommand(commandBytes(line.slice(3)));
    else if (line.startsWith('<= '))
      yield { kind: 'apdu', ...told, command, response: fromHex(line.slice(3)), durationMs: 0 };
  }
}
