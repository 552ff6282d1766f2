/**
 * APDUs in words, for people, in one language. Never throws, and never shows reference data: what it says of a code is
 * its length.
 *
 * Source: ISO/IEC 7816-4:2020, 5 (structures), 11 (commands).
 */
import type { Language } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { readCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { parseResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swText, triesRemaining } from '#iso7816/status-word.ts';
import { swMeaning, triesText } from '#iso7816/status-word-meaning.ts';
import { APDU_WORDS } from './apdu-words.ts';
import { commandWords } from './command-words.ts';
import { byteText } from './names.ts';

/** What the class byte adds: chaining, secure messaging, logical channel, the CPS2ter class A0. */
function classWords(cla: number, language: Language): string {
  if (cla === 0xa0) return ' [CPS2ter]';
  if (cla >= 0x40) return cla === 0x80 ? '' : ` [CLA ${byteText(cla)}]`;
  const { chained, secureMessaging, channel } = APDU_WORDS[language];
  const words = [
    (cla & 0x10) !== 0 ? chained : '',
    (cla & 0x0c) !== 0 ? secureMessaging : '',
    (cla & 0x03) !== 0 ? channel(cla & 0x03) : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : ` [${words.join(', ')}]`;
}

/**
 * A command APDU in words: `SELECT by path 3F00/2F01 (EF.ATR), FCP`.
 *
 * Bytes that are no command APDU are said to be none; the data field of VERIFY, CHANGE REFERENCE DATA and RESET RETRY
 * COUNTER is never shown.
 */
export function explainCommand(command: Bytes, language: Language): string {
  const read = readCommandApdu(command);
  if (typeof read === 'function') return APDU_WORDS[language].notCommand(read());
  return `${commandWords(read, language)}${classWords(read.cla, language)}`;
}

function isStatusQuery(command: Bytes): boolean {
  return command[1] === INS.VERIFY && (command.length === 4 || command.length === 5);
}

/** The status word in words; after a VERIFY without data 9000 and 63CX tell the state of the code, not a failure. */
function meaningAfter(command: Bytes, sw: number, language: Language): string {
  const { notVerified, verified } = APDU_WORDS[language];
  if (!isStatusQuery(command)) return swMeaning(sw)[language];
  const tries = triesRemaining(sw);
  if (tries !== undefined) return `${notVerified}, ${triesText(tries)[language]}`;
  return sw === SW.SUCCESS ? verified : swMeaning(sw)[language];
}

/** The response to `command`, no bytes when it is not known, in words: `37 bytes, 9000 success`. Bytes that are no response APDU are said to be none. */
export function explainResponse(response: Bytes, command: Bytes, language: Language): string {
  const words = APDU_WORDS[language];
  if (response.length < 2) return words.notResponse(response.length);
  const { data, sw } = parseResponseApdu(response);
  const status = `${swText(sw)} ${meaningAfter(command, sw, language)}`;
  return data.length === 0 ? status : `${words.bytes(data.length)}, ${status}`;
}

/** Command and response in words: `VERIFY code porteur (4 bytes, masked) -> 63C2 verification failed, 2 tries remaining`. */
export function explainExchange(command: Bytes, response: Bytes, language: Language): string {
  return `${explainCommand(command, language)} -> ${explainResponse(response, command, language)}`;
}
