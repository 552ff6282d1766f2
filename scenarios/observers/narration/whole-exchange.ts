/**
 * Command-response pairs put together to what they are: a chain of commands is one command, what GET RESPONSE fetches
 * belongs to the command before it, and a command that 6CXX sends back is only its repetition.
 *
 * Source: ISO/IEC 7816-3:2006, 12.2; ISO/IEC 7816-4:2020, 5.3.3, 5.3.4.
 */
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { type CommandApdu, parseCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { parseResponseApdu } from '#iso7816/response-apdu.ts';
import { bytesAvailable, rightNe, SW } from '#iso7816/status-word.ts';

export interface WholeExchange {
  readonly command: CommandApdu;
  /** The bytes of its last command APDU, for whom it means nothing. */
  readonly bytes: Bytes;
  readonly data: Bytes;
  readonly sw: number;
}

const CHAINING = 0x10;

/** Undefined for bytes that are no command APDU. */
export function parsed(bytes: Bytes): CommandApdu | undefined {
  try {
    return parseCommandApdu(bytes);
  } catch {
    return undefined; // no command APDU: there is nothing to put together
  }
}

export class WholeExchanges {
  #open: WholeExchange | undefined;
  #chain: { readonly command: CommandApdu; readonly data: Bytes } | undefined;

  /** What is whole now: the exchange before, this one, both, or none yet. */
  add(commandBytes: Bytes, responseBytes: Bytes): WholeExchange[] {
    const command = parsed(commandBytes);
    if (command === undefined || responseBytes.length < 2) return this.end();
    const { data, sw } = parseResponseApdu(responseBytes);
    if (command.ins === INS.GET_RESPONSE && this.#open !== undefined) return this.#continued(data, sw);
    const before = this.end();
    if (rightNe(sw) !== undefined) return before;
    const whole = this.#joined(command, sw);
    if (whole === undefined) return before;
    this.#open = { command: whole, bytes: commandBytes, data, sw };
    return bytesAvailable(sw) === undefined ? [...before, ...this.end()] : before;
  }

  /** What was still waiting for its GET RESPONSE: nobody fetched it. */
  end(): WholeExchange[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return [];
    return [bytesAvailable(open.sw) === undefined ? open : { ...open, sw: SW.SUCCESS }];
  }

  #continued(data: Bytes, sw: number): WholeExchange[] {
    const open = this.#open as WholeExchange;
    this.#open = { ...open, data: concat(open.data, data), sw };
    return bytesAvailable(sw) === undefined ? this.end() : [];
  }

  /** The whole command, undefined while the chain goes on. */
  #joined(command: CommandApdu, sw: number): CommandApdu | undefined {
    const chain = this.#chain;
    this.#chain = undefined;
    const data = chain?.command.ins === command.ins ? concat(chain.data, command.data) : command.data;
    if ((command.cla & CHAINING) === 0 || command.cla >= 0x80 || sw !== SW.SUCCESS) return { ...command, data };
    this.#chain = { command, data };
    return undefined;
  }
}
