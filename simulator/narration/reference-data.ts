/** What a program does with codes, and what it asks of them and of other data objects. */
import { findValue, parseTlvs } from '#iso7816/ber-tlv.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { sdoText } from '#iso7816/names.ts';
import { CPS2TER_SW, SW, swMeaning, triesRemaining } from '#iso7816/status-word.ts';
import type { CardNames } from './card-names.ts';
import type { WholeExchange } from './whole-exchange.ts';
import type { Words } from './words.ts';

const VERIFY = 0x20;
const CHANGE_REFERENCE_DATA = 0x24;
const CPLC = 0x9f7f;
const SDO = { CHV: 0x01, RSA_PRIVATE: 0x10 } as const;
const TAG = { HEADER_LIST: 0x4d, SDO_TEMPLATE: 0x70, DOCP: 0xa0, MAX_TRIES: 0x9a, TRIES: 0x9b } as const;

function isBlocked(sw: number): boolean {
  return sw === SW.AUTHENTICATION_METHOD_BLOCKED || sw === CPS2TER_SW.CODE_BLOCKED;
}

function outcome(sw: number, words: Words): string {
  const tries = triesRemaining(sw);
  if (sw === SW.SUCCESS) return words.accepted;
  if (tries !== undefined) return tries === 0 ? words.blocked : words.wrong(tries);
  return isBlocked(sw) ? words.blocked : words.refused(swMeaning(sw));
}

function state(sw: number, words: Words): string {
  const tries = triesRemaining(sw);
  if (sw === SW.SUCCESS) return words.verified;
  if (tries !== undefined) return words.notVerified(tries);
  return isBlocked(sw) ? words.blocked : words.refused(swMeaning(sw));
}

/** VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER. */
export function codeSentence({ command, sw }: WholeExchange, names: CardNames, words: Words): string {
  const code = names.code(command.p2);
  if (command.ins === VERIFY && command.data.length === 0) return words.asksState(code, state(sw, words));
  if (command.ins === VERIFY) return words.presents(code, outcome(sw, words));
  if (command.ins === CHANGE_REFERENCE_DATA) return words.changes(code, outcome(sw, words));
  return words.unblocks(code, outcome(sw, words));
}

/** Tag of the SDO that an extended header list asks for. */
function sdoAskedFor(data: Bytes): number | undefined {
  const list = findValue(parseTlvs(data), TAG.HEADER_LIST);
  const template = list && findValue(parseTlvs(list), TAG.SDO_TEMPLATE);
  return template && parseTlvs(template)[0]?.tag;
}

/** Tries left and allowed, in the DOCP of a CHV. */
function counters(data: Bytes): { readonly left: number; readonly max: number } | undefined {
  const sdo = parseTlvs(findValue(parseTlvs(data), TAG.SDO_TEMPLATE) ?? data)[0]?.value;
  const docp = sdo && findValue(parseTlvs(sdo), TAG.DOCP);
  const objects = docp === undefined ? [] : parseTlvs(docp);
  const [max, left] = [findValue(objects, TAG.MAX_TRIES)?.[0], findValue(objects, TAG.TRIES)?.[0]];
  return max === undefined || left === undefined ? undefined : { left, max };
}

function sdoSentence(
  { command, data, sw }: WholeExchange,
  df: string,
  names: CardNames,
  words: Words,
): string | undefined {
  const tag = sdoAskedFor(command.data);
  if (tag === undefined) return undefined;
  const sdoClass = (tag >> 8) & 0x7f;
  const reference = tag & 0xff;
  const tries = sw === SW.SUCCESS ? counters(data) : undefined;
  if (sdoClass === SDO.CHV && tries !== undefined) return words.asksTries(names.code(reference), tries.left, tries.max);
  if (sdoClass === SDO.CHV) return words.asksProperties(names.code(reference));
  const key = sdoClass === SDO.RSA_PRIVATE ? names.key(df, reference) : undefined;
  return words.asksProperties(key ?? sdoText(tag) ?? 'SDO');
}

/** GET DATA; undefined when it asks for nothing known. */
export function dataObjectSentence(
  whole: WholeExchange,
  df: string,
  names: CardNames,
  words: Words,
): string | undefined {
  const { p1, p2, data } = whole.command;
  if (((p1 << 8) | p2) === CPLC) return words.readsData('CPLC');
  if (data.length === 0) return undefined;
  try {
    return sdoSentence(whole, df, names, words);
  } catch {
    return undefined; // no data objects where some were expected
  }
}
