/** `cps-sim plug`: keeps a card in the system's reader until Ctrl-C, and tells what happens to it. */

import { once } from 'node:events';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { messageIn } from '#common/coded-error.ts';
import type { Language, Text } from '#common/language.ts';
import { toHex } from '#iso7816/bytes.ts';
import type { ApduEvent, PinState, TraceEvent } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import { shielded } from '#trace/shielded.ts';
import { blockingSocket } from '../../driver/pcsc/blocking-socket.ts';
import { quickAck } from '../../driver/pcsc/quick-ack.ts';
import { Narration } from '../../scenarios/observers/narration/index.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import type { Face } from '../../simulator/card/profile/schema.ts';
import type { CardStore } from '../../simulator/card/state/store.ts';
import { VpcdClient } from '../../simulator/reader/vpcd/client.ts';
import { VpcdError } from '../../simulator/reader/vpcd/vpcd-error.ts';
import { cardInReader } from './card/in-reader.ts';
import { openCard } from './card/source.ts';
import { toldFaults } from './faults.ts';
import { Interruption } from './interruption.ts';
import { colon, say, spokenLanguage } from './language.ts';
import { PcscdWaker } from './pcscd-waker.ts';
import { printLines } from './print-lines.ts';
import { parseReaderAddress, type ReaderAddress } from './reader-address.ts';

export interface PlugOptions {
  readonly reader: string;
  readonly seed?: number;
  readonly identity?: string;
  readonly face?: Face;
  readonly lang?: Language;
  readonly quiet?: true;
  readonly explain?: true;
}

const TOLD_WITHIN_MS = 50;
/** Of a reader that leaves no pause. */
const MOST_WAITING = 2000;

const POWER_WORDS = {
  powerOn: { en: 'power on', fr: 'mise sous tension' },
  powerOff: { en: 'power off', fr: 'mise hors tension' },
  reset: { en: 'reset', fr: 'reset' },
} as const satisfies Readonly<Record<string, Text>>;

const BLOCKED: Text = { en: 'blocked', fr: 'bloqué' };
const VERIFIED: Text = { en: 'verified', fr: 'vérifié' };
const NOT_VERIFIED: Text = { en: 'not verified', fr: 'non vérifié' };

function pinText(name: string, { verified, triesRemaining, maxTries }: PinState): string {
  const state = triesRemaining === 0 ? BLOCKED : verified ? VERIFIED : NOT_VERIFIED;
  return say({
    en: `${name}: ${state.en}, ${triesRemaining} of ${maxTries} tries`,
    fr: `${name} : ${state.fr}, ${triesRemaining} essais sur ${maxTries}`,
  });
}

/** Labels of the reference data by reference number, and how they stand in a card without power. */
function pinNames({ profile }: CardStore): ReadonlyMap<number, string> {
  return new Map(Object.entries(profile.pins).map(([key, { label }]) => [Number.parseInt(key, 16), label.fr]));
}

function pinStates({ profile, state }: CardStore): string[] {
  return Object.entries(profile.pins).map(([key, { label, maxTries }]) => {
    const triesRemaining = state.referenceData[key]?.triesRemaining ?? 0;
    return `** ${pinText(label.fr, { verified: false, triesRemaining, maxTries })}`;
  });
}

/** One event of the card as a line, or undefined when it says nothing new. */
function eventLine(event: TraceEvent, names: ReadonlyMap<number, string>): string | undefined {
  if (event.kind === 'power') return `-- ${say(POWER_WORDS[event.action])}`;
  if (event.kind === 'apdu')
    return `   ${explainExchange(event.command, event.response, spokenLanguage())}${reasonOf(event)}`;
  if (event.kind === 'pin') {
    const name = names.get(event.reference) ?? unnamed(event.reference);
    return `** ${pinText(name, event.state)}`;
  }
  return undefined;
}

function unnamed(reference: number): string {
  const digits = toHex(Uint8Array.of(reference));
  return say({ en: `reference data ${digits}`, fr: `donnée de référence ${digits}` });
}

function reasonOf({ why }: ApduEvent): string {
  return why === undefined ? '' : ` (${say(why)})`;
}

/**
 * What happens to the card, told a moment later: to put a command into words and to print it takes longer than to answer it.
 */
class Teller {
  readonly #print: (events: readonly TraceEvent[]) => void;
  #waiting: TraceEvent[] = [];
  #stopTimer: (() => void) | undefined;

