/** A card that expects exactly the commands of a transcript and gives its answers. */
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { type CommandFields, encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { parseResponseApdu, type ResponseApdu } from '#iso7816/response-apdu.ts';
import { PROTOCOL } from '#pcsc/scard.ts';
import { CardChannel, type CardPort } from '../../../driver/iasecc/card-channel.ts';

/** Command and response, hexadecimal. */
export type Exchange = readonly [command: string, response: string];

class ScriptedCard implements CardPort {
  readonly protocol: number;
  readonly #script: Exchange[];

  constructor(script: readonly Exchange[], protocol: number = PROTOCOL.T0) {
    this.#script = [...script];
    this.protocol = protocol;
  }

  async transmit(command: CommandFields | Bytes): Promise<ResponseApdu> {
    const sent = toHex(command instanceof Uint8Array ? command : encodeCommandApdu(command));
    const [expected, response] = this.#script.shift() ?? ['no further command', ''];
    if (sent !== expected.replaceAll(' ', '')) throw new Error(`sent ${sent}, expected ${expected}`);
    return parseResponseApdu(fromHex(response));
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async reconnect(): Promise<void> {}

  async control(): Promise<Bytes> {
    throw new Error('this reader has no features');
  }

  /** Exchanges that have not taken place. */
  get left(): number {
    return this.#script.length;
  }
}

export function scripted(script: readonly Exchange[], protocol: number = PROTOCOL.T0) {
  const card = new ScriptedCard(script, protocol);
  return { card, channel: new CardChannel(card) };
}
