/**
 * What each command says, for people: the names of the standard, the words of a language between them. Never shows
 * reference data: what is said of a code is its length.
 *
 * Source: ISO/IEC 7816-4:2020, 11 (commands); IAS-ECC v1.0.1 (algorithm references, SDO).
 */
import type { Language } from '#common/language.ts';
import { own } from '#common/own.ts';
import { findValue, parseTlvs, type Tlv } from '#iso7816/ber-tlv.ts';
import { toHex } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { COMMANDS, type CommandName, commandOf } from '#iso7816/commands.ts';
import { APDU_WORDS, type ApduWords } from './apdu-words.ts';
import { aidText, algorithmText, byteText, crtText, pathText, referenceDataText, sdoText, sfiText } from './names.ts';

/** The value of `attempt`, or undefined when the bytes are not what it expects: words are then left out. */
function readable<T>(attempt: () => T | undefined): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

/** A command in the words of a language. */
interface Told {
  readonly command: CommandApdu;
  readonly language: Language;
  readonly words: ApduWords;
}

function p1p2({ p1, p2 }: CommandApdu): string {
  return `${byteText(p1)}${byteText(p2)}`;
}

function selectTarget({ command: { p1, data }, language, words }: Told): string {
  if (p1 === 0x03) return words.parentDf;
  if (p1 === 0x04) return `AID ${aidText(data, language)}`;
  if (p1 === 0x08) return words.byPathFromMf(pathText(data));
  if (p1 === 0x09) return words.byPath(pathText(data));
  if (data.length === 0) return 'MF';
  if (p1 === 0x01) return words.childDf(pathText(data));
  return p1 === 0x02 ? `EF ${pathText(data)}` : pathText(data);
}

const SELECT_ANSWER: Readonly<Record<number, string>> = { 0: ', FCI', 4: ', FCP', 8: ', FMD', 12: '' };

function select(told: Told): string {
  return `${selectTarget(told)}${SELECT_ANSWER[told.command.p2 & 0x0c] ?? ''}`;
}

function binaryPlace({ command: { p1, p2 }, words }: Told): string {
  if ((p1 & 0x80) !== 0) return `SFI ${sfiText(p1 & 0x1f)}, ${words.offset(p2)}`;
  return words.offset((p1 << 8) | p2);
}

function readBinary(told: Told): string {
  return `${binaryPlace(told)}, ${told.words.bytes(told.command.ne)}`;
}

function updateBinary(told: Told): string {
  return `${binaryPlace(told)}, ${dataLength(told)}`;
}

function readRecord({ command: { p1, p2 }, words }: Told): string {
  const sfi = p2 >> 3;
  return `${words.record(p1)}${sfi === 0 ? '' : `, SFI ${sfiText(sfi)}`}`;
}

function verify({ command: { p2, data }, language, words }: Told): string {
  const name = referenceDataText(p2, language);
  return data.length === 0 ? `${name}${words.statusOnly}` : `${name} ${words.masked(data.length)}`;
}

function changeReferenceData({ command: { p1, p2, data }, language, words }: Told): string {
  return `${referenceDataText(p2, language)}${p1 === 1 ? words.firstValue : ''} ${words.masked(data.length)}`;
}

function resetRetryCounter({ command: { p1, p2, data }, language, words }: Told): string {
  const name = `${referenceDataText(p2, language)} ${words.resetData[p1] ?? `P1 ${byteText(p1)}`}`;
  return data.length === 0 ? name : `${name} ${words.masked(data.length)}`;
}

function sdoPart(tag: string, words: ApduWords): string {
  const { keys, templates, value } = words;
  const names = { A0: 'DOCP', A2: keys, '7B': templates, '7F41': value, '7F48': value, '7F49': value };
  return own(names, tag) ?? tag;
}