  constructor(linesOf: (event: TraceEvent) => readonly string[]) {
    const print = (events: readonly TraceEvent[]) => {
      const lines = events.flatMap(linesOf);
      if (lines.length > 0) printLines(lines.join('\n'));
    };
    this.#print = shielded(print, 'what plug tells');
  }

  tell(event: TraceEvent): void {
    if (this.#waiting.push(event) >= MOST_WAITING) this.flush();
    else this.#stopTimer ??= SYSTEM_CLOCK.after(TOLD_WITHIN_MS, () => this.flush());
  }

  /** `line` now, behind all that happened before. */
  say(line: string): void {
    this.flush();
    printLines(line);
  }

  flush(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#print(this.#waiting.splice(0));
  }
}

const STALL_TEXT: Text =
  process.platform === 'linux'
    ? {
        en: 'this vpcd sends each message in two parts and would wait 44 ms per command: cured (TCP_QUICKACK)',
        fr: 'ce vpcd envoie chaque message en deux morceaux et attendrait 44 ms par commande : corrigé (TCP_QUICKACK)',
      }
    : {
        en: 'this vpcd sends each message in two parts and may wait 44 ms per command: a newer vsmartcard does not',
        fr: 'ce vpcd envoie chaque message en deux morceaux et peut attendre 44 ms par commande : pas un vsmartcard plus récent',
      };

/** Connects; where nothing listens, wakes a pcscd that systemd starts on demand and tries once more. */
async function connectAwake(client: VpcdClient, waker: PcscdWaker): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const asleep = error instanceof VpcdError && error.code === 'ERR_VPCD_NOT_LISTENING';
    if (!asleep || !(await waker.wake())) throw error;
    await client.connect();
    return;
  }
  await waker.wake();
}

const OUT: Text = { en: 'out of the reader', fr: 'hors du lecteur' };
const EJECTED: Text = { en: 'ejected', fr: 'éjectée' };

function inReader(where: string): Text {
  return {
    en: `the card is in the reader at ${where}, programs see it; Ctrl-C takes it out`,
    fr: `la carte est dans le lecteur en ${where}, les programmes la voient ; Ctrl-C la retire`,
  };
}

class Plug {
  readonly #client: VpcdClient;
  readonly #waker = new PcscdWaker();
  readonly #where: string;
  readonly #teller: Teller;

  constructor(card: SmartCard, { host, port }: ReaderAddress, teller: Teller) {
    this.#teller = teller;
    this.#client = new VpcdClient({ card, host, port, acknowledge: quickAck, blocking: blockingSocket });
    this.#where = `${host}:${port}`;
    this.#client.once('split', () => teller.say(`-- ${say(STALL_TEXT)}`));
    this.#client.on('connected', () => teller.say(`-- ${say(inReader(this.#where))}`));
    this.#client.on(
      'disconnected',
      (error) => error && teller.say(`-- ${say(OUT)}${colon()} ${messageIn(error, spokenLanguage())}`),
    );
    this.#client.on('waiting', () => void this.#waker.wake());
  }

  /** Resolves when the reader has noticed the card; `greeting` is told then, and only then. */
  async insert(greeting: readonly string[]): Promise<void> {
    this.#client.prependOnceListener('connected', () => this.#teller.say(greeting.join('\n')));
    await connectAwake(this.#client, this.#waker);
  }

  async eject(): Promise<void> {
    await this.#client.eject();
    await this.#waker.release();
    this.#teller.say(`-- ${say(EJECTED)}`);
  }
}

export async function plug(
  cardArgument: string,
  { reader, seed, identity, face = 'contact', quiet, explain }: PlugOptions,
): Promise<void> {
  const address = parseReaderAddress(reader);
  const { name, store, close } = await openCard(cardArgument, { seed, identity });
  const stop = once(new Interruption().signal, 'abort');
  const names = pinNames(store);
  const narration = explain && new Narration({ profileOf: () => store.profile, language: spokenLanguage() });
  const teller = new Teller((event) => {
    const told = narration ? narration.add(event) : [];
    const line = narration && event.kind !== 'pin' ? undefined : eventLine(event, names);
    return line === undefined ? told : [...told, line];
  });
  const faults = toldFaults();
  const tell = (event: TraceEvent) => {
    faults(event);
    teller.tell(event);
  };
  try {
    const card = cardInReader({ name, store, face, ...(quiet ? { faults } : { trace: tell }) });
    const plugged = new Plug(card, address, teller);
    await plugged.insert([`${name}${colon()} ${say(store.profile.title)}`, ...pinStates(store)]);
    await stop;
    await plugged.eject();
  } finally {
    teller.flush();
    close();
  }
}
