/** What a program does with codes, and what it asks of them and of other data objects. */
import { findValue, parseTlvs } from '#iso7816/ber-tlv.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW, triesRemaining } from '#iso7816/status-word.ts';
import type { CardNames } from './card-names.ts';
import { isBlocked, type Question } from './questions.ts';
import type { WholeExchange } from './whole-exchange.ts';
import type { Words } from './words.ts';

const CPLC = 0x9f7f;
const SDO = { CHV: 0x01, RSA_PRIVATE: 0x10 } as const;
const TAG = { HEADER_LIST: 0x4d, SDO_TEMPLATE: 0x70, DOCP: 0xa0, MAX_TRIES: 0x9a, TRIES: 0x9b } as const;

function outcome(sw: number, words: Words): string {
  const tries = triesRemaining(sw);
  if (sw === SW.SUCCESS) return words.accepted;
  if (tries !== undefined) return tries === 0 ? words.blocked : words.wrong(tries);
  return isBlocked(sw) ? words.blocked : words.refused(sw);
}

/** VERIFY with data, CHANGE REFERENCE DATA, RESET RETRY COUNTER: each may spend a try. */
export function codeSentence({ command, sw }: WholeExchange, names: CardNames, words: Words): string {
  const code = names.code(command.p2);
  if (command.ins === INS.VERIFY) return words.presents(code, outcome(sw, words));
  if (command.ins === INS.CHANGE_REFERENCE_DATA) return words.changes(code, outcome(sw, words));
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

function sdoQuestion({ command, data, sw }: WholeExchange, df: string, names: CardNames): Question | undefined {
  const tag = sdoAskedFor(command.data);
  if (tag === undefined) return undefined;
  const sdoClass = (tag >> 8) & 0x7f;
  const reference = tag & 0xff;
  const refused = sw === SW.SUCCESS || data.length > 0 ? {} : { refused: sw };
  if (sdoClass === SDO.CHV) {
    const tries = sw === SW.SUCCESS ? counters(data) : undefined;
    return { object: names.code(reference), ...(tries && { tries }), ...refused };
  }
  const key = sdoClass === SDO.RSA_PRIVATE ? names.key(df, reference) : undefined;
  return { object: key ?? names.sdo(tag) ?? 'SDO', ...refused };
}

/** VERIFY without data: a card that counts its tries so even when the code is verified has not told the state. */
function stateQuestion(reference: number, sw: number, names: CardNames): Question {
  const object = names.code(reference);
  const left = isBlocked(sw) ? 0 : triesRemaining(sw);
  const max = names.maxTriesWithoutState(reference);
  return left === undefined || max === undefined ? { object, state: sw } : { object, tries: { left, max } };
}

/** What VERIFY without data and GET DATA of an SDO ask; undefined for other commands. */
export function questionOf(whole: WholeExchange, df: string, names: CardNames): Question | undefined {
  const { ins, p2, data } = whole.command;
  if (ins === INS.VERIFY) return data.length === 0 ? stateQuestion(p2, whole.sw, names) : undefined;
  if ((ins !== INS.GET_DATA && ins !== INS.GET_DATA_ODD) || data.length === 0) return undefined;
  try {
    return sdoQuestion(whole, df, names);
  } catch {
    return undefined; // no data objects where some were expected
  }
}

/** GET DATA of what is no SDO; undefined when it is nothing known. */
export function dataObjectSentence({ command: { p1, p2 }, sw }: WholeExchange, words: Words): string | undefined {
  if (((p1 << 8) | p2) !== CPLC) return undefined;
  return sw === SW.SUCCESS ? words.readsData('CPLC') : words.readsRefused('CPLC', words.meaning(sw));
}
