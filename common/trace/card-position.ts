/**
 * Where a card stands, as the answers to its commands show it: the DF, the EF, and the command that came last.
 *
 * Source: ISO/IEC 7816-4:2020, 11.2.2 (SELECT), 11.3.2 (short EF identifiers), 7.4.3 (FCP).
 */
import { findValue, parseTlvs } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';

const OFFSET = { INS: 1, P1: 2, P2: 3, DATA: 5 } as const;
const HEADER_LENGTH = 4;
/** P1 of SELECT. */
const SELECT = { CHILD_DF: 0x01, PARENT_DF: 0x03, BY_DF_NAME: 0x04, BY_PATH_FROM_MF: 0x08 } as const;
const MF = '3F00';
const SHORT_FID = 0x80;
const IS_DF = 0x38;
/** Commands that speak of the EF that is current, unless P1 names another by its short identifier. */
const OF_BINARY: readonly number[] = [INS.READ_BINARY, INS.UPDATE_BINARY];

const byte = (command: Bytes, at: number) => command[at] ?? 0;

function isSuccess(response: Bytes): boolean {
  return [0x90, 0x61, 0x62, 0x9f].includes(byte(response, response.length - 2));
}

/** The name, path or identifier that SELECT gives; the MF where it gives none. */
function targetOf(command: Bytes): string {
  const length = byte(command, OFFSET.DATA - 1);
  return toHex(command.subarray(OFFSET.DATA, OFFSET.DATA + length)) || MF;
}

/** Whether file control parameters are of a DF; undefined where there are none. */
function tellsDf(response: Bytes): boolean | undefined {
  try {
    const [template] = parseTlvs(response.subarray(0, -2));
    const descriptor = template && findValue(parseTlvs(template.value), 0x82);
    return descriptor && (byte(descriptor, 0) & IS_DF) === IS_DF;
  } catch {
    return undefined;
  }
}

/** The short identifier that a command for the contents of an EF names. */
function sfiOf(command: Bytes): string | undefined {
  const p1 = byte(command, OFFSET.P1);
  if (!OF_BINARY.includes(byte(command, OFFSET.INS)) || (p1 & SHORT_FID) === 0) return undefined;
  return ` SFI ${p1 & 0x1f}`;
}

/** CLA, INS, P1, P2 and the length of the rest. */
export function shapeOf(command: Bytes): string {
  return `${toHex(command.subarray(0, HEADER_LENGTH))} ${command.length}`;
}

/** Whether the data field names what is asked for: with another one it is another question. */
export function asksByData(command: Bytes): boolean {
  const ins = byte(command, OFFSET.INS);
  return [INS.SELECT, INS.GET_DATA, INS.GET_DATA_ODD, INS.MANAGE_SECURITY_ENVIRONMENT].includes(ins);
}

/** Whether the answer is of where the card stands: at another place the same command has another answer. */
export function dependsOnPosition(command: Bytes): boolean {
  const ins = byte(command, OFFSET.INS);
  if (ins === INS.READ_RECORD) return byte(command, OFFSET.P2) >> 3 === 0;
  return ins === INS.GET_RESPONSE || OF_BINARY.includes(ins);
}

export class CardPosition {
  #df = '';
  #ef = '';
  #last: Bytes = new Uint8Array(0);

  /** Power-on or reset. */
  reset(): void {
    this.#df = '';
    this.#ef = '';
    this.#last = new Uint8Array(0);
  }

  /** Two commands that are sent at equal places are sent to equal cards, as far as the exchange shows it. */
  placeOf(command: Bytes): string {
    if (byte(command, OFFSET.INS) === INS.GET_RESPONSE) return `after ${toHex(this.#last)}`;
    return this.#df + (sfiOf(command) ?? this.#ef);
  }

  /** @param command masked */
  answered(command: Bytes, response: Bytes): void {
    const fetches = byte(command, OFFSET.INS) === INS.GET_RESPONSE;
    if (!fetches) this.#last = command;
    if (!isSuccess(response)) return;
    this.#ef = sfiOf(command) ?? this.#ef;
    const selecting = byte(this.#last, OFFSET.INS) === INS.SELECT;
    if (selecting && !fetches) this.#selected(command);
    if (selecting && tellsDf(response)) this.#enters();
  }

  #selected(command: Bytes): void {
    const p1 = byte(command, OFFSET.P1);
    const target = targetOf(command);
    const isAbsolute = p1 === SELECT.BY_DF_NAME || p1 === SELECT.BY_PATH_FROM_MF || target.startsWith(MF);
    if (isAbsolute) this.#df = '';
    this.#ef = p1 === SELECT.PARENT_DF ? '/..' : `/${target}`;
    if (p1 === SELECT.BY_DF_NAME || p1 === SELECT.CHILD_DF || p1 === SELECT.PARENT_DF || target === MF) this.#enters();
  }

  /** What was selected is a DF: what follows is relative to it. */
  #enters(): void {
    this.#df += this.#ef;
    this.#ef = '';
  }
}
