/**
 * Command APDU: CLA INS P1 P2 [Lc data] [Le].
 *
 * Lc and Le exist only in this codec; everywhere else `nc` and `ne` are numbers of bytes.
 *
 * Source: ISO/IEC 7816-4:2020, 5.2 (command-response pairs), ISO/IEC 7816-3:2006, 12.1.3 (cases 1 to 4).
 */

import { CodedError } from '#common/coded-error.ts';
import { sameInEach, type Text } from '#common/language.ts';
import { type Bytes, byteAt, concat, NO_BYTES, uint16, uint16At } from './bytes.ts';
import { carriesReferenceData } from './mask.ts';

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Command data field, empty when absent; Nc is its length. */
  readonly data: Bytes;
  /** Largest number of response data bytes expected: 0 none, 256 for Le 00, 65536 for Le 0000. */
  readonly ne: number;
  /** True when Lc or Le had its extended form. */
  readonly extended: boolean;
}

/** Bytes that are no command APDU. */
export class ApduError extends CodedError {
  override readonly name = 'ApduError';
  readonly code = 'ERR_APDU';
}

const HEADER_LENGTH = 4;

/** Why bytes are no command APDU; put into words for who reads them: a card answers 6700 to any number of them. */
export type NoApdu = () => Text;

/** Where Lc was forgotten, what is read in its place is the beginning of a code. */
function lengthText({ ins }: CommandApdu, length: number): Text {
  return carriesReferenceData(ins) ? { en: '(masked)', fr: '(masqué)' } : sameInEach(String(length));
}

function shortBody(header: CommandApdu, apdu: Bytes): CommandApdu | NoApdu {
  const p3 = byteAt(apdu, HEADER_LENGTH);
  if (apdu.length === 5) return { ...header, ne: p3 === 0 ? 256 : p3 };
  const end = 5 + p3;
  if (p3 === 0)
    return () => ({
      en: `Lc 00 followed by ${apdu.length - 5} bytes, expected an extended length or none`,
      fr: `Lc 00 suivi de ${apdu.length - 5} octets, attendu : une longueur étendue ou aucune`,
    });
  const data = apdu.subarray(5, end);
  if (apdu.length === end) return { ...header, data };
  if (apdu.length === end + 1) {
    const le = byteAt(apdu, end);
    return { ...header, data, ne: le === 0 ? 256 : le };
  }
  return () => ({
    en: `Lc says ${lengthText(header, p3).en} data bytes, the APDU has ${apdu.length - 5} after it`,
    fr: `Lc dit ${lengthText(header, p3).fr} octets de données, la commande en a ${apdu.length - 5} ensuite`,
  });
}

function extendedBody(header: CommandApdu, apdu: Bytes): CommandApdu | NoApdu {
  const extended = true;
  const first = uint16At(apdu, 5);
  if (apdu.length === 7) return { ...header, ne: first === 0 ? 65536 : first, extended };
  if (first === 0)
    return () => ({
      en: 'extended Lc 0000, expected at least one data byte',
      fr: 'Lc étendu 0000, attendu : au moins un octet de données',
    });
  const end = 7 + first;
  const data = apdu.subarray(7, end);
  if (apdu.length === end) return { ...header, data, extended };
  if (apdu.length === end + 2) {
    const le = uint16At(apdu, end);
    return { ...header, data, ne: le === 0 ? 65536 : le, extended };
  }
  return () => ({
    en: `extended Lc says ${lengthText(header, first).en} data bytes, the APDU has ${apdu.length - 7} after it`,
    fr: `Lc étendu dit ${lengthText(header, first).fr} octets de données, la commande en a ${apdu.length - 7} ensuite`,
  });
}

/**
 * Command APDU of its bytes: cases 1, 2S, 3S, 4S, 2E, 3E, 4E. The data field is a view on `apdu`, not a copy.
 * @throws ApduError when fewer than 4 bytes are there or Lc and the length contradict each other
 */
export function parseCommandApdu(apdu: Bytes): CommandApdu {
  const command = readCommandApdu(apdu);
  if (typeof command === 'function') throw new ApduError(command());
  return command;
}

/** As `parseCommandApdu`, for whoever expects other bytes too: what is wrong with them comes back in words. */
export function readCommandApdu(apdu: Bytes): CommandApdu | NoApdu {
  if (apdu.length < HEADER_LENGTH)
    return () => ({
      en: `${apdu.length} bytes, expected at least CLA INS P1 P2`,
      fr: `${apdu.length} octets, attendu : au moins CLA INS P1 P2`,
    });
  const header: CommandApdu = {
    cla: apdu[0] as number,
    ins: apdu[1] as number,
    p1: apdu[2] as number,
    p2: apdu[3] as number,
    data: NO_BYTES,
    ne: 0,
    extended: false,
  };
  if (apdu.length === HEADER_LENGTH) return header;
  return apdu[HEADER_LENGTH] === 0 && apdu.length >= 7 ? extendedBody(header, apdu) : shortBody(header, apdu);
}

/** What a command needs said; P1, P2 default to 00, no data, no response data. */
export interface CommandFields {
  readonly cla?: number;
  readonly ins: number;
  readonly p1?: number;
  readonly p2?: number;
  readonly data?: Bytes;
  /** 0 none (default), 256 for Le 00, 65536 for Le 0000. */
  readonly ne?: number;
}

/** Cases 1, 2S, 3S, 4S, in one piece of memory. */
function encodeShort({ cla, ins, p1, p2, data, ne }: Required<CommandFields>): Bytes {
  const lcLength = data.length > 0 ? 1 : 0;
  const leLength = ne > 0 ? 1 : 0;
  const apdu = new Uint8Array(HEADER_LENGTH + lcLength + data.length + leLength);
  apdu[0] = cla;
  apdu[1] = ins;
  apdu[2] = p1;
  apdu[3] = p2;
  if (lcLength > 0) apdu[HEADER_LENGTH] = data.length;
  apdu.set(data, HEADER_LENGTH + lcLength);
  // Le 00 stands for 256.
  if (leLength > 0) apdu[apdu.length - 1] = ne & 0xff;
  return apdu;
}

/**
 * Bytes of a command APDU; the extended form is taken only when Nc > 255 or Ne > 256.
 * @throws ApduError when Nc > 65535 or Ne > 65536
 */
export function encodeCommandApdu({ cla = 0, ins, p1 = 0, p2 = 0, data = NO_BYTES, ne = 0 }: CommandFields): Bytes {
  const nc = data.length;
  if (nc > 65535 || ne > 65536)
    throw new ApduError({
      en: `Nc ${nc}, Ne ${ne}: expected at most 65535 and 65536`,
      fr: `Nc ${nc}, Ne ${ne} : attendu au plus 65535 et 65536`,
    });
  if (nc <= 255 && ne <= 256) return encodeShort({ cla, ins, p1, p2, data, ne });
  const header = Uint8Array.of(cla, ins, p1, p2);
  const lc = nc === 0 ? NO_BYTES : concat(Uint8Array.of(0), uint16(nc));
  const le = ne === 0 ? NO_BYTES : concat(nc === 0 ? Uint8Array.of(0) : NO_BYTES, uint16(ne & 0xffff));
  return concat(header, lc, data, le);
}
