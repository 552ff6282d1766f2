/**
 * A reader's PIN pad from the program's side: the code is typed at the reader, the program sees only the outcome.
 *
 * Source: PC/SC part 10, revision 2.02.09.
 */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { parseTlvs } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, NO_BYTES, uint16 } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { parseResponseApdu, type ResponseApdu } from '#iso7816/response-apdu.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST, CONFIRM_PIN, FEATURE, VALIDATION } from '#pcsc/part10.ts';
import type { PcscCard } from './card.ts';

/** What is used of a connected card. */
export type PinPadPort = Pick<PcscCard, 'control'>;

/** A code as the card wants it: digits as they are, or filled up to a fixed length. */
export interface PinPadCode {
  readonly minLength: number;
  readonly maxLength: number;
  /** ASCII digits filled with `byte` up to `length`. */
  readonly padding?: { readonly length: number; readonly byte: number };
}

const TIMEOUT_SECONDS = 30;
const ABORT_AGAIN_MS = 20;
/** Position in bytes from the start of the data field, left-justified, ASCII. */
const ASCII_FROM_START = 0x82;
const NO_MESSAGES = 0;
const FRENCH = 0x040c;

/** Control codes of the reader's features by their tag; empty for a reader without any. */
async function featuresOf(card: PinPadPort): Promise<ReadonlyMap<number, number>> {
  try {
    const entries = parseTlvs(await card.control(CM_IOCTL_GET_FEATURE_REQUEST, new Uint8Array(0)));
    return new Map(
      entries.map(({ tag, value }) => [tag, new DataView(value.buffer, value.byteOffset, 4).getUint32(0)]),
    );
  } catch {
    // A reader without features refuses the question, each driver with another code.
    return new Map();
  }
}

function uint16le(value: number): Bytes {
  return uint16(value).reverse();
}

function uint32le(value: number): Bytes {
  return concat(uint16le(value & 0xffff), uint16le(value >>> 16));
}

/** `CLA INS P1 P2 Lc` and, for padded codes, as many blocks of padding as there are codes. */
function template(ins: number, p1: number, reference: number, codes: number, { padding }: PinPadCode): Bytes {
  const length = padding === undefined ? 0 : codes * padding.length;
  const block = new Uint8Array(length).fill(padding?.byte ?? 0);
  return concat(Uint8Array.of(0, ins, p1, reference, length), block);
}

export class PinPad {
  readonly #card: PinPadPort;
  readonly #features: ReadonlyMap<number, number>;

  private constructor(card: PinPadPort, features: ReadonlyMap<number, number>) {
    this.#card = card;
    this.#features = features;
  }

  /** The PIN pad of the reader that holds the card; undefined when it has none. */
  static async of(card: PinPadPort): Promise<PinPad | undefined> {
    const features = await featuresOf(card);
    return features.has(FEATURE.VERIFY_PIN_DIRECT) ? new PinPad(card, features) : undefined;
  }

  get canModify(): boolean {
    return this.#features.has(FEATURE.MODIFY_PIN_DIRECT);
  }

  /**
   * VERIFY of the code typed at the pad. Resolves to the status word of the card, or PIN_PAD_SW of the reader.
   *
   * SCardCancel ends no entry, only waits for events. A reader that has FEATURE_ABORT is told to end it; with any other,
   * as with all that the CCID driver of pcsc-lite serves, the person ends it, or the time given with it.
   * @param cancelled aborted when nobody waits for the code any more
   * @throws ScardError
   */
  async verify(reference: number, code: PinPadCode, cancelled?: AbortSignal): Promise<ResponseApdu> {
    const data = template(INS.VERIFY, 0, reference, 1, code);
    const { minLength, maxLength, padding } = code;
    let ended = false;
    const entry = this.#direct(
      FEATURE.VERIFY_PIN_DIRECT,
      Uint8Array.of(TIMEOUT_SECONDS, TIMEOUT_SECONDS, ASCII_FROM_START, padding?.length ?? 0, 0, maxLength, minLength),
      Uint8Array.of(VALIDATION.KEY, 1),
      uint16le(FRENCH),
      Uint8Array.of(NO_MESSAGES, 0, 0, 0),
      uint32le(data.length),
      data,
    );
    const abort = () => void this.#abort(() => ended).catch(() => {});
    cancelled?.addEventListener('abort', abort);
    return entry.finally(() => {
      ended = true;
      cancelled?.removeEventListener('abort', abort);
    });
  }

  /** Again until the entry has ended: a reader at which it has not begun yet has nothing to end. */
  async #abort(hasEnded: () => boolean): Promise<void> {
    const controlCode = this.#features.get(FEATURE.ABORT);
    while (controlCode !== undefined && !hasEnded()) {
      await this.#card.control(controlCode, NO_BYTES);
      await SYSTEM_CLOCK.wait(ABORT_AGAIN_MS);
    }
  }

  /** CHANGE REFERENCE DATA: the old code and twice the new one are typed at the pad. @throws ScardError */
  modify(reference: number, code: PinPadCode): Promise<ResponseApdu> {
    const data = template(INS.CHANGE_REFERENCE_DATA, 0, reference, 2, code);
    const { minLength, maxLength, padding } = code;
    return this.#direct(
      FEATURE.MODIFY_PIN_DIRECT,
      Uint8Array.of(TIMEOUT_SECONDS, TIMEOUT_SECONDS, ASCII_FROM_START, padding?.length ?? 0, 0),
      Uint8Array.of(0, padding?.length ?? 0, maxLength, minLength),
      Uint8Array.of(CONFIRM_PIN.CURRENT | CONFIRM_PIN.NEW_TWICE, VALIDATION.KEY, 3),
      uint16le(FRENCH),
      Uint8Array.of(0, 1, 2, 0, 0, 0),
      uint32le(data.length),
      data,
    );
  }

  async #direct(feature: number, ...structure: readonly Bytes[]): Promise<ResponseApdu> {
    const controlCode = this.#features.get(feature) ?? 0;
    return parseResponseApdu(await this.#card.control(controlCode, concat(...structure)));
  }
}
