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
 * Reference data is written by name (`{pin}`), never in digits: a transcript holds no code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { ascii, type Bytes, concat, fromHex, toHex } from '#iso7816/bytes.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';
import type { SmartCard } from '../simulator/card/port.ts';

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

function commandBytes(text: string): Bytes {
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

export interface Transcript {
  readonly file: string;
  readonly client: string;
  readonly profile: string;
  readonly seed: number;
  readonly lines: readonly string[];
}

const FOLDER = new URL('../fixtures/transcripts/', import.meta.url);

/** All transcripts of fixtures/transcripts. */
export function transcripts(): Transcript[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => parseTranscript(file, readFileSync(new URL(file, FOLDER), 'utf8')));
}

function parseTranscript(file: string, text: string): Transcript {
  const client = /^# client: (.+)$/m.exec(text)?.[1];
  const card = /^# card: (\S+) seed (\d+)$/m.exec(text);
  if (client === undefined || card === null) throw new Error(`${file}: expected '# client:' and '# card: NAME seed N'`);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { file, client, profile: card[1] as string, seed: Number(card[2]), lines };
}

/** Text of a transcript file. */
export function transcriptText(client: string, profile: string, seed: number, lines: readonly string[]): string {
  return [`# client: ${client}`, `# card: ${profile} seed ${seed}`, ...lines, ''].join('\n');
}

/** Plays the commands to the card; returns the lines where its answer is another than the written one. */
export async function replay(transcript: Transcript, card: SmartCard): Promise<string[]> {
  const differences: string[] = [];
  let answer = '';
  let command = '';
  for (const line of transcript.lines) {
    if (line === 'power on') await card.powerOn();
    else if (line === 'power off') await card.powerOff();
    else if (line === 'reset') await card.reset();
    else if (line.startsWith('=> ')) {
      command = line;
      answer = `<= ${toHex(await card.transmit(commandBytes(line.slice(3))), ' ')}`;
    } else if (line !== answer) differences.push(`${transcript.file}: ${command}: expected ${line}, got ${answer}`);
  }
  return differences;
}
