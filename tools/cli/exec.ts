/** `cps-sim exec`: an unmodified program in a PC/SC world of its own, with a card in its reader. */
import type { TraceSink } from '#trace/event.ts';
import { inReader } from '#trace/in-reader.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import type { Pki } from '../../simulator/pki/index.ts';
import { PinPad } from '../../simulator/reader/pin-pad/pin-pad.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { cardInReader } from './card/in-reader.ts';
import { filesOfCard, profileSource } from './card/profile-source.ts';
import { type OpenedCard, openCard } from './card/source.ts';
import { DEFAULT_READER } from './default-reader.ts';
import { ChildProgram, NOT_STARTED } from './exec/child-program.ts';
import type { FaultyReaders } from './exec/faulty-readers.ts';
import type { ExecOptions } from './exec/options.ts';
import {
  refuseIdentityAlone,
  refusePadUnknown,
  refuseReportOfNothing,
  refuseTrustAlone,
  refuseWithScenario,
} from './exec/refusals.ts';
import type { ExecServices, ServicesOptions } from './exec/services.ts';
import { startInTime } from './exec/timed-program.ts';
import { refuseServicesUnderWine, tellUnseen, windowsProgram } from './exec/windows-program.ts';
import { EXIT } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { observedStream, type WatchedCard, type WatchedCards } from './observers.ts';
import { pinPadAnswers } from './pin-pad-option.ts';
import { UsageError } from './usage-error.ts';

/** One reader a card, all with the same name; PC/SC numbers them. */
function insertCards(
  world: PrivateWorld,
  cards: readonly OpenedCard[],
  options: ExecOptions,
  { trace, faulty }: { readonly trace: TraceSink; readonly faulty: FaultyReaders | undefined },
): void {
  // Parsed here and not by the option: a message about an option shows what was typed, and that may be a code.
  const answers = options.pinPad === undefined ? undefined : pinPadAnswers(options.pinPad);
  const { face = 'contact', reader = DEFAULT_READER, readerDriver, typingMs } = options;
  const codes = options.recorder?.codes;
  for (const { name, store } of cards) {
    const pad = answers && new PinPad({ answers, trace, codes, ...(typingMs !== undefined && { typingMs }) });
    const slot = world.manager.plugReader(reader, { pinPad: pad, driver: readerDriver });
    const given = { name, store, face, trace: inReader(trace, () => slot.name) };
    slot.insert(faulty?.card(given, { world, slot, reader }) ?? cardInReader(given));
  }
}

async function openCards({ card = [], seed, identity }: ExecOptions, pki?: Pki): Promise<OpenedCard[]> {
  const opened: OpenedCard[] = [];
  try {
    for (const source of card) opened.push(await openCard(source, { seed, identity }, pki));
  } catch (error) {
    for (const { close } of opened) close();
    throw error;
  }
  return opened;
}

function watched(cards: readonly OpenedCard[], { card: given = [] }: ExecOptions): WatchedCards {
  const known = cards.map(({ name, store: { profile } }, i): [string, WatchedCard] => {
    return [name, { profile, source: profileSource(given[i] ?? profile.name) }];
  });
  return new Map(known);
}

/** What happens at the services is told once somebody listens. */
function toldLater(): { tell: TraceSink; readonly sink: TraceSink } {
  const later = { tell: (() => {}) as TraceSink, sink: ((event) => later.tell(event)) as TraceSink };
  return later;
}

/** Loaded where rules are given. @throws ScenarioFileError */
async function faultyReaders(
  { faults, seed, reader = DEFAULT_READER }: ExecOptions,
  cards: readonly OpenedCard[],
  tell: TraceSink,
): Promise<FaultyReaders | undefined> {
  if (faults === undefined) return undefined;
  const { FaultyReaders } = await import('./exec/faulty-readers.ts');
  return new FaultyReaders(faults, { cards: cards.map(({ name }) => name), readers: [reader], seed }, tell);
}

type Begin = (world: PrivateWorld, cards: readonly OpenedCard[]) => Promise<number>;

/** What stands beside the cards. */
interface Beside {
  readonly services: ExecServices;
  /** Has heard the signals so far. */
  readonly early: Interruption;
  readonly later: { tell: TraceSink };
  /** Whether the program is one of Windows. */
  readonly windows: boolean;
}

