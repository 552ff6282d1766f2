/** The target `pcsc`: the PC/SC of this machine, with the virtual readers of vpcd or with one real reader. */

import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { PassingClock } from '#common/passing-clock.ts';
import { READER_STATE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../../driver/pcsc/native.ts';
import { eventCount, readerState } from '../../../driver/pcsc/reader-state.ts';
import { type CardInReader, type InsertedCard, type PlugOptions, type Target, TargetError } from './target.ts';

/** Stops and starts the smart card service: the only way to unplug a reader of vpcd. */
export interface ServiceControl {
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface PcscOptions {
  /** The reader by its PC/SC name; the virtual readers of vpcd by default. */
  readonly reader?: string | undefined;
  readonly service?: ServiceControl | undefined;
  /** What its calendar shows at first; that of the machine by default. */
  readonly date?: Date | undefined;
  /** Tells the person at the terminal what to do with a real card. */
  readonly ask?: ((todo: Text) => void) | undefined;
}

const VIRTUAL_READER = /^Virtual PCD 00 (\d\d)$/;
/** pcscd polls vpcd every 400 ms, and may start anew in between. */
const EVENT_TIMEOUT_MS = 5000;
const STEP_TIMEOUT_MS = 30_000;
/** pcscd powers a card off that nobody has used for 400 to 800 ms; it has no other timer that programs could see. */
const SERVICE_IDLE_MS = 1000;
/** Programs of this machine see its readers as they are. */
const NO_VARIABLES = {};
/** Time a person is given to do what is asked. */
const PERSON_TIMEOUT_MS = 60_000;

/** The service's own time cannot be said, only waited for; that of a card in use does nothing. */
async function leftAlone(winscard: WinScard, readers: readonly string[], ms: number): Promise<void> {
  for (const reader of readers) {
    const state = (await readerState(winscard, reader, () => true, EVENT_TIMEOUT_MS)) ?? 0;
    const idle = (state & READER_STATE.PRESENT) !== 0 && (state & (READER_STATE.INUSE | READER_STATE.EXCLUSIVE)) === 0;
    if (idle) return SYSTEM_CLOCK.wait(Math.min(ms, SERVICE_IDLE_MS));
  }
}

/** Whether that reader of the target pcsc holds real cards. */
export function isRealReader(reader: string | undefined): boolean {
  return reader !== undefined && !VIRTUAL_READER.test(reader);
}

/** Plugs a card into the vpcd reader of that number, from 0. */
export type PlugIntoVpcd = (card: CardInReader, slot: number) => Promise<InsertedCard>;

/** @throws TargetError when PC/SC does not answer or lists no such reader */
export async function openPcscTarget(options: PcscOptions, plugIntoVpcd: PlugIntoVpcd): Promise<Target> {
  const winscard = nativeWinScard();
  const readers = await readersOf(winscard);
  const names = readers.map((name) => `'${name}'`).join(', ');
  const found: Text =
    names === ''
      ? { en: 'it lists no reader', fr: "il n'annonce aucun lecteur" }
      : { en: `it lists ${names}`, fr: `il annonce ${names}` };
  const { reader } = options;
  if (reader !== undefined && !readers.includes(reader)) {
    throw new TargetError({
      en: `PC/SC has no reader '${reader}': ${found.en}`,
      fr: `PC/SC n'a pas de lecteur '${reader}' : ${found.fr}`,
    });
  }
  if (reader !== undefined && isRealReader(reader)) return new PhysicalTarget(winscard, reader, options);
  const slots = readers.filter((name) => VIRTUAL_READER.test(name) && (reader === undefined || name >= reader));
  if (slots.length === 0) {
    throw new TargetError({
      en:
        `PC/SC has no virtual reader: ${found.en}; install vsmartcard-vpcd and restart pcscd ('cps-sim doctor' tells more), ` +
        'or name a real reader with --reader',
      fr:
        `PC/SC n'a pas de lecteur virtuel : ${found.fr} ; installez vsmartcard-vpcd et redémarrez pcscd ('cps-sim doctor' en ` +
        'dit plus), ou nommez un vrai lecteur par --reader',
    });
  }
  return new VpcdTarget(winscard, slots, options, plugIntoVpcd);
}

async function readersOf(winscard: WinScard): Promise<readonly string[]> {
  let context: PcscContext;
  try {
    context = await PcscContext.establish(winscard);
  } catch (cause) {
    const why = textOf(cause);
    throw new TargetError(
      {
        en: `PC/SC does not answer: ${why.en} ('cps-sim doctor' tells more)`,
        fr: `PC/SC ne répond pas : ${why.fr} ('cps-sim doctor' en dit plus)`,
      },
      { cause },
    );
  }
  try {
    return await context.listReaders();
  } finally {
    await context.release();
  }
}

/** The readers of vpcd inside the system's pcscd; the cards plug in over loopback. */
class VpcdTarget implements Target {
  readonly name = 'pcsc';
  readonly eventTimeoutMs = EVENT_TIMEOUT_MS;
  readonly stepTimeoutMs = STEP_TIMEOUT_MS;
  readonly simulated = true;
  readonly environment = NO_VARIABLES;
  readonly clock: PassingClock;
  readonly winscard: WinScard;
  readonly #slots: readonly string[];
  readonly #service: ServiceControl | undefined;
  readonly #plug: PlugIntoVpcd;
  readonly #assigned = new Map<string, string>();
  readonly #cards = new Map<string, InsertedCard>();
  /** Events of the reader before its last card came. */
  readonly #counted = new Map<string, number>();
  #stopped = false;

  constructor(winscard: WinScard, slots: readonly string[], { service, date }: PcscOptions, plug: PlugIntoVpcd) {
    this.clock = new PassingClock({ date });
    this.winscard = winscard;
    this.#slots = slots;
    this.#service = service;
    this.#plug = plug;
  }

  async plug(reader: string, { pinPad = false, reporting }: PlugOptions = {}): Promise<string> {
    if (reporting !== undefined)
      throw new TargetError({
        en: `'${reader}' is asked to report as ${reporting}, and pcscd reports as it does: run it on the target embedded or in-process`,
        fr: `'${reader}' doit rendre compte comme ${reporting}, et pcscd le fait à sa façon : jouez-le sur la cible embedded ou in-process`,
      });
    if (pinPad)
      throw new TargetError({
        en: `the scenario needs the PIN pad of '${reader}', and vpcd has none: run it on the target embedded or in-process`,
        fr: `le scénario a besoin du clavier de '${reader}', et vpcd n'en a pas : jouez-le sur la cible embedded ou in-process`,
      });
    if (this.#stopped) await this.#start();
    const assigned = this.#assigned.get(reader) ?? this.#slots[this.#assigned.size];
    if (assigned === undefined) {
      throw new TargetError({
        en: `the scenario needs the reader '${reader}', PC/SC has only ${this.#slots.join(', ')}`,
        fr: `le scénario a besoin du lecteur '${reader}', PC/SC n'a que ${this.#slots.join(', ')}`,
      });
    }
    this.#assigned.set(reader, assigned);
    return assigned;
  }

  /** All readers of vpcd go with the service. */
  async unplug(reader: string): Promise<void> {
    if (this.#service === undefined) {
      throw new TargetError({
        en:
          `'${reader}' is a reader of vpcd inside pcscd: unplugging it means stopping pcscd, which is not ours to stop; ` +
          'run as root, or run this scenario on the target embedded',
        fr: `'${reader}' est un lecteur de vpcd dans pcscd : le débrancher serait arrêter pcscd, qui n'est pas à nous ; lancez en root, ou jouez ce scénario sur la cible embedded`,
      });
    }
    this.#stopped = true;
    this.#counted.clear();
    for (const card of this.#cards.values()) await card.eject();
    this.#cards.clear();
    await this.#service.stop();
  }

  /** vpcd takes one card a port, and polls it before it lets it in. */
  async insert(reader: string, card: CardInReader): Promise<void> {
    await this.#settled(reader);
    const slot = Number(VIRTUAL_READER.exec(this.#assigned.get(reader) ?? '')?.[1] ?? 0);
    this.#cards.set(reader, await this.#plug(card, slot));
  }

  /**
   * pcscd has counted the coming and the going of the last card. One that comes within a poll of the last one's leaving
   * would be taken for it, and never powered; that the reader shows no card is no proof, a failed reset shows it too.
   */
  async #settled(reader: string): Promise<void> {
    const name = this.#assigned.get(reader) ?? reader;
    const before = this.#counted.get(reader);
    const isNew = (state: number) => before === undefined || ((eventCount(state) - before) & 0xffff) >= 2;
    const state = await readerState(this.winscard, name, isNew, EVENT_TIMEOUT_MS);
    if (state !== undefined) this.#counted.set(reader, eventCount(state));
  }

  async remove(reader: string): Promise<void> {
    const card = this.#cards.get(reader);
    this.#cards.delete(reader);
    await card?.eject();
  }

  elapsed(ms: number): Promise<void> {
    const readers = [...this.#cards.keys()].map((reader) => this.#assigned.get(reader) ?? reader);
    return leftAlone(this.winscard, readers, ms);
  }

  async close(): Promise<void> {
    const left = [...this.#cards];
    this.#cards.clear();
    for (const [, card] of left) await card.eject();
    if (this.#stopped) return this.#start();
    for (const [reader] of left) await this.#settled(reader);
  }

  async #start(): Promise<void> {
    await this.#service?.start();
    this.#stopped = false;
  }
}

/** One real reader: the person at the terminal is the hand. */
class PhysicalTarget implements Target {
  readonly name: string;
  readonly eventTimeoutMs = PERSON_TIMEOUT_MS;
  readonly stepTimeoutMs = PERSON_TIMEOUT_MS + STEP_TIMEOUT_MS;
  readonly simulated = false;
  readonly environment = NO_VARIABLES;
  readonly clock: PassingClock;
  readonly winscard: WinScard;
  readonly #pcscName: string;
  readonly #ask: (todo: Text) => void;
  #reader: string | undefined;

  constructor(winscard: WinScard, pcscName: string, { ask = () => {}, date }: PcscOptions) {
    this.clock = new PassingClock({ date });
    this.name = `pcsc, ${pcscName}`;
    this.winscard = winscard;
    this.#pcscName = pcscName;
    this.#ask = ask;
  }

  async plug(reader: string): Promise<string> {
    if (this.#reader === reader)
      this.#ask({ en: `plug the reader '${this.#pcscName}' in`, fr: `brancher le lecteur '${this.#pcscName}'` });
    else if (this.#reader !== undefined) {
      throw new TargetError({
        en: `the scenario needs a second reader '${reader}': a real reader is used alone`,
        fr: `le scénario a besoin d'un deuxième lecteur '${reader}' : un lecteur réel s'emploie seul`,
      });
    }
    this.#reader = reader;
    return this.#pcscName;
  }

  async unplug(): Promise<void> {
    this.#ask({ en: `unplug the reader '${this.#pcscName}'`, fr: `débrancher le lecteur '${this.#pcscName}'` });
  }

  async insert(_reader: string, card: CardInReader): Promise<void> {
    this.#ask({
      en: `insert the card '${card.name}' into '${this.#pcscName}'`,
      fr: `insérer la carte '${card.name}' dans '${this.#pcscName}'`,
    });
  }

  async remove(): Promise<void> {
    this.#ask({
      en: `take the card out of '${this.#pcscName}'`,
      fr: `retirer la carte de '${this.#pcscName}'`,
    });
  }

  elapsed(ms: number): Promise<void> {
    return leftAlone(this.winscard, [this.#pcscName], ms);
  }

  async close(): Promise<void> {}
}
