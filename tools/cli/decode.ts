/** `cps-sim decode`: an APDU, a response or data objects in words. */

import { existsSync } from 'node:fs';
import type { Language } from '#common/language.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { type CommandApdu, parseCommandApdu } from '#iso7816/command-apdu.ts';
import { commandOf } from '#iso7816/commands.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';
import { explainCommand, explainResponse } from '#trace/explain.ts';
import { explainTlv } from '#trace/explain-tlv.ts';
import { languageOf } from './language.ts';
import { printLines } from './print-lines.ts';
import { standardInputLines } from './standard-input.ts';
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

function dataLines({ ins, data }: CommandApdu): string[] {
  if (data.length === 0) return [];
  if (carriesReferenceData(ins)) return [`  data  ${data.length} bytes, masked`];
  return [`  data  ${toHex(data, ' ')}`];
}

const readCommand: Reading = (bytes) => {
  const command = parseCommandApdu(bytes);
  const { cla, ins, p1, p2, data, ne } = command;
  const [claText, insText, p1Text, p2Text] = [cla, ins, p1, p2].map((byte) => toHex(Uint8Array.of(byte)));
  const header = `  CLA ${claText}  INS ${insText}  P1 ${p1Text}  P2 ${p2Text}  Nc ${data.length}  Ne ${ne}`;
  return [explainCommand(bytes), header, ...dataLines(command)];
};

const readResponse: Reading = (bytes) => {
  const data = bytes.subarray(0, -2);
  const body = attempt(() => explainTlv(data)) ?? [toHex(data, ' ')];
  return [explainResponse(bytes), ...(data.length === 0 ? [] : body.map((line) => `  ${line}`))];
};

const READINGS: Readonly<Record<Kind, Reading>> = { command: readCommand, response: readResponse, tlv: explainTlv };

function isCommand(bytes: Bytes): boolean {
  return attempt(() => readCommand(bytes)) !== undefined && commandOf(bytes[1] ?? 0) !== undefined;
}

function endsWithStatusWord(bytes: Bytes): boolean {
  const sw1 = bytes.at(-2) ?? 0;
  return sw1 >> 4 === 0x6 || sw1 === 0x90;
}

/** Data objects and 9000; alone, 9000 would be an empty data object of tag 90. */
function isAnsweredTlv(bytes: Bytes): boolean {
  return toHex(bytes.subarray(-2)) === '9000' && attempt(() => explainTlv(bytes.subarray(0, -2))) !== undefined;
}

/** What the bytes most probably are: a command with a known INS, whole data objects, or a response with its status word. */
export function guessKind(bytes: Bytes): Kind {
  if (bytes.length === 2 && endsWithStatusWord(bytes)) return 'response';
  if (isCommand(bytes)) return 'command';
  if (isAnsweredTlv(bytes)) return 'response';
  if (attempt(() => explainTlv(bytes))) return 'tlv';
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
  if (bytes.length === 0) throw new UsageError('nothing to decode: give hexadecimal bytes, e.g. 00A4000C023F00');
  return READINGS[as ?? kind ?? guessKind(bytes)](bytes);
}

export interface DecodeOptions {
  readonly as?: Kind;
  readonly explain?: string;
  readonly coverage?: true;
  readonly card?: string;
  readonly lang?: Language;
}

/** A word that is no hexadecimal but the name of a file, as most people type it first. */
function fileNamed([word, ...others]: readonly string[]): string | undefined {
  if (word === undefined || others.length > 0 || /^[0-9A-Fa-f:\s]*$/.test(word)) return undefined;
  if (existsSync(word)) return word;
  if (/[./]/.test(word)) throw new UsageError(`${word}: no such file; expected one, or hexadecimal bytes`);
  return undefined;
}

async function explain(file: string, { coverage, card, lang }: DecodeOptions): Promise<void> {
  const { recordingLines } = await import('./decode-recording.ts');
  const lines = recordingLines(file, { language: languageOf(lang), coverage: coverage === true, card });
  printLines(lines.join('\n'));
}

/** @throws UsageError, BytesError, ApduError, TlvError */
export async function decode(words: readonly string[], options: DecodeOptions): Promise<void> {
  const file = options.explain ?? fileNamed(words);
  if (options.explain !== undefined && words.length > 0)
    throw new UsageError('--explain reads a file: leave the hexadecimal bytes out');
  if (file !== undefined) return explain(file, options);
  if (options.coverage || options.card !== undefined)
    throw new UsageError('--coverage and --card go with --explain FILE, a whole exchange');
  const lines = words.length > 0 ? [words.join(' ')] : await standardInputLines('cps-sim decode 00A4000C023F00');
  for (const line of lines) printLines(decodeLine(line, options.as).join('\n'));
}
