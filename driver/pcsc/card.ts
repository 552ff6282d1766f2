/**
 * A connected card: one SCARDHANDLE and what can be done with it.
 *
 * Source: PC/SC part 5, 3.2.4 (SCARDCOMM); winscard.h.
 */
import { BYTES, either, FUNCTION, members, NUMBER, optional, parameters, wholeNumber } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CommandFields, encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { parseResponseApdu, type ResponseApdu } from '#iso7816/response-apdu.ts';
import { DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import type { Result, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import { giveBackAfterReset } from './resets.ts';
import { ScardError, successful } from './scard-error.ts';

const BYTE = wholeNumber(0, 0xff);
const FIELDS = members({
  cla: optional(BYTE),
  ins: BYTE,
  p1: optional(BYTE),
  p2: optional(BYTE),
  data: optional(BYTES),
  ne: optional(wholeNumber(0, 0x10000)),
});
const DISPOSITIONS = { disposition: NUMBER };
const ARGUMENTS = {
  transmit: parameters('PcscCard.transmit', { command: either(BYTES, FIELDS) }),
  endTransaction: parameters('PcscCard.endTransaction', DISPOSITIONS),
  transaction: parameters('PcscCard.transaction', { work: FUNCTION, ...DISPOSITIONS }),
  reconnect: parameters('PcscCard.reconnect', {
    options: members({ shareMode: optional(NUMBER), protocols: optional(NUMBER), initialization: optional(NUMBER) }),
  }),
  disconnect: parameters('PcscCard.disconnect', DISPOSITIONS),
  getAttrib: parameters('PcscCard.getAttrib', { attribute: NUMBER }),
  control: parameters('PcscCard.control', { controlCode: NUMBER, input: BYTES }),
};

const SW_LENGTH = 2;

export interface ConnectOptions {
  /** SHARE.SHARED by default. */
  readonly shareMode?: number;
  /** PROTOCOL bits; PROTOCOL.ANY by default. */
  readonly protocols?: number;
}

export interface ReconnectOptions extends ConnectOptions {
  /** DISPOSITION.LEAVE_CARD by default; RESET_CARD and UNPOWER_CARD tell every other handle so. */
  readonly initialization?: number;
}

export interface CardStatus {
  readonly reader: string;
  /** CARD_STATE bits. */
  readonly state: number;
  /** Insertions and removals the reader counted, modulo 65536. */
  readonly eventCount: number;
  /** PROTOCOL bit in use, 0 while none is. */
  readonly protocol: number;
  readonly atr: Bytes;
}

/** Every method rejects with ScardError when winscard refuses. */
export class PcscCard {
  readonly reader: string;
  readonly handle: ScardHandle;
  readonly #winscard: WinScard;
  #protocol: number;

  constructor(winscard: WinScard, reader: string, handle: ScardHandle, protocol: number) {
    this.#winscard = winscard;
    this.reader = reader;
    this.handle = handle;
    this.#protocol = protocol;
  }

  /** PROTOCOL bit chosen by the last connect or reconnect; 0 after a direct connection without card. */
  get protocol(): number {
    return this.#protocol;
  }

  /**
   * One command APDU to one response APDU, as they cross the reader: 61XX and 6CXX come back as they are.
   * @throws ScardError W_REMOVED_CARD, W_RESET_CARD, E_NO_SMARTCARD, E_NOT_TRANSACTED...; F_COMM_ERROR for a response
   * without status word, which is what vpcd gives for a card that leaves during the command
   */
  async transmit(command: CommandFields | Bytes): Promise<ResponseApdu> {
    ARGUMENTS.transmit(command);
    const bytes = command instanceof Uint8Array ? command : encodeCommandApdu(command);
    const result = await this.#winscard.transmit(this.handle, this.#protocol, bytes);
    const { response } = this.#checked(result, 'SCardTransmit');
    if (response.length < SW_LENGTH) {
      const { length } = response;
      const hint = {
        en: `${length} bytes came back, no SW1-SW2: the card was probably removed during the command`,
        fr: `${length} octets sont revenus, sans SW1-SW2 : la carte a sans doute été retirée pendant la commande`,
      };
      throw new ScardError(SCARD.F_COMM_ERROR, 'SCardTransmit', { reader: this.reader, hint });
    }
    return parseResponseApdu(response);
  }

  /** Waits until no other program holds the card, then holds it; counted: as many ends as begins. */
  async beginTransaction(): Promise<void> {
    this.#checked(await this.#winscard.beginTransaction(this.handle), 'SCardBeginTransaction');
  }

  async endTransaction(disposition: number = DISPOSITION.LEAVE_CARD): Promise<void> {
    ARGUMENTS.endTransaction(disposition);
    this.#checked(await this.#winscard.endTransaction(this.handle, disposition), 'SCardEndTransaction');
  }

  /**
   * `work` while no other program can reach the card; the transaction ends however `work` ends.
   *
   * PC/SC keeps other handles out, not other flows on this handle: a nested transaction only counts.
   * The error of `work` goes before that of the end. When the card was reset meanwhile, the service would go on holding
   * it: the handle is reconnected to give it back, and the caller is told SCARD_W_RESET_CARD.
   */
  async transaction<T>(work: () => Promise<T>, disposition: number = DISPOSITION.LEAVE_CARD): Promise<T> {
    ARGUMENTS.transaction(work, disposition);
    await this.beginTransaction();
    let value: T;
    try {
      value = await work();
    } catch (error) {
      await this.#giveBack(disposition);
      throw error;
    }
    successful({ rv: await this.#giveBack(disposition) }, 'SCardEndTransaction', { reader: this.reader });
    return value;
  }

  async #giveBack(disposition: number): Promise<number> {
    const { rv } = await this.#winscard.endTransaction(this.handle, disposition);
    // A card that cannot be given back is one that nobody holds any more; the caller is told of the reset.
    if (rv === SCARD.W_RESET_CARD) await giveBackAfterReset(this).catch(() => {});
    return rv;
  }

  /** Takes the card again after W_RESET_CARD or W_REMOVED_CARD, changes the share mode, or resets the card. */
  async reconnect(options: ReconnectOptions = {}): Promise<void> {
    ARGUMENTS.reconnect(options);
    const { shareMode = SHARE.SHARED, protocols = PROTOCOL.ANY, initialization = DISPOSITION.LEAVE_CARD } = options;
    const result = await this.#winscard.reconnect(this.handle, shareMode, protocols, initialization);
    this.#protocol = this.#checked(result, 'SCardReconnect').activeProtocol;
  }

  /** Closes the handle. */
  async disconnect(disposition: number = DISPOSITION.LEAVE_CARD): Promise<void> {
    ARGUMENTS.disconnect(disposition);
    this.#checked(await this.#winscard.disconnect(this.handle, disposition), 'SCardDisconnect');
  }

  async status(): Promise<CardStatus> {
    const { reader, state, protocol, atr } = this.#checked(await this.#winscard.status(this.handle), 'SCardStatus');
    return { reader, state: state & 0xffff, eventCount: state >>> 16, protocol, atr };
  }

  /** @throws ScardError PCSCLITE_E_UNSUPPORTED_FEATURE and others when the reader does not know the ATTRIBUTE */
  async getAttrib(attribute: number): Promise<Bytes> {
    ARGUMENTS.getAttrib(attribute);
    return this.#checked(await this.#winscard.getAttrib(this.handle, attribute), 'SCardGetAttrib').value;
  }

  /** Command to the reader itself. */
  async control(controlCode: number, input: Bytes): Promise<Bytes> {
    ARGUMENTS.control(controlCode, input);
    return this.#checked(await this.#winscard.control(this.handle, controlCode, input), 'SCardControl').output;
  }

  #checked<T extends Result>(result: T, func: string): T {
    return successful(result, func, { reader: this.reader });
  }
}
