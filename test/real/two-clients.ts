/** Plays a script to two programs and one reader, and writes down what every call gave. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { READER_STATE } from '#pcsc/scard.ts';
import { codeName } from '#windows/codes.ts';
import { ATR, ContractCard } from '../driver/pcsc/contract/contract-card.ts';

const CHILD = fileURLToPath(new URL('scripted-client.ts', import.meta.url));
/** Calls of another program that are answered while a call that nobody blocks would come back. */
const ROUND_TRIPS = 20;

/** A reader under test, and how programs find it. */
export interface Place {
  readonly reader: string;
  readonly environment: Readonly<Record<string, string>>;
  insert(card: ContractCard): Promise<void> | void;
  remove(): Promise<void> | void;
}

interface Answer {
  readonly id: number;
  readonly rv: number;
  readonly [output: string]: unknown;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

const WORDS: Readonly<Record<string, number>> = {
  exclusive: 1,
  shared: 2,
  direct: 3,
  none: 0,
  t0: 1,
  t1: 2,
  any: 3,
  raw: 4,
  leave: 0,
  reset: 1,
  unpower: 2,
  nonsense: 9,
  atr: 0x00090303,
  unknown: 0x00012345,
};

/** A child process that plays one of the programs. */
export class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, Pending>();
  readonly #pending: Promise<Answer>[] = [];
  #waiting = 0;
  #last = 0;

  constructor(environment: Readonly<Record<string, string>>) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(process.execPath, ['--import=tsx', CHILD], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'] as never,
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      this.#answers.get(answer.id)?.resolve(answer);
      this.#answers.delete(answer.id);
    });
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#answers.values()) reject(new Error(`the program ended with ${code}: see above`));
    });
    this.#child.stdin.on('error', () => {});
  }

  call(call: string, args: readonly (string | number)[]): Promise<Answer> {
    this.#last += 1;
    const id = this.#last;
    this.#child.stdin.write(`${JSON.stringify({ id, call, args })}\n`);
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  start(call: string, args: readonly (string | number)[]): void {
    this.#waiting += 1;
    const answer = this.call(call, args);
    this.#pending.push(answer);
    const settled = () => {
      this.#waiting -= 1;
    };
    answer.then(settled, settled);
  }

  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  answer(): Promise<Answer> {
    const first = this.#pending.shift();
    if (first === undefined) throw new Error('no call was started');
    return first;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}

/** Arguments as the child wants them; a reader or a place of the answer that is not named has its usual value. */
function argumentsOf(call: string, words: readonly string[], reader: string): (string | number)[] {
  const values = words.map((word) => WORDS[word] ?? word);
  const [first = '', second = ''] = values;
  switch (call) {
    case 'state':
      return [first, reader, Number(second)];
    case 'again':
    case 'watch':
      return [first, reader];
    case 'connect':
      return [first, second, words[4] === undefined ? reader : `${words[4]} 00 00`, ...values.slice(2, 4)];
    case 'transmit':
      return [...values.slice(0, 3), Number(words[3] ?? 65538)];
    case 'control':
      return [first, 0x42000d48, ''];
    case 'setAttribute':
      return [first, 0x00010100, '00'];
    default:
      return values;
  }
}

/** Outputs of a call, those that two services may number differently left out or counted from the start. */
function outputs(answer: Answer, reader: string, baseCounter: number): string {
  const { id: _, rv, ...rest } = answer;
  if (rv !== 0) return codeName(rv);
  const shown = Object.entries(rest).map(([name, value]) => {
    if (name === 'readers') return (value as string[]).includes(reader) ? 'reader listed' : 'reader missing';
    if (name === 'reader') return value === reader ? 'our reader' : String(value);
    if (name !== 'eventState' && name !== 'state') return `${name} ${value}`;
    const counter = (((value as number) >>> 16) - baseCounter) & 0xffff;
    return `${name} ${((value as number) & 0xffff).toString(16)} counter ${counter}`;
  });
  return [codeName(rv), ...shown].join(', ');
}

/** One performance of a script. */
export class Play implements AsyncDisposable {
  readonly #place: Place;
  readonly #programs = new Map<string, Program>();
  /** Looks on, so that each step starts when the one before is known to everybody. */
  readonly #onlooker: Program;
  #baseCounter = 0;

  constructor(place: Place) {
    this.#place = place;
    this.#onlooker = new Program(place.environment);
    for (const name of ['A', 'B']) this.#programs.set(name, new Program(place.environment));
  }

  /** What each step gave; nothing for a step that gives nothing. */
  async perform(script: string): Promise<string[]> {
    const { reader } = this.#place;
    await this.#onlooker.call('establish', ['w']);
    const { eventState } = await this.#onlooker.call('state', ['w', reader, 0]);
    this.#baseCounter = (eventState as number) >>> 16;
    const outcomes: string[] = [];
    for (const { text } of steps(script)) outcomes.push(await this.#step(text));
    return outcomes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of [this.#onlooker, ...this.#programs.values()]) await program.kill();
  }

  async #step(step: string): Promise<string> {
    const [actor = '', verb = '', ...words] = step.split(' ');
    if (actor === 'card') return this.#card(verb, words[0]);
    if (actor === 'nobody') return this.#until(0, READER_STATE.INUSE | READER_STATE.EXCLUSIVE);
    if (verb === 'starts') this.#programs.set(actor, new Program(this.#place.environment));
    const program = this.#programs.get(actor);
    if (program === undefined) throw new Error(`'${step}': no program ${actor}`);
    if (verb === 'starts') return '';
    if (verb === 'killed') {
      await program.kill();
      return '';
    }
    if (verb === 'waits') return this.#waits(program);
    if (verb === 'answer') return outputs(await program.answer(), this.#place.reader, this.#baseCounter);
    if (verb === '&') {
      const [call = '', ...rest] = words;
      program.start(call, argumentsOf(call, rest, this.#place.reader));
      // Under way in the service, or as good as, when the onlooker has been served.
      await this.#roundTrips();
      return '';
    }
    const answer = await program.call(verb, argumentsOf(verb, words, this.#place.reader));
    return outputs(answer, this.#place.reader, this.#baseCounter);
  }

  async #card(way: string, protocols = 't0'): Promise<string> {
    if (way === 'out') {
      await this.#place.remove();
      return this.#until(READER_STATE.EMPTY, 0);
    }
    const atr = { t0: ATR.T0, t1: ATR.T1, both: ATR.BOTH }[protocols];
    await this.#place.insert(new ContractCard(atr));
    return this.#until(READER_STATE.PRESENT, 0);
  }

  async #until(present: number, absent: number): Promise<string> {
    const { rv } = await this.#onlooker.call('until', ['w', this.#place.reader, present, absent]);
    if (rv !== 0) throw new Error(`the onlooker: ${codeName(rv)}`);
    return '';
  }

  async #waits(program: Program): Promise<string> {
    await this.#roundTrips();
    return program.isWaiting ? 'waiting' : 'answered';
  }

  async #roundTrips(): Promise<void> {
    for (let i = 0; i < ROUND_TRIPS; i++) await this.#onlooker.call('state', ['w', this.#place.reader, 0]);
  }
}

export interface Step {
  readonly text: string;
  /** Name of the difference that this step shows. */
  readonly difference: string | undefined;
}

export function steps(script: string): Step[] {
  const lines = script.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [text = '', difference] = line.split(' *');
    return { text, difference };
  });
}
