/** `cps-sim exec`: an unmodified program in a PC/SC world of its own, with a card in its reader. */
import type { TraceSink } from '#trace/event.ts';
import { inReader } from '#trace/in-reader.ts';
import type { Face } from '../../simulator/card/profile/schema.ts';
import { PinPad } from '../../simulator/reader/pin-pad/pin-pad.ts';
import type { ReaderDriver } from '../../simulator/reader/reader-driver.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { cardInReader } from './card/in-reader.ts';
import { filesOfCard, profileSource } from './card/profile-source.ts';
import { type OpenedCard, openCard } from './card/source.ts';
import { ChildProgram } from './child-program.ts';
import { DEFAULT_READER } from './default-reader.ts';
import { Interruption } from './interruption.ts';
import { type Observers, observedStream, type WatchedCard, type WatchedCards } from './observers.ts';
import { pinPadAnswers } from './pin-pad-option.ts';
import { UsageError } from './usage-error.ts';

export interface ExecOptions extends Observers {
  readonly card?: readonly string[];
  readonly seed?: number;
  readonly face?: Face;
  readonly reader?: string;
  readonly pinPad?: string;
  readonly readerDriver?: ReaderDriver;
  readonly scenario?: string;
}

/** One reader a card, all with the same name; PC/SC numbers them. */
function insertCards(world: PrivateWorld, cards: readonly OpenedCard[], options: ExecOptions, trace: TraceSink): void {
  // Parsed here and not by the option: a message about an option shows what was typed, and that may be a code.
  const answers = options.pinPad === undefined ? undefined : pinPadAnswers(options.pinPad);
  const { face = 'contact', reader = DEFAULT_READER, readerDriver } = options;
  for (const { name, store } of cards) {
    const pad = answers && new PinPad({ answers, trace });
    const slot = world.manager.plugReader(reader, pad, readerDriver);
    slot.insert(cardInReader({ name, store, face, trace: inReader(trace, () => slot.name) }));
  }
}

async function openCards({ card = [], seed }: ExecOptions): Promise<OpenedCard[]> {
  const opened: OpenedCard[] = [];
  try {
    for (const source of card) opened.push(await openCard(source, seed));
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

/** The program with the cards in its readers; its exit code. */
export async function execWithCards(
  program: string,
  args: readonly string[],
  options: ExecOptions,
  greet: (world: PrivateWorld) => void = () => {},
): Promise<number> {
  const cards = await openCards(options);
  try {
    const stream = observedStream(options, watched(cards, options), options.card?.flatMap(filesOfCard));
    const begin = (world: PrivateWorld, trace: TraceSink) => {
      insertCards(world, cards, options, trace);
      greet(world);
      return new ChildProgram(program, args, () => world.environment).start();
    };
    try {
      return await inWorld((event) => stream.emit(event), begin);
    } finally {
      await stream.end();
    }
  } finally {
    for (const { close } of cards) close();
  }
}

/** What happens when the world is taken down is told to nobody: it is none of the program's doing. */
async function inWorld(
  tell: TraceSink,
  work: (world: PrivateWorld, trace: TraceSink) => Promise<number>,
): Promise<number> {
  let running = true;
  const trace: TraceSink = (event) => void (running && tell(event));
  // Until the program is there to be told a signal is for us: the world must be taken down.
  const early = new Interruption();
  const world = await PrivateWorld.open({ trace });
  try {
    if (early.exitCode !== undefined) return early.exitCode;
    const ended = work(world, trace);
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
  const { card = [], scenario, pinPad, readerDriver } = options;
  if (pinPad !== undefined && readerDriver === 'vpcd')
    throw new UsageError({
      en: '--reader-driver vpcd knows of no PIN pad: leave it or --pin-pad out',
      fr: '--reader-driver vpcd ne connaît pas de clavier : laissez-le de côté, ou --pin-pad',
    });
  if (card.length === 0 && scenario === undefined)
    throw new UsageError({
      en: 'expected --card CARD, a card file or the name of a profile, or --scenario FILE',
      fr: "attendu : --card CARTE, un fichier de carte ou le nom d'un profil, ou --scenario FICHIER",
    });
  if (scenario === undefined) {
    process.exitCode = await execWithCards(program, args, options);
    return;
  }
  refuseWithScenario(options);
  const { execWithScenario } = await import('./exec-scenario.ts');
  const beside = { file: scenario, card: card[0], seed: options.seed, observers: options };
  process.exitCode = await execWithScenario(program, args, beside);
}

/** What a scenario says itself is not taken and forgotten. @throws UsageError */
function refuseWithScenario({ card = [], seed, face, reader, readerDriver, pinPad }: ExecOptions): void {
  if (pinPad !== undefined)
    throw new UsageError({
      en: '--scenario says itself what is typed: { readers: { bureau: pinpad } } and the step pinPad',
      fr: "--scenario dit lui-même ce qui est tapé : { readers: { bureau: pinpad } } et l'étape pinPad",
    });
  if (face !== undefined)
    throw new UsageError({
      en: '--scenario says itself which side is seen: { readers: { bureau: contactless } }',
      fr: '--scenario dit lui-même quelle face est vue : { readers: { bureau: contactless } }',
    });
  if (readerDriver !== undefined)
    throw new UsageError({
      en: '--scenario says itself what its readers are: { readers: { bureau: vpcd } }',
      fr: '--scenario dit lui-même ce que sont ses lecteurs : { readers: { bureau: vpcd } }',
    });
  if (reader !== undefined)
    throw new UsageError({
      en: '--scenario names its readers itself: leave --reader out',
      fr: '--scenario nomme lui-même ses lecteurs : laissez --reader de côté',
    });
  if (card.length > 1)
    throw new UsageError({
      en: '--scenario brings its own cards: --card replaces one of them, at most',
      fr: '--scenario apporte ses cartes : --card en remplace une, au plus',
    });
  if (seed !== undefined && card.length === 0)
    throw new UsageError({
      en: '--seed goes with --card PROFILE, which takes the place of the first card of the scenario',
      fr: '--seed va avec --card PROFIL, qui prend la place de la première carte du scénario',
    });
}
