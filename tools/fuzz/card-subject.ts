/** A card, and what must hold after each of its commands, whatever bytes they are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ascii, type Bytes, concat, NO_BYTES, toHex } from '#iso7816/bytes.ts';
import { readCommandApdu } from '#iso7816/command-apdu.ts';
import { CPS_COMMANDS } from '#iso7816/commands.ts';
import { CPS2TER_SW, SW, swText, triesRemaining } from '#iso7816/status-word.ts';
import { Card } from '../../simulator/card/card.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import type { CardState, CardStore } from '../../simulator/card/state/store.ts';
import { Dice } from './dice.ts';
import type { Broken, Subject } from './target.ts';

const MOST_DATA = 256;
const CHAINING = 0x10;
/** A piece of a secret number that nobody meets by chance. */
const SECRET_PIECE = 16;
const { VERIFY, CHANGE_REFERENCE_DATA, RESET_RETRY_COUNTER } = CPS_COMMANDS;
/** Of the last try, and of the CPS2ter volet, which does not count aloud. */
const WRONG_CODE: readonly number[] = [
  SW.AUTHENTICATION_METHOD_BLOCKED,
  CPS2TER_SW.ACCESS_REFUSED,
  CPS2TER_SW.CODE_BLOCKED,
];
const PRESENTING: readonly number[] = [VERIFY.ins, CHANGE_REFERENCE_DATA.ins, RESET_RETRY_COUNTER.ins];

