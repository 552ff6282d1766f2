/**
 * The log of a minidriver: as much as Traces asks for, one file a process. No code of a card holder is ever in it.
 *
 * INFO: contexts, codes presented, keys used. VERBOSE: every function. DEBUG: the APDUs too. PERFS: how long. ERROR:
 * what was refused, and why.
 *
 * Source: the guide's table 18 gives levels and folder; names, lines and what each level tells are a simulation.
 */

import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CLOCK, NUMBER, parameters, TEXT } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { makeFolder } from '#files/index.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { encodeResponseApdu, type ResponseApdu } from '#iso7816/response-apdu.ts';
import { codeName } from '#windows/codes.ts';
import type { CardPort } from '../../iasecc/card-channel.ts';
import { TRACES } from './configuration.ts';

const ARGUMENTS = {
  open: parameters('TraceLog.open', { traces: NUMBER, folder: TEXT, processId: NUMBER, clock: CLOCK }),
};

/** What one call of a Card* function came to. */
export interface CallResult {
  readonly function: string;
  /** A property, a file, a container. */
  readonly detail?: string | undefined;
  readonly scard: number;
  /** The message of the MinidriverError. */
  readonly refusal?: string | undefined;
  readonly durationMs: number;
}

const LEVEL_MASK = TRACES.DEBUG;
/** What INFO tells of: all other functions only read. */
const TOLD_BY_INFO =
  /^Card(AcquireContext|DeleteContext|Authenticate|Deauthenticate|Change|Unblock|SignData|RSADecrypt)/;

export class TraceLog {
  readonly file: string;
  readonly clock: Clock;
  readonly #traces: number;
  readonly #processId: number;
  #failed = false;

  /** The log for a value of Traces; undefined when it asks for nothing. `clock` dates its lines. */
  static open(
    traces: number,
    folder: string,
    processId: number = process.pid,
    clock: Clock = SYSTEM_CLOCK,
  ): TraceLog | undefined {
    ARGUMENTS.open(traces, folder, processId, clock);
    const asked = LEVEL_MASK | TRACES.PERFS | TRACES.ERROR;
    return (traces & asked) === 0 ? undefined : new TraceLog(traces, folder, processId, clock);
  }

  private constructor(traces: number, folder: string, processId: number, clock: Clock) {
    this.clock = clock;
    this.#traces = traces;
    this.#processId = processId;
    this.file = join(folder, `cpsmd_${processId.toString(16).padStart(8, '0')}.log`);
  }

  called({ function: func, detail, scard, refusal, durationMs }: CallResult): void {
    const call = detail === undefined ? func : `${func} ${printable(detail)}`;
    const level = this.#traces & LEVEL_MASK;
    const told = level >= TRACES.VERBOSE || (level === TRACES.INFO && TOLD_BY_INFO.test(func));
    if (told) this.#write(level === TRACES.INFO ? 'INFO' : 'VERBOSE', `${call}: ${codeName(scard)}`);
    if (refusal !== undefined && (this.#traces & TRACES.ERROR) !== 0) this.#write('ERROR', refusal);
    if ((this.#traces & TRACES.PERFS) !== 0) this.#write('PERFS', `${call}: ${durationMs.toFixed(3)} ms`);
  }

  /** The card with its APDUs told when the level asks for them. */
  watch(card: CardPort): CardPort {
    if ((this.#traces & LEVEL_MASK) !== TRACES.DEBUG) return card;
    let secret = false;
    return {
      get protocol() {
        return card.protocol;
      },
      transaction: (work, disposition) => card.transaction(work, disposition),
      reconnect: (options) => card.reconnect(options),
      control: (...args) => card.control(...args),
      transmit: async (command) => {
        const bytes = command instanceof Uint8Array ? command : encodeCommandApdu(command);
        this.#write('DEBUG', `> ${toHex(maskCommand(bytes))}`);
        const response = await card.transmit(command);
        secret = deciphers(bytes) || (secret && fetches(bytes));
        this.#write('DEBUG', `< ${shown(response, secret)}`);
        return response;
      },
    };
  }

  /** A log that cannot be written stops nobody's card: it is told once, and given up. */
  #write(level: string, text: string): void {
    if (this.#failed) return;
    try {
      makeFolder(dirname(this.file));
      const line = `${this.clock.date().toISOString()} ${this.#processId} ${level} ${text}\n`;
      appendFileSync(this.file, line, { mode: 0o600 });
    } catch (error) {
      this.#failed = true;
      process.emitWarning(`no traces: ${(error as Error).message}`, { code: 'CPS_SIM_NO_TRACES' });
    }
  }
}

/** One line stays one line, whatever a program asks for. */
function printable(text: string): string {
  return String(text).replaceAll(/[^\x20-\x7e]/g, '?');
}

/** PERFORM SECURITY OPERATION: DECIPHER. What it gives is nobody's business. */
function deciphers([, ins, p1, p2]: Bytes): boolean {
  return ins === INS.PERFORM_SECURITY_OPERATION && p1 === 0x80 && p2 === 0x86;
}

/** GET RESPONSE: it gives what the command before it left. */
function fetches([, ins]: Bytes): boolean {
  return ins === INS.GET_RESPONSE;
}

function shown({ data, sw }: ResponseApdu, secret: boolean): string {
  return toHex(encodeResponseApdu(secret ? new Uint8Array(data.length).fill(0x2a) : data, sw));
}
