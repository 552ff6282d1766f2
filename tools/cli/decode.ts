/** `cps-sim decode`: an APDU, a response or data objects in words. */

import { type Language, sameInEach, type Text } from '#common/language.ts';
import { isThere } from '#files/is-there.ts';
import { type Bytes, fromHex, NO_BYTES, toHex } from '#iso7816/bytes.ts';
import { type CommandApdu, parseCommandApdu } from '#iso7816/command-apdu.ts';
import { commandOf } from '#iso7816/commands.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';
import { explainCommand, explainResponse } from '#trace/explain.ts';
import { explainTlv } from '#trace/explain-tlv.ts';
import type { CoverageReport } from '../../scenarios/observers/narration/index.ts';
import { type InputLine, inputLines, readAt } from './input-lines.ts';
import { say, spokenLanguage } from './language.ts';
import { printJson } from './print-json.ts';
import { printEach } from './print-lines.ts';
import { standardInputLines } from './standard-input.ts';
import type { TextLine } from './text-lines.ts';
import { UsageError } from './usage-error.ts';

export type Kind = 'command' | 'response' | 'tlv';
type Reading = (bytes: Bytes) => string[];

/** The lines of `explain`, or undefined when the bytes are not what it reads. */
function attempt(explain: () => string[]): string[] | undefined {
  try {
    return explain();
  } catch {
    return undefined;
  }
}

const DATA: Text = { en: 'data', fr: 'données' };

function masked(length: number): Text {
  return { en: `${length} bytes, masked`, fr: `${length} octets, masqués` };
}

function dataLines({ ins, data }: CommandApdu): string[] {
  if (data.length === 0) return [];
  const label = `  ${say(DATA)}  `;
  return [label + (carriesReferenceData(ins) ? say(masked(data.length)) : toHex(data, ' '))];
}

const readCommand: Reading = (bytes) => {
  const command = parseCommandApdu(bytes);
  const { cla, ins, p1, p2, data, ne } = command;
  const [claText, insText, p1Text, p2Text] = [cla, ins, p1, p2].map((byte) => toHex(Uint8Array.of(byte)));
  const header = `  CLA ${claText}  INS ${insText}  P1 ${p1Text}  P2 ${p2Text}  Nc ${data.length}  Ne ${ne}`;
  return [explainCommand(bytes, spokenLanguage()), header, ...dataLines(command)];
};

const readTlv: Reading = (bytes) => explainTlv(bytes, spokenLanguage());

const readResponse: Reading = (bytes) => {
  const data = bytes.subarray(0, -2);
  const body = attempt(() => readTlv(data)) ?? [toHex(data, ' ')];
  return [
    explainResponse(bytes, NO_BYTES, spokenLanguage()),
    ...(data.length === 0 ? [] : body.map((line) => `  ${line}`)),
  ];
};

const READINGS: Readonly<Record<Kind, Reading>> = { command: readCommand, response: readResponse, tlv: readTlv };

function isCommand(bytes: Bytes): boolean {
  return attempt(() => readCommand(bytes)) !== undefined && commandOf(bytes[1] ?? 0) !== undefined;
}

function endsWithStatusWord(bytes: Bytes): boolean {
  const sw1 = bytes.at(-2) ?? 0;
  return sw1 >> 4 === 0x6 || sw1 === 0x90;
}

/** Data objects and 9000; alone, 9000 would be an empty data object of tag 90. */
function isAnsweredTlv(bytes: Bytes): boolean {
  return toHex(bytes.subarray(-2)) === '9000' && attempt(() => readTlv(bytes.subarray(0, -2))) !== undefined;
}

