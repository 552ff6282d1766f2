/**
 * The command-response pairs of one card: what a reader leaves to the host.
 *
 * Source: ISO/IEC 7816-3:2006, 12.2 (T=0); ISO/IEC 7816-4:2020, 5.3.3 (chaining), 11.7.1 (GET RESPONSE).
 */
import type { Text } from '#common/language.ts';
import { type Bytes, concat, hex, NO_BYTES } from '#iso7816/bytes.ts';
import { type CommandFields, encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { bytesAvailable, rightNe, SW } from '#iso7816/status-word.ts';
import { PROTOCOL } from '#pcsc/scard.ts';
import type { PcscCard } from '../pcsc/card.ts';
import { CardError, type CommandLabel } from './card-error.ts';
import type { Generation } from './generation.ts';

/** What is used of a connected card. */
export type CardPort = Pick<PcscCard, 'transmit' | 'protocol' | 'transaction' | 'reconnect' | 'control'>;

const CHAINING = 0x10;
/** Largest data field of a short APDU; the card takes no extended one. */
const MAX_NC = 255;

/**
 * SELECT of the IAS application by its name, the way back from the CPS2ter volet, and what class 00 is refused with as
 * long as a program for that volet has left the card there.
 *
 * Source: reference/cps-facts.md (b), reference/cryptolib.md 3.5.
 */
const SELECT_IAS = { ins: INS.SELECT, p1: 0x04, p2: 0x04, data: hex`80 25 00 00 01 FF 01 00` } as const;
const IN_OTHER_VOLET: ReadonlySet<number> = new Set([SW.CLA_NOT_SUPPORTED, SW.INCORRECT_P1_P2]);

/**
 * Opens the channel of a CPS4 without MANAGE CHANNEL. A reset closes it: 6881 then, nothing was done.
 *
 * Source: reference/cryptolib.md 9.1.
 */
const OPEN_CHANNEL_1 = { cla: 0x01, ins: INS.SELECT, p1: 0x04, p2: 0x0c, data: SELECT_IAS.data } as const;

/** Sends commands and gives back whole responses: fetches what 61XX announces, repeats on 6CXX, chains above 255 bytes. */
export class CardChannel {
  readonly card: CardPort;
  readonly generation: Generation;

  constructor(card: CardPort, generation: Generation = 'cps3') {
    this.card = card;
    this.generation = generation;
  }

  /**
   * One command to its whole response; any status word comes back, 61XX and 6CXX are dealt with.
   *
   * A data field of more than 255 bytes is chained; a refused link ends the chain and its status word is the answer. A
   * command that another program's volet refuses (6E00, 6A86: nothing was done, no try is spent) is sent once more in
   * the IAS application, with the MF current.
   */
  async send(command: CommandFields): Promise<ResponseApdu> {
    if (this.generation === 'cps4') return this.#onChannel1(command);
    const response = await this.#chained(command);
    if ((command.cla ?? 0) !== 0 || !IN_OTHER_VOLET.has(response.sw)) return response;
    const { sw } = await this.#whole(SELECT_IAS);
    return sw === SW.SUCCESS ? this.#chained(command) : response;
  }

  async #onChannel1(command: CommandFields): Promise<ResponseApdu> {
    const onChannel = { ...command, cla: (command.cla ?? 0) | OPEN_CHANNEL_1.cla };
    const response = await this.#chained(onChannel);
    if (response.sw !== SW.LOGICAL_CHANNEL_NOT_SUPPORTED) return response;
    const { sw } = await this.#whole(OPEN_CHANNEL_1);
    return sw === SW.SUCCESS ? this.#chained(onChannel) : response;
  }

  async #chained(command: CommandFields): Promise<ResponseApdu> {
    let { cla = 0, data = NO_BYTES } = command;
    if (data.length <= MAX_NC) return this.#whole(command);
    for (; data.length > MAX_NC; data = data.subarray(MAX_NC)) {
      const link = { ...command, cla: cla | CHAINING, data: data.subarray(0, MAX_NC), ne: 0 };
      const response = await this.#exchange(link);
      if (response.sw !== SW.SUCCESS) return response;
    }
    return this.#whole({ ...command, cla, data });
  }

  /**
   * One command that must succeed.
   * @param name of the command, for the error
   * @param detail what is asked of the card, for the error
   * @throws CardError for any status word but 9000
   */
  async command(name: CommandLabel, command: CommandFields, detail?: Text): Promise<Bytes> {
    const { data, sw } = await this.send(command);
    if (sw !== SW.SUCCESS) throw new CardError(name, sw, detail);
    return data;
  }

  async #whole(command: CommandFields): Promise<ResponseApdu> {
    let response = await this.#exchange(command);
    const ne = rightNe(response.sw);
    if (ne !== undefined) response = await this.#exchange({ ...command, ne });
    let announced = bytesAvailable(response.sw);
    if (announced === undefined) return response;
    // The command wants no data: 61XX is a success then, nothing has to be fetched.
    if ((command.ne ?? 0) === 0) return { data: response.data, sw: SW.SUCCESS };
    const parts = [response.data];
    while (announced !== undefined) {
      response = await this.#exchange({ cla: command.cla ?? 0, ins: INS.GET_RESPONSE, ne: announced });
      parts.push(response.data);
      announced = response.data.length > 0 ? bytesAvailable(response.sw) : undefined;
    }
    return { data: concat(...parts), sw: response.sw };
  }

  #exchange(command: CommandFields): Promise<ResponseApdu> {
    return this.card.transmit(this.card.protocol === PROTOCOL.T0 ? encodeForT0(command) : encodeCommandApdu(command));
  }
}

/** T=0 has a P3 in every command and no Le behind a data field: case 1 ends with 00, case 4 is sent as case 3. */
function encodeForT0(command: CommandFields): Bytes {
  const { cla, ins, p1, p2, data = NO_BYTES, ne = 0 } = command;
  if (data.length > 0) return encodeCommandApdu({ cla: cla ?? 0, ins, p1: p1 ?? 0, p2: p2 ?? 0, data });
  return ne > 0 ? encodeCommandApdu(command) : concat(encodeCommandApdu(command), Uint8Array.of(0));
}
