/**
 * A smart card service that can be killed, as its client's library tells of it: calls under way end, contexts and handles
 * of before are lost for good, and new contexts are to be had when it is back.
 */
import { NO_BYTES } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { Result, WinScard } from '#pcsc/winscard.ts';
import { REPORTING, type ReportingName, type ServiceKilled } from '../../../simulator/reader/reporting/profiles.ts';
import { aroundCalls } from '../around-calls.ts';
import type { TargetService } from './target.ts';

/** What calls give beside their result when they have nothing to give. */
const NOTHING = {
  context: 0,
  card: 0,
  activeProtocol: 0,
  readers: [],
  states: [],
  reader: '',
  state: 0,
  protocol: 0,
  atr: NO_BYTES,
  response: NO_BYTES,
  output: NO_BYTES,
  value: NO_BYTES,
} as const;

/** What there is to kill and to start. */
interface Mortal {
  kill(): void | Promise<void>;
  start(): void | Promise<void>;
}

type Outcome = Result & { readonly context?: number; readonly card?: number };

/** Asked of the library, which does not ask the service. */
const LIBRARY_ALONE: readonly (string | symbol)[] = ['isValidContext', 'cancel'];

export class KillableService implements TargetService {
  /** As programs see it. */
  readonly winscard: WinScard;
  reporting: ReportingName = 'windows';
  readonly #mortal: Mortal;
  /** Contexts and handles that are open. */
  readonly #open = new Set<number>();
  readonly #lost = new Set<number>();
  /** Calls under way. */
  readonly #underWay = new Set<() => void>();
  #killed = false;

  constructor(winscard: WinScard, mortal: Mortal) {
    this.#mortal = mortal;
    this.winscard = aroundCalls(winscard, (name, [of], call) => this.#around(name, Number(of), call));
  }

  async kill(): Promise<void> {
    if (this.#killed) return;
    this.#killed = true;
    for (const number of this.#open) this.#lost.add(number);
    this.#open.clear();
    for (const end of this.#underWay) end();
    this.#underWay.clear();
    await this.#mortal.kill();
  }

  async start(): Promise<void> {
    if (!this.#killed) return;
    await this.#mortal.start();
    this.#killed = false;
  }

  get #said(): ServiceKilled {
    return REPORTING[this.reporting].serviceKilled.value;
  }

  #around(name: string | symbol, of: number, call: () => unknown): unknown {
    if (name === 'establishContext') return this.#killed ? nothing(this.#said.establishing) : this.#alive(call);
    if (!this.#lost.has(of)) return this.#alive(call);
    if (LIBRARY_ALONE.includes(name)) return nothing(SCARD.S_SUCCESS);
    // What is given back is forgotten, and was no more: the library tells of the service all the same.
    if (name === 'releaseContext') this.#lost.delete(of);
    return nothing(this.#said.later);
  }

  #alive(call: () => unknown): unknown {
    const called = call();
    return called instanceof Promise ? this.#whileAlive(called) : called;
  }

  async #whileAlive(called: Promise<Outcome>): Promise<Outcome> {
    let end = (): void => {};
    const killed = new Promise<void>((resolve) => {
      end = resolve;
    });
    // Killed by the very command that it answers.
    if (this.#killed) end();
    this.#underWay.add(end);
    const outcome = await Promise.race([killed, called]);
    this.#underWay.delete(end);
    if (outcome === undefined) return nothing(this.#said.underWay);
    for (const number of [outcome.context, outcome.card]) if (number) this.#opened(number);
    return outcome;
  }

  #opened(number: number): void {
    this.#open.add(number);
    this.#lost.delete(number);
  }
}

async function nothing(rv: number): Promise<Outcome> {
  return { rv, ...NOTHING };
}