/** What the bytes most probably are: a command with a known INS, whole data objects, or a response with its status word. */
export function guessKind(bytes: Bytes): Kind {
  if (bytes.length === 2 && endsWithStatusWord(bytes)) return 'response';
  if (isCommand(bytes)) return 'command';
  if (isAnsweredTlv(bytes)) return 'response';
  if (attempt(() => readTlv(bytes))) return 'tlv';
  if (endsWithStatusWord(bytes)) return 'response';
  return bytes[0] === 0x00 ? 'command' : 'tlv';
}

/** `=> 00A4...` is a command, `<= 6A82` a response; without an arrow the bytes decide. */
function arrow(text: string): { kind: Kind | undefined; hex: string } {
  const [, sign, hex = ''] = /^\s*(=>|<=|>|<)?\s*(.*)$/.exec(text) ?? [];
  if (sign === undefined) return { kind: undefined, hex };
  return { kind: sign.includes('>') ? 'command' : 'response', hex };
}

/** One line of hexadecimal in words. @throws BytesError, ApduError, TlvError: what could not be read, and where */
export function decodeLine(text: string, as?: Kind): string[] {
  const { kind, hex } = arrow(text);
  const bytes = fromHex(hex);
  if (bytes.length === 0)
    throw new UsageError({
      en: 'nothing to decode: give hexadecimal bytes, e.g. 00A4000C023F00',
      fr: 'rien à décoder : donnez des octets en hexadécimal, par exemple 00A4000C023F00',
    });
  return READINGS[as ?? kind ?? guessKind(bytes)](bytes);
}

export interface DecodeOptions {
  readonly as?: Kind;
  readonly explain?: string;
  readonly scenario?: string;
  readonly coverage?: true;
  readonly card?: string;
  readonly lang?: Language;
  readonly json?: true;
}

/** Blanks, colons and whole bytes. */
function isHex(text: string): boolean {
  return /^[0-9A-Fa-f:\s]*$/.test(text) && text.replace(/[:\s]/g, '').length % 2 === 0;
}

/** The words, when they are no hexadecimal but names of files, as most people type them first. @throws UsageError */
function filesNamed(words: readonly string[]): readonly string[] {
  const names = words.filter((word) => !isHex(word));
  const [absent] = names.filter((name) => !isThere(name) && /[./]/.test(name));
  if (absent !== undefined)
    throw new UsageError({
      en: `${absent}: no such file; expected one, or hexadecimal bytes`,
      fr: `${absent} : ce fichier n'existe pas, attendu : un fichier, ou des octets en hexadécimal`,
    });
  if (names.length === 0 || !names.every((name) => isThere(name))) return [];
  const [bytes] = words.filter((word) => !isThere(word));
  if (bytes === undefined) return words;
  throw new UsageError({
    en: `found bytes beside ${names[0]}: expected files alone, or hexadecimal bytes alone`,
    fr: `trouvé des octets à côté de ${names[0]}, attendu : des fichiers seuls, ou des octets en hexadécimal seuls`,
  });
}

/** What the lines of a file are: bytes; bytes with arrows, which may be an exchange; or the rest, a recorded exchange. */
function shapeOf(lines: Iterable<InputLine>, as: Kind | undefined): 'bytes' | 'arrows' | 'exchange' {
  let [found, arrows] = [false, false];
  for (const { text } of lines) {
    const { kind, hex } = arrow(text);
    if (as === undefined && !isHex(hex)) return 'exchange';
    found = true;
    arrows ||= kind !== undefined;
  }
  if (!found) return 'exchange';
  return arrows && as === undefined ? 'arrows' : 'bytes';
}

/** What was made of one line of bytes, or of one file; `coverage` of an exchange, when it was asked for. */
interface Decoded {
  readonly of?: string;
  /** Taken once. */
  readonly words: Iterable<string>;
  /** When the words were taken. */
  readonly report?: () => CoverageReport | undefined;
}

