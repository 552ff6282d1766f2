/** SELECT. Source: ISO/IEC 7816-4:2020, 11.2.2; forms: reference/cryptolib.md 4, reference/opensc-cpx.md 3. */
import { sameInEach } from '#common/language.ts';
import { findValue, parseTlv, parseTlvs } from '#iso7816/ber-tlv.ts';
import { type Bytes, equalBytes, hex, toHex } from '#iso7816/bytes.ts';
import type { CommandFields } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import { decodeAnswer } from './answer-error.ts';
import type { CardChannel } from './card-channel.ts';
import { CardError } from './card-error.ts';

/** Path from the current DF; the card takes a path that starts with 3F00 as absolute. */
const P1_PATH = 0x09;
const P1_NAME = 0x04;
const P2_FCP = 0x04;
const P2_NO_DATA = 0x0c;

/** Path from the MF, which is not part of it; FCI is answered. Source: reference/cryptolib.md 9.1 (CPS4). */
const P1_PATH_FROM_MF = 0x08;
const P2_FCI = 0x00;
const MF = hex`3F 00`;
/** DF name of the MF of a CPS: there is no path to it from itself. */
const MF_NAME = hex`80 25 00 00 01 FF 01 00`;

/** What the file control parameters say of a selected file. */
export interface FileControlParameters {
  /** Number of data bytes (tag 80 or 81), undefined for a DF. */
  readonly size?: number;
  /** File descriptor byte (tag 82): 0x01 transparent EF, 0x38 DF. */
  readonly fileDescriptor?: number;
  /** File identifier (tag 83). */
  readonly fid?: Bytes;
  /** DF name (tag 84). */
  readonly name?: Bytes;
  /** Life cycle status byte (tag 8A). */
  readonly lifeCycleStatus?: number;
}

const FCP_TEMPLATE = 0x62;
const FCI_TEMPLATE = 0x6f;

function unsigned(bytes: Bytes): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** File control parameters of a template 62, 6F, or 62 within 6F. @throws TlvError */
function decodeFcp(bytes: Bytes): FileControlParameters {
  const outer = parseTlv(bytes);
  if (outer.tag !== FCP_TEMPLATE && outer.tag !== FCI_TEMPLATE) parseTlv(bytes, FCP_TEMPLATE);
  let objects = parseTlvs(outer.value);
  const inner = findValue(objects, FCP_TEMPLATE);
  if (inner !== undefined) objects = parseTlvs(inner);
  const size = findValue(objects, 0x80) ?? findValue(objects, 0x81);
  const descriptor = findValue(objects, 0x82)?.[0];
  const fid = findValue(objects, 0x83);
  const name = findValue(objects, 0x84);
  const lifeCycleStatus = findValue(objects, 0x8a)?.[0];
  return {
    ...(size && { size: unsigned(size) }),
    ...(descriptor !== undefined && { fileDescriptor: descriptor }),
    ...(fid && { fid }),
    ...(name && { name }),
    ...(lifeCycleStatus !== undefined && { lifeCycleStatus }),
  };
}

/** @param p2 of a CPS3; a CPS4 is always asked for FCI, and gives none of a DF unless Le is there */
function byPath({ generation }: CardChannel, path: Bytes, p2: number): CommandFields {
  if (generation === 'cps3') return { ins: INS.SELECT, p1: P1_PATH, p2, data: path };
  if (equalBytes(path, MF)) return { ins: INS.SELECT, p1: P1_NAME, p2: P2_NO_DATA, data: MF_NAME };
  const below = equalBytes(path.subarray(0, MF.length), MF) ? path.subarray(MF.length) : path;
  return { ins: INS.SELECT, p1: P1_PATH_FROM_MF, p2: P2_FCI, data: below };
}

/**
 * Selects a file by its path (file identifiers one after the other, from 3F00 or from the current DF).
 * @returns its file control parameters, or undefined when there is no such file (6A82)
 * @throws CardError for any other refusal, AnswerError when the answer is no FCP template
 */
export async function selectFile(channel: CardChannel, path: Bytes): Promise<FileControlParameters | undefined> {
  const { data, sw } = await channel.send({ ...byPath(channel, path, P2_FCP), ne: 256 });
  if (sw === SW.FILE_NOT_FOUND) return undefined;
  if (sw !== SW.SUCCESS) throw new CardError('SELECT', sw, { en: `path ${toHex(path)}`, fr: `chemin ${toHex(path)}` });
  return decodeAnswer('SELECT', () => decodeFcp(data));
}

/** Selects a DF by its path, without an answer. @throws CardError */
export async function selectDf(channel: CardChannel, path: Bytes): Promise<void> {
  const command = byPath(channel, path, P2_NO_DATA);
  await channel.command('SELECT', command, { en: `path ${toHex(path)}`, fr: `chemin ${toHex(path)}` });
}

/** Selects an application by its DF name (AID), without an answer. @throws CardError */
export async function selectApplication(channel: CardChannel, aid: Bytes): Promise<void> {
  const command = { ins: INS.SELECT, p1: P1_NAME, p2: P2_NO_DATA, data: aid };
  await channel.command('SELECT', command, sameInEach(`AID ${toHex(aid)}`));
}