/** Codes, and pieces of each number of the private keys, as an answer could give them away. */
export function secretsOf({ keys, referenceData }: CardState): readonly Buffer[] {
  const numbers = Object.values(keys).flatMap((key) => {
    const { d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
    return [d, p, q, dp, dq, qi].map((number = '') => Buffer.from(number, 'base64url'));
  });
  const pieces = numbers.flatMap((number) =>
    [0, number.length >> 1].map((at) => number.subarray(at, at + SECRET_PIECE)),
  );
  return [...pieces, ...Object.values(referenceData).map(({ value }) => Buffer.from(ascii(value)))];
}

/** Whether files of those states can be read again; each kind of state once. */
export class LoadableFiles {
  readonly #known = new Set<string>();

  loads(profile: Profile, state: CardState): boolean {
    const contents = Object.entries(state.contents).map(([path, { length }]) => `${path}:${length}`);
    const key = JSON.stringify([state.referenceData, contents]);
    if (this.#known.has(key)) return true;
    const folder = mkdtempSync(join(tmpdir(), 'cps-sim-fuzz-'));
    try {
      const path = join(folder, 'fuzz.cps.json');
      CardFile.create(path, { profile, seed: 1, state });
      const read = CardFile.openReadOnly(path).state;
      const same = JSON.stringify(read.referenceData) === JSON.stringify(state.referenceData);
      if (same) this.#known.add(key);
      return same;
    } catch {
      return false;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

export interface CardSubjectOptions {
  readonly profile: Profile;
  readonly state: CardState;
  readonly secrets: readonly Buffer[];
  readonly files: LoadableFiles;
  /** Answers that were seen of any card: INS and SW1-SW2. */
  readonly seen: Set<number>;
  /** The card itself; another one in tests, which see that each invariant can be broken. */
  readonly altered?: (
    card: Pick<Card, 'transmit' | 'pinStates'>,
    store: CardStore,
  ) => Pick<Card, 'transmit' | 'pinStates'>;
}

interface Before {
  readonly state: CardState;
  readonly verified: ReadonlyMap<number, boolean>;
}

export class CardSubject implements Subject {
  isNew = false;
  readonly #options: CardSubjectOptions;
  readonly #store: CardStore;
  readonly #card: Pick<Card, 'transmit' | 'pinStates'>;
  #fault: string | undefined;
  /** What the commands of a chain have carried so far. */
  #chained: Bytes = NO_BYTES;

  constructor(options: CardSubjectOptions) {
    const { profile, state, altered = (card) => card } = options;
    const dice = new Dice('card');
    this.#options = options;
    this.#store = new MemoryStore(profile, state);
    const faults = (event: { kind: string; message?: string }) => {
      this.#fault ??= event.message;
    };
    const random = (length: number) => dice.bytes(length);
    const card = new Card({ name: 'fuzz', store: this.#store, random, faults: faults as never });
    card.powerOn();
    this.#card = altered(card, this.#store);
  }

  take(input: Bytes): Broken | undefined {
    const before = { state: this.#store.state, verified: this.#verified() };
    let response: Bytes;
    try {
      response = this.#card.transmit(input);
    } catch (error) {
      return { invariant: 'exception', details: String(error) };
    }
    if (this.#fault !== undefined) return { invariant: 'exception', details: this.#fault };
    return (
      this.#answer(input, response) ??
      this.#tries(input, response, before) ??
      this.#secret(response) ??
      this.#file(before)
    );
  }

  #verified(): ReadonlyMap<number, boolean> {
    return new Map([...this.#card.pinStates].map(([reference, { verified }]) => [reference, verified]));
  }

  #answer(input: Bytes, response: Bytes): Broken | undefined {
    const [sw1 = 0, sw2 = 0] = response.subarray(-2);
    const key = ((input[1] ?? 0) << 16) | (sw1 << 8) | sw2;
    this.isNew = !this.#options.seen.has(key);
    this.#options.seen.add(key);
    const right = response.length >= 2 && response.length <= MOST_DATA + 2 && (sw1 >> 4 === 6 || sw1 >> 4 === 9);
    return right
      ? undefined
      : {
          invariant: 'answer',
          details: `an answer of ${response.length} bytes that ends with ${toHex(response.subarray(-2))}`,
        };
  }

  /** A try is spent by one when a code was wrong, and comes back by a right one alone. */
  #tries(input: Bytes, response: Bytes, { state, verified }: Before): Broken | undefined {
    const sw = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
    const command = readCommandApdu(input);
    const presents = typeof command !== 'function' && PRESENTING.includes(command.ins);
    const data = this.#presented(input);
    const knew = [...verified.values()].includes(true);
    const right = Object.values(state.referenceData).some(({ value }) => Buffer.from(data).includes(value));
    const told = `${swText(sw)} to INS ${toHex(input.subarray(1, 2))}`;
    for (const [key, { triesRemaining: left }] of Object.entries(this.#store.state.referenceData)) {
      const had = state.referenceData[key]?.triesRemaining ?? 0;
      const wrong = triesRemaining(sw) === left || WRONG_CODE.includes(sw);
      const spent = left === had - 1 && presents && wrong;
      const given = left > had && presents && sw === SW.SUCCESS && (right || knew);
      if (left !== had && !spent && !given)
        return { invariant: 'tries', details: `code ${key} had ${had} tries, has ${left}: ${told}` };
    }
    for (const [reference, now] of this.#verified())
      if (now && !verified.get(reference) && !(presents && sw === SW.SUCCESS && right))
        return { invariant: 'tries', details: `code ${reference} is verified without its code: ${told}` };
    return undefined;
  }

  /** The data field, with those of the chain that it ends. */
  #presented(input: Bytes): Bytes {
    const data = concat(this.#chained, input.subarray(4));
    this.#chained = ((input[0] ?? 0) & CHAINING) === 0 ? NO_BYTES : data;
    return data;
  }

  #secret(response: Bytes): Broken | undefined {
    if (response.length <= 2) return undefined;
    const answer = Buffer.from(response.buffer, response.byteOffset, response.length - 2);
    const files = () => Object.values(this.#store.state.contents);
    // A code may have been written into a file by a command that carried one.
    const out = this.#options.secrets.findIndex(
      (secret) => answer.includes(secret) && !files().some((content) => Buffer.from(content).includes(secret)),
    );
    return out < 0
      ? undefined
      : { invariant: 'secret', details: `an answer of ${answer.length} bytes holds secret ${out + 1}` };
  }

  #file({ state }: Before): Broken | undefined {
    const now = this.#store.state;
    if (now === state || this.#options.files.loads(this.#options.profile, now)) return undefined;
    return { invariant: 'cardFile', details: 'the card file does not load after this command' };
  }
}
