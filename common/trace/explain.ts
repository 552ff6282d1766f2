/**
 * APDUs in words, for people. Never throws, and never shows reference data: what it says of a code is its length.
 *
 * Source: ISO/IEC 7816-4:2020, 11 (commands); IAS-ECC v1.0.1 (algorithm references, SDO).
 */
import { findValue, parseTlvs, type Tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { type CommandApdu, parseCommandApdu } from '#iso7816/command-apdu.ts';
import { COMMANDS, type CommandName, commandOf } from '#iso7816/commands.ts';
import { INS } from '#iso7816/ins.ts';
import { parseResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swMeaning, swText, triesRemaining } from '#iso7816/status-word.ts';
import { aidText, algorithmText, byteText, crtText, pathText, referenceDataText, sdoText, sfiText } from './names.ts';

/** The value of `attempt`, or undefined when the bytes are not what it expects: words are then left out. */
function readable<T>(attempt: () => T | undefined): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

function p1p2({ p1, p2 }: CommandApdu): string {
  return `${byteText(p1)}${byteText(p2)}`;
}

function selectTarget({ p1, data }: CommandApdu): string {
  if (p1 === 0x03) return 'parent DF';
  if (p1 === 0x04) return `AID ${aidText(data)}`;
  if (p1 === 0x08) return `by path from the MF ${pathText(data)}`;
  if (p1 === 0x09) return `by path ${pathText(data)}`;
  if (data.length === 0) return 'MF';
  if (p1 === 0x01) return `child DF ${pathText(data)}`;
  return p1 === 0x02 ? `EF ${pathText(data)}` : pathText(data);
}

const SELECT_ANSWER: Readonly<Record<number, string>> = { 0: ', FCI', 4: ', FCP', 8: ', FMD', 12: '' };

function select(command: CommandApdu): string {
  return `${selectTarget(command)}${SELECT_ANSWER[command.p2 & 0x0c] ?? ''}`;
}

function binaryPlace({ p1, p2 }: CommandApdu): string {
  if ((p1 & 0x80) !== 0) return `SFI ${sfiText(p1 & 0x1f)}, offset ${p2}`;
  return `offset ${(p1 << 8) | p2}`;
}

function readBinary(command: CommandApdu): string {
  return `${binaryPlace(command)}, ${bytesText(command.ne)}`;
}

function updateBinary(command: CommandApdu): string {
  return `${binaryPlace(command)}, ${bytesText(command.data.length)}`;
}

function readRecord({ p1, p2 }: CommandApdu): string {
  const sfi = p2 >> 3;
  return `record ${p1}${sfi === 0 ? '' : `, SFI ${sfiText(sfi)}`}`;
}

function masked(data: Bytes): string {
  return `(${bytesText(data.length)}, masked)`;
}

function verify({ p2, data }: CommandApdu): string {
  const name = referenceDataText(p2);
  return data.length === 0 ? `${name}: status only` : `${name} ${masked(data)}`;
}

function changeReferenceData({ p1, p2, data }: CommandApdu): string {
  return `${referenceDataText(p2)}${p1 === 1 ? ', first value' : ''} ${masked(data)}`;
}

const RESET_DATA: Readonly<Record<number, string>> = {
  0: 'with unblocking code and new code',
  1: 'with unblocking code',
  2: 'with new code',
  3: 'without data',
};

function resetRetryCounter({ p1, p2, data }: CommandApdu): string {
  const name = `${referenceDataText(p2)} ${RESET_DATA[p1] ?? `P1 ${byteText(p1)}`}`;
  return data.length === 0 ? name : `${name} ${masked(data)}`;
}

const SDO_PARTS: Readonly<Record<string, string>> = {
  A0: 'DOCP',
  A2: 'keys',
  '7B': 'templates',
  '7F41': 'value',
  '7F48': 'value',
  '7F49': 'value',
};

/** Extended header list of IAS-ECC: 4D { 70 { SDO tag { tag asked for, 80 } } }. */
function sdoAskedFor(data: Bytes): string | undefined {
  const list = findValue(parseTlvs(data), 0x4d);
  const sdo = list && parseTlvs(findValue(parseTlvs(list), 0x70) ?? list)[0];
  const name = sdo && sdoText(sdo.tag);
  if (!sdo || !name) return undefined;
  const part = toHex(sdo.value.subarray(0, -1));
  return `${name}: ${SDO_PARTS[part] ?? part}`;
}

function getData(command: CommandApdu): string {
  const tag = p1p2(command);
  if (command.data.length > 0) return readable(() => sdoAskedFor(command.data)) ?? `${tag} ${toHex(command.data)}`;
  return tag === '9F7F' ? '9F7F (CPLC)' : tag.replace(/^00/, '');
}

function putData({ data }: CommandApdu): string {
  const sdo = readable(() => parseTlvs(findValue(parseTlvs(data), 0x70) ?? data)[0]);
  return `${(sdo && sdoText(sdo.tag)) ?? 'data object'}, ${bytesText(data.length)}`;
}

function crtEntry({ tag, value }: Tlv): string {
  if (tag === 0x80) return `algorithm ${algorithmText(value)}`;
  if (tag === 0x84) return `key ${toHex(value)}`;
  if (tag === 0x83) return `reference ${toHex(value)}`;
  if (tag === 0x95) return `usage qualifier ${toHex(value)}`;
  return `${byteText(tag)} ${toHex(value)}`;
}

function manageSecurityEnvironment({ p1, p2, data }: CommandApdu): string {
  if ((p1 & 0x0f) === 0x03) return `RESTORE SE ${p2}`;
  if ((p1 & 0x0f) !== 0x01) return `P1 ${byteText(p1)} SE ${p2}`;
  const entries = readable(() => parseTlvs(data).map(crtEntry).join(', ')) ?? toHex(data);
  return `SET ${crtText(p2)}${entries === '' ? '' : `: ${entries}`}`;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  '9080': 'HASH',
  '90A0': 'HASH',
  '9E9A': 'COMPUTE DIGITAL SIGNATURE',
  '9E9E': 'COMPUTE DIGITAL SIGNATURE',
  '8086': 'DECIPHER',
  '8680': 'ENCIPHER',
  '00AE': 'VERIFY CERTIFICATE',
  '00BE': 'VERIFY CERTIFICATE',
};

/** PSO HASH of IAS-ECC: 90 holds an intermediate state or the hash value, 80 the last block the card hashes itself. */
function hashWords(data: Bytes): string | undefined {
  const objects = parseTlvs(data);
  const block = findValue(objects, 0x80);
  if (block !== undefined) return `last block of ${bytesText(block.length)}`;
  return findValue(objects, 0x90) && 'hash value';
}

function performSecurityOperation(command: CommandApdu): string {
  const operation = OPERATIONS[p1p2(command)] ?? p1p2(command);
  if (command.data.length === 0) return operation;
  const words = p1p2(command) === '90A0' ? readable(() => hashWords(command.data)) : undefined;
  return `${operation}, ${words ?? bytesText(command.data.length)}`;
}

function dataLength({ data }: CommandApdu): string {
  return bytesText(data.length);
}

function expectedLength({ ne }: CommandApdu): string {
  return bytesText(ne);
}

const WORDS: Readonly<Record<CommandName, (command: CommandApdu) => string>> = {
  SELECT: select,
  READ_BINARY: readBinary,
  UPDATE_BINARY: updateBinary,
  VERIFY: verify,
  CHANGE_REFERENCE_DATA: changeReferenceData,
  RESET_RETRY_COUNTER: resetRetryCounter,
  GET_CHALLENGE: expectedLength,
  MANAGE_SECURITY_ENVIRONMENT: manageSecurityEnvironment,
  PERFORM_SECURITY_OPERATION: performSecurityOperation,
  INTERNAL_AUTHENTICATE: dataLength,
  GET_DATA: getData,
  GET_DATA_ODD: getData,
  GET_RESPONSE: expectedLength,
  READ_RECORD: readRecord,
  PUT_DATA_ODD: putData,
  EXTERNAL_AUTHENTICATE: dataLength,
  GENERATE_ASYMMETRIC_KEY_PAIR_ODD: dataLength,
  MANAGE_CHANNEL: p1p2,
  CREATE_FILE: dataLength,
  DELETE_FILE: p1p2,
};

function commandWords(command: CommandApdu): string {
  const known = commandOf(command.ins);
  if (known === undefined) return `unknown INS ${byteText(command.ins)}, P1-P2 ${p1p2(command)}`;
  const { name, short = name } = COMMANDS[known];
  return `${short} ${WORDS[known](command)}`;
}

/** What the class byte adds: chaining, secure messaging, logical channel, the CPS2ter class A0. */
function classWords(cla: number): string {
  if (cla === 0xa0) return ' [CPS2ter]';
  if (cla >= 0x40) return cla === 0x80 ? '' : ` [CLA ${byteText(cla)}]`;
  const words = [
    (cla & 0x10) !== 0 ? 'chained, more follows' : '',
    (cla & 0x0c) !== 0 ? 'secure messaging' : '',
    (cla & 0x03) !== 0 ? `channel ${cla & 0x03}` : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : ` [${words.join(', ')}]`;
}

/**
 * A command APDU in words: `SELECT by path 3F00/2F01 (EF.ATR), FCP`.
 *
 * Bytes that are no command APDU are said to be none; the data field of VERIFY, CHANGE REFERENCE DATA and RESET RETRY
 * COUNTER is never shown.
 */
export function explainCommand(command: Bytes): string {
  let parsed: CommandApdu;
  try {
    parsed = parseCommandApdu(command);
  } catch (error) {
    return `no command APDU: ${(error as Error).message}`;
  }
  return `${commandWords(parsed)}${classWords(parsed.cla)}`;
}

function isStatusQuery(command: Bytes): boolean {
  return command[1] === INS.VERIFY && (command.length === 4 || command.length === 5);
}

/** The status word in words; after a VERIFY without data 9000 and 63CX tell the state of the code, not a failure. */
function meaningAfter(command: Bytes, sw: number): string {
  if (!isStatusQuery(command)) return swMeaning(sw);
  const tries = triesRemaining(sw);
  if (tries !== undefined) return `not verified, ${tries} tries remaining`;
  return sw === SW.SUCCESS ? 'verified' : swMeaning(sw);
}

/** A response APDU in words: `37 bytes, 9000 success`. Bytes that are no response APDU are said to be none. */
export function explainResponse(response: Bytes, command: Bytes = new Uint8Array(0)): string {
  if (response.length < 2) return `no response APDU: ${bytesText(response.length)}, expected at least SW1-SW2`;
  const { data, sw } = parseResponseApdu(response);
  const status = `${swText(sw)} ${meaningAfter(command, sw)}`;
  return data.length === 0 ? status : `${bytesText(data.length)}, ${status}`;
}

/** Command and response in words: `VERIFY code porteur (4 bytes, masked) -> 63C2 verification failed, 2 tries remaining`. */
export function explainExchange(command: Bytes, response: Bytes): string {
  return `${explainCommand(command)} -> ${explainResponse(response, command)}`;
}