/** Extended header list of IAS-ECC: 4D { 70 { SDO tag { tag asked for, 80 } } }. */
function sdoAskedFor({ command: { data }, language, words }: Told): string | undefined {
  const list = findValue(parseTlvs(data), 0x4d);
  const sdo = list && parseTlvs(findValue(parseTlvs(list), 0x70) ?? list)[0];
  const name = sdo && sdoText(sdo.tag, language);
  if (!sdo || !name) return undefined;
  return `${name}${words.colon} ${sdoPart(toHex(sdo.value.subarray(0, -1)), words)}`;
}

function getData(told: Told): string {
  const { command } = told;
  const tag = p1p2(command);
  if (command.data.length > 0) return readable(() => sdoAskedFor(told)) ?? `${tag} ${toHex(command.data)}`;
  return tag === '9F7F' ? '9F7F (CPLC)' : tag.replace(/^00/, '');
}

function putData({ command: { data }, language, words }: Told): string {
  const sdo = readable(() => parseTlvs(findValue(parseTlvs(data), 0x70) ?? data)[0]);
  return `${(sdo && sdoText(sdo.tag, language)) ?? words.dataObject}, ${words.bytes(data.length)}`;
}

function crtEntry({ tag, value }: Tlv, { language, words }: Told): string {
  if (tag === 0x80) return words.algorithm(algorithmText(value, language));
  if (tag === 0x84) return words.key(toHex(value));
  if (tag === 0x83) return words.reference(toHex(value));
  if (tag === 0x95) return words.usageQualifier(toHex(value));
  return `${byteText(tag)} ${toHex(value)}`;
}

function crtEntries(told: Told): string {
  return parseTlvs(told.command.data)
    .map((entry) => crtEntry(entry, told))
    .join(', ');
}

function manageSecurityEnvironment(told: Told): string {
  const { command, language, words } = told;
  const { p1, p2, data } = command;
  if ((p1 & 0x0f) === 0x03) return `RESTORE SE ${p2}`;
  if ((p1 & 0x0f) !== 0x01) return `P1 ${byteText(p1)} SE ${p2}`;
  const entries = readable(() => crtEntries(told)) ?? toHex(data);
  return `SET ${crtText(p2, language)}${entries === '' ? '' : `${words.colon} ${entries}`}`;
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
function hashWords({ command: { data }, words }: Told): string | undefined {
  const objects = parseTlvs(data);
  const block = findValue(objects, 0x80);
  if (block !== undefined) return words.lastBlock(block.length);
  return findValue(objects, 0x90) && words.hashValue;
}

function performSecurityOperation(told: Told): string {
  const { command } = told;
  const operation = OPERATIONS[p1p2(command)] ?? p1p2(command);
  if (command.data.length === 0) return operation;
  const words = p1p2(command) === '90A0' ? readable(() => hashWords(told)) : undefined;
  return `${operation}, ${words ?? dataLength(told)}`;
}

function dataLength({ command: { data }, words }: Told): string {
  return words.bytes(data.length);
}

function maskedLength({ command: { data }, words }: Told): string {
  return words.masked(data.length);
}

function expectedLength({ command: { ne }, words }: Told): string {
  return words.bytes(ne);
}

const WORDS: Readonly<Record<CommandName, (told: Told) => string>> = {
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
  GENERAL_AUTHENTICATE: maskedLength,
  ENVELOPE: maskedLength,
  EXTERNAL_AUTHENTICATE: dataLength,
  GENERATE_ASYMMETRIC_KEY_PAIR_ODD: dataLength,
  MANAGE_CHANNEL: ({ command }) => p1p2(command),
  CREATE_FILE: dataLength,
  DELETE_FILE: ({ command }) => p1p2(command),
};

/** `SELECT by path 3F00/2F01 (EF.ATR), FCP`: all but what the class byte adds. */
export function commandWords(command: CommandApdu, language: Language): string {
  const words = APDU_WORDS[language];
  const known = commandOf(command.ins);
  if (known === undefined) return words.unknownIns(byteText(command.ins), p1p2(command));
  const { name, short = name } = COMMANDS[known];
  return `${short} ${WORDS[known]({ command, language, words })}`;
}
