/** `cps-sim exec`: an unmodified program in a PC/SC world of its own, with a card in its reader. */
import { Command } from 'commander';
import type { TraceSink } from '#trace/event.ts';
import { Card } from '../../simulator/card/card.ts';
import type { Face } from '../../simulator/card/profile/schema.ts';
import { parsePinPadAnswers } from '../../simulator/reader/pin-pad/answers.ts';
import { PinPad } from '../../simulator/reader/pin-pad/pin-pad.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { faceOption, type OpenedCard, openCard, parseSeed } from './card/source.ts';
import { ChildProgram } from './child-program.ts';
import { type Observers, observedStream, observerOptions } from './observers.ts';
import { UsageError } from './usage-error.ts';

const READER = 'cps-sim';

interface ExecOptions extends Observers {
  readonly card?: readonly string[];
  readonly seed?: number;
  readonly face?: Face;
  readonly reader?: string;
  readonly pinPad?: string;
  readonly scenario?: string;
}

/** One reader a card, all with the same name; PC/SC numbers them. */
function insertCards(world: PrivateWorld, cards: readonly OpenedCard[], options: ExecOptions, trace: TraceSink): void {
  // Parsed here and not by the option: a message about an option shows what was typed, and that may be a code.
  const answers = options.pinPad === undefined ? undefined : parsePinPadAnswers(options.pinPad);
  for (const { name, store } of cards) {
    const pad = answers && new PinPad({ answers, trace });
    const slot = world.manager.plugReader(options.reader ?? READER, pad);
    slot.insert(new Card({ name, store, face: options.face ?? 'contact', trace }));
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

/** The program with the cards in its readers; its exit code. */
export async function execWithCards(
  program: string,
  args: readonly string[],
  options: ExecOptions,
  greet: (world: PrivateWorld) => void = () => {},
): Promise<number> {
  const cards = await openCards(options);
  const stream = observedStream(options, new Map(cards.map(({ name, store }) => [name, store.profile])));
  // What happens when the world is taken down is none of the program's doing.
  let running = true;
  const trace: TraceSink = (event) => void (running && stream.emit(event));
  const world = await PrivateWorld.open({ trace });
  try {
    insertCards(world, cards, options, trace);
    greet(world);
    return await new ChildProgram(program, args, () => world.environment).start();
  } finally {
    running = false;
    await world.close();
    for (const { close } of cards) close();
    await stream.end();
  }
}

async function exec(program: string, args: readonly string[], options: ExecOptions): Promise<void> {
  const { card = [], scenario } = options;
  if (card.length === 0 && scenario === undefined)
    throw new UsageError('expected --card CARD, a card file or the name of a profile, or --scenario FILE');
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
function refuseWithScenario({ card = [], seed, face, reader, pinPad }: ExecOptions): void {
  if (pinPad !== undefined)
    throw new UsageError('--scenario says itself what is typed: { readers: { bureau: pinpad } } and the step pinPad');
  if (face !== undefined)
    throw new UsageError('--scenario says itself which side is seen: { readers: { bureau: contactless } }');
  if (reader !== undefined) throw new UsageError('--scenario names its readers itself: leave --reader out');
  if (card.length > 1) throw new UsageError('--scenario brings its own cards: --card replaces one of them, at most');
  if (seed !== undefined && card.length === 0)
    throw new UsageError('--seed goes with --card PROFILE, which takes the place of the first card of the scenario');
}

/** Options of exec and shell. */
export function worldOptions(command: Command): Command {
  return command
    .option(
      '--card <card>',
      'card file (*.cps.json) or name of a profile, in a reader of its own; may be repeated',
      (card: string, cards: readonly string[] = []) => [...cards, card],
    )
    .option('--seed <n>', 'which card of the profile', parseSeed)
    .addOption(faceOption())
    .option('--reader <name>', `name of the reader (default: ${READER})`)
    .option(
      '--pin-pad <answers>',
      'the reader has a PIN pad, at which this is typed: 1234,cancel,timeout,wait; cancel when nothing is left',
    );
}

export function execCommand(): Command {
  const command = new Command('exec')
    .description(
      'Runs a program, unmodified, in a PC/SC world of its own: it sees our readers and cards, and nobody else does.\n' +
        'No daemon, no root; as many at a time as you like.',
    )
    .argument('<program>', 'the program')
    .argument('[args...]', 'its arguments')
    .passThroughOptions();
  return observerOptions(worldOptions(command))
    .option('--scenario <file>', 'plays a scenario meanwhile: removes the card at the 30th command, swaps it, ...')
    .addHelpText(
      'after',
      [
        '',
        'A card file keeps what happens to it; with --scenario its cards are copies, and --card replaces the first one.',
        'The world ends with the program: what it leaves running in the background loses its reader then.',
        "Exit code: the program's (128 and more for a signal, 127 when there is no such program); 1 when the scenario",
        'failed, whatever the program says; 0 when it passed and has itself expected the exit code.',
        '',
        'Example: cps-sim exec --card cps3-medecin -- pkcs11-tool --module opensc-pkcs11.so -L -O',
      ].join('\n'),
    )
    .action(exec);
}