async function explain(file: string, exchange: Iterable<TextLine>, options: DecodeOptions): Promise<Decoded> {
  const { coverage, card, json } = options;
  const { DecodedRecording } = await import('./record/decoded.ts');
  const language = spokenLanguage();
  const recording = { language, reportLanguage: json ? 'en' : language, coverage: coverage === true, card } as const;
  const decoded = new DecodedRecording(file, exchange, recording);
  if (json) return { of: file, words: decoded.lines(), report: () => decoded.report() };
  return { words: decoded.all() };
}

function decodedLine(line: InputLine, as: Kind | undefined): Decoded {
  const words = readAt(line, (text) => decodeLine(text, as));
  return { ...(line.place !== undefined && { of: line.place.en }), words };
}

/** The exchange in a file of arrows; undefined when its client did nothing that has a sentence. */
async function toldExchange(
  file: string,
  exchange: Iterable<TextLine>,
  options: DecodeOptions,
): Promise<Decoded | undefined> {
  const { tellsNothing } = await import('./record/decoded.ts');
  return tellsNothing(file, exchange) ? undefined : explain(file, exchange, options);
}

async function* decodedFiles(files: readonly string[], options: DecodeOptions): AsyncGenerator<Decoded> {
  const { exchangeLines } = await import('./record/exchange.ts');
  for (const file of files) {
    const exchange = exchangeLines(file);
    const whole = options.coverage === true || options.card !== undefined || options.explain !== undefined;
    const lines = () => inputLines(exchange, sameInEach(file));
    if (files.length > 1 && !options.json) yield { words: [`${file}:`] };
    const shape = whole ? 'exchange' : shapeOf(lines(), options.as);
    const told = shape === 'arrows' ? await toldExchange(file, exchange, options) : undefined;
    if (told !== undefined) yield told;
    else if (shape === 'exchange') yield await explain(file, exchange, options);
    else for (const line of lines()) yield decodedLine(line, options.as);
  }
}

async function* decodedWords(words: readonly string[], { as }: DecodeOptions): AsyncGenerator<Decoded> {
  const typed = words.length > 0 ? [{ text: words.join(' ') }] : undefined;
  for await (const line of typed ?? standardInputLines('cps-sim decode 00A4000C023F00')) yield decodedLine(line, as);
}

function described({ of, words, report }: Decoded): object {
  // What was met is known when the words were taken.
  const told = { ...(of !== undefined && { of }), words: [...words] };
  const coverage = report?.();
  return coverage === undefined ? told : { ...told, coverage };
}

/** @throws UsageError, BytesError, ApduError, TlvError */
export async function decode(words: readonly string[], options: DecodeOptions): Promise<void> {
  if (options.scenario !== undefined) return asScenario(options.scenario, words, options);
  if (options.explain !== undefined && words.length > 0)
    throw new UsageError({
      en: '--explain reads a file: leave the hexadecimal bytes out',
      fr: '--explain lit un fichier : laissez les octets de côté',
    });
  const files = options.explain === undefined ? filesNamed(words) : [options.explain];
  if (files.length === 0 && (options.coverage || options.card !== undefined))
    throw new UsageError({
      en: '--coverage and --card go with --explain FILE, a whole exchange',
      fr: '--coverage et --card vont avec --explain FICHIER, un échange entier',
    });
  const all: object[] = [];
  for await (const decoded of files.length > 0 ? decodedFiles(files, options) : decodedWords(words, options)) {
    if (options.json) all.push(described(decoded));
    else if (!(await printEach(decoded.words))) return;
  }
  if (options.json) printJson(all);
}

/** @throws UsageError for what a scenario does not have */
async function asScenario(file: string, words: readonly string[], options: DecodeOptions): Promise<void> {
  if (words.length > 0 || options.explain !== undefined || options.coverage || options.json)
    throw new UsageError({
      en: '--scenario prints a scenario and nothing else: leave the other options and the bytes out',
      fr: "--scenario n'affiche qu'un scénario : laissez de côté les autres options et les octets",
    });
  await (await import('./record/scenario.ts')).printScenario(file, options.card);
}