/** A world with the cards in its readers, for as long as `begin` takes; resolves to the exit code that this gives. */
export async function withCards(
  options: Omit<ExecOptions, keyof ServicesOptions>,
  begin: Begin,
  { services, early, later, windows }: Partial<Beside> = {},
): Promise<number> {
  const cards = await openCards(options, services?.pki);
  try {
    const stream = observedStream(options, watched(cards, options), options.card?.flatMap(filesOfCard));
    let faulty: FaultyReaders | undefined;
    const prepare = async (world: PrivateWorld, trace: TraceSink) => {
      if (later !== undefined) later.tell = trace;
      faulty = await faultyReaders(options, cards, trace);
      insertCards(world, cards, options, { trace, faulty });
      await services?.lead();
    };
    try {
      const { recorder } = options;
      if (recorder !== undefined) stream.subscribe(recorder);
      const exitCode = await inWorld(
        { tell: (event) => stream.emit(event), ...(recorder && { recording: recorder.codes }) },
        prepare,
        (world) => begin(world, cards),
        early,
        windows,
      );
      return faulty?.tellUnfired() ? EXIT.FAILED : exitCode;
    } finally {
      await stream.end();
    }
  } finally {
    for (const { close } of cards) close();
  }
}

/** The services that were asked for, for as long as `work` takes. */
async function withServices(
  { services: names = [], trust }: ServicesOptions,
  work: (beside?: Omit<Beside, 'windows'>) => Promise<number>,
): Promise<number> {
  if (names.length === 0) return work();
  const { ExecServices } = await import('./exec/services.ts');
  const early = new Interruption();
  const later = toldLater();
  const services = await ExecServices.open(names, trust === true, later.sink).catch((error) => {
    early.over();
    throw error;
  });
  try {
    return await work({ services, early, later });
  } finally {
    early.over();
    await services.close();
  }
}

/**
 * The program with the cards in its readers, and the services it asked for; its exit code.
 * @param greet of a shell, which itself looks for no card
 */
export function execWithCards(
  program: string,
  args: readonly string[],
  options: ExecOptions,
  greet?: (world: PrivateWorld) => void,
): Promise<number> {
  const windows = windowsProgram(program);
  return withServices(options, (beside) => {
    const begin = async (world: PrivateWorld) => {
      greet?.(world);
      const network = beside?.services.network;
      const environment = () => ({ ...world.environment, ...network?.environment, ...windows?.environment });
      const launch = () => windows?.launch ?? network?.launch;
      const child = new ChildProgram({ command: program, args, environment, launch });
      const code = await startInTime(child, options.timeout);
      const unseen = windows !== undefined && !world.seenFromWindows;
      if (unseen && greet === undefined && !NOT_STARTED.includes(code)) tellUnseen(program);
      return code;
    };
    return withCards(options, begin, { ...beside, windows: windows !== undefined });
  });
}

/**
 * What happens when the world is taken down is told to nobody: it is none of the program's doing.
 * @param early until the program is there to be told, a signal is for us: the world must be taken down
 */
async function inWorld(
  { tell, recording }: { readonly tell: TraceSink; readonly recording?: CodeWatch },
  prepare: (world: PrivateWorld, trace: TraceSink) => Promise<void>,
  work: (world: PrivateWorld) => Promise<number>,
  early = new Interruption(),
  windows?: boolean,
): Promise<number> {
  let running = true;
  const trace: TraceSink = (event) => void (running && tell(event));
  const world = await PrivateWorld.open({ trace, ...(windows && { windows }), ...(recording && { recording }) });
  try {
    await prepare(world, trace);
    if (early.exitCode !== undefined) return early.exitCode;
    const ended = work(world);
    early.over();
    return await ended;
  } finally {
    early.over();
    running = false;
    await world.close();
  }
}

/** @throws UsageError */
export async function exec(program: string, args: readonly string[], options: ExecOptions): Promise<void> {
  const { card = [], scenario, services = [] } = options;
  refusePadUnknown(options);
  if (card.length === 0 && scenario === undefined && services.length === 0)
    throw new UsageError({
      en: 'expected --card CARD, a card file or the name of a profile, --scenario FILE or --services NAMES',
      fr: "attendu : --card CARTE, un fichier de carte ou le nom d'un profil, --scenario FICHIER ou --services NOMS",
    });
  refuseTrustAlone(options);
  refuseIdentityAlone(options);
  refuseReportOfNothing(options);
  refuseServicesUnderWine(program, services);
  if (scenario === undefined) {
    process.exitCode = await execWithCards(program, args, options);
    return;
  }
  refuseWithScenario(options);
  const { execWithScenario } = await import('./exec/scenario.ts');
  const beside = {
    file: scenario,
    card: card[0],
    choice: options,
    observers: options,
    services,
    trust: options.trust ?? false,
    reporters: options.reporter ?? [],
    timeoutMs: options.timeout,
    faults: options.faults,
  };
  process.exitCode = await execWithScenario(program, args, beside);
}
