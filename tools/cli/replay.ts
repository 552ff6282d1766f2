/** `cps-sim replay`: an unmodified program before cards that answer from a recording. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Language, Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';
import { explainCommand } from '#trace/explain.ts';
import { RecordingError } from '#trace/recording.ts';
import type { ReplayMode } from '../../simulator/replay/matcher.ts';
import { RecordedHand } from '../../simulator/replay/recorded-hand.ts';
import { type RecordedReader, recordedReaders } from '../../simulator/replay/recorded-reader.ts';
import {
  isSignature,
  ReplayCard,
  type ReplayCardOptions,
  type ReplayedCommand,
} from '../../simulator/replay/replay-card.ts';
import { ReplayedManager } from '../../simulator/replay/replayed-manager.ts';
import { PrivateSocket } from '../../simulator/resource-manager/pcsclite/private-socket.ts';
import { SLOTS } from '../../simulator/resource-manager/pcsclite/reader-table-message.ts';
import { cardInReader } from './card/in-reader.ts';
import { openCard } from './card/source.ts';
import { ChildProgram } from './exec/child-program.ts';
import { EXIT } from './exit-code.ts';
import { say } from './language.ts';
import { wholeRecording } from './record/exchange.ts';

export interface ReplayOptions {
  readonly mode: ReplayMode;
  readonly withCard?: string;
  readonly seed?: number;
  readonly lang?: Language;
}

const HOW: Readonly<Record<ReplayedCommand['kind'], Text>> = {
  exact: { en: 'in its order', fr: 'dans son ordre' },
  ahead: { en: 'further on', fr: 'plus loin' },
  back: { en: 'going back', fr: 'en revenant en arrière' },
  loose: { en: 'by header and length', fr: 'par en-tête et longueur' },
  none: { en: 'not found', fr: 'pas trouvée' },
};

/** What the person is told of the matches: each that is not exact, and all of them counted. */
class Told {
  readonly #counts = new Map<ReplayedCommand['kind'], number>();
  #codes = 0;

  get unanswered(): number {
    return this.#counts.get('none') ?? 0;
  }

  add(replayed: ReplayedCommand): void {
    const { kind, command, recorded, byCard } = replayed;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    if (carriesReferenceData(command[1] ?? 0) && recorded !== undefined && command.length > 5) this.#codes++;
    if (kind !== 'exact') tell(unlike(replayed));
    if (kind === 'loose' && !byCard && isSignature(command)) tell(NOT_VERIFIED);
  }

  summary(): void {
    const kinds = Object.keys(HOW) as readonly ReplayedCommand['kind'][];
    const counted = kinds.filter((kind) => this.#counts.has(kind));
    const list = (language: Language) =>
      counted.map((kind) => `${this.#counts.get(kind)} ${HOW[kind][language]}`).join(', ');
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    if (total === 0) {
      tell(NOTHING_ASKED);
      return;
    }
    const [en, fr] = [list('en'), list('fr')].map((text) => (text === '' ? '' : `: ${text}`));
    tell({
      en: `${total} command(s) answered from the recording${en}`,
      fr: `${total} commande(s) ont leur réponse de l'enregistrement${fr?.replace(':', ' :')}`,
    });
    if (this.#codes > 0)
      tell({
        en: `${this.#codes} of them hold a code, which the recording masks: any other would have had the same answer`,
        fr: `${this.#codes} d'entre elles contiennent un code, que l'enregistrement masque : tout autre aurait eu la même réponse`,
      });
  }
}

const NOTHING_ASKED: Text = {
  en: 'warning: the program sent no command to a card, and nothing was answered from the recording: it ended before it looked for a card, or it speaks to another PC/SC (of a snap, a flatpak or a container, a service that ran already, a library of its own)',
  fr: "attention : le programme n'a envoyé aucune commande à une carte, et rien n'a eu de réponse de l'enregistrement : il s'est terminé avant de chercher une carte, ou il parle à un autre PC/SC (d'un snap, d'un flatpak ou d'un conteneur, d'un service lancé avant lui, d'une bibliothèque à lui)",
};

const NOT_VERIFIED: Text = {
  en: 'warning: it is the signature of other data, and will not verify; --with-card CARD lets a simulated card sign',
  fr: "attention : c'est la signature d'autres données, elle ne se vérifiera pas ; --with-card CARTE fait signer une carte simulée",
};

function tell(text: Text): void {
  process.stderr.write(`cps-sim: ${terminalText(say(text))}\n`);
}

function unlike({ number, command, kind, recorded, byCard }: ReplayedCommand): Text {
  const words = (language: Language) => explainCommand(command, language);
  const answered =
    recorded === undefined
      ? { en: '6F00', fr: '6F00' }
      : { en: `as ${recorded.number}`, fr: `comme la ${recorded.number}` };
  const by = byCard ? { en: 'by the card', fr: 'par la carte' } : answered;
  return {
    en: `command ${number}, ${words('en')}: ${HOW[kind].en}, answered ${by.en}`,
    fr: `commande ${number}, ${words('fr')} : ${HOW[kind].fr}, réponse ${by.fr}`,
  };
}

/** @throws RecordingError when no card was in a reader, or its answer to reset is not known */
function readersOf(file: string): readonly RecordedReader[] {
  const readers = recordedReaders(wholeRecording(file));
  const unknown = readers.find(({ atr, commands }) => atr === undefined && commands.length > 0);
  if (unknown !== undefined)
    throw new RecordingError({
      en: `${file}: no answer to reset of the card in '${unknown.name}', expected an event 'power' with 'atr': record it again`,
      fr: `${file} : pas de réponse au reset de la carte dans '${unknown.name}', attendu : un événement 'power' avec 'atr' ; enregistrez-le de nouveau`,
    });
  if (readers.length > 0) return readers;
  throw new RecordingError({
    en: `${file}: no reader in it, expected what 'cps-sim record' wrote`,
    fr: `${file} : aucun lecteur dedans, attendu : ce que 'cps-sim record' a écrit`,
  });
}

/** The readers of the recording in a manager, their cards moved as they were; `beside` is in the first of them. */
function handsAt(
  manager: ReplayedManager,
  readers: readonly RecordedReader[],
  answeredBy: Pick<ReplayCardOptions, 'mode' | 'answered' | 'card'>,
): RecordedHand[] {
  const hands: RecordedHand[] = [];
  for (const reader of readers) {
    const slot = manager.plugReader(reader.name, { wholeName: true });
    const { atr, moves } = reader;
    if (atr === undefined) continue;
    const answered = (replayed: ReplayedCommand) => {
      answeredBy.answered(replayed);
      hand.reached(card.done);
    };
    const beside = hands.length === 0 ? answeredBy.card : undefined;
    const card = new ReplayCard({ reader: { ...reader, atr }, mode: answeredBy.mode, answered, card: beside });
    const hand = new RecordedHand({ moves, slot, card, clock: SYSTEM_CLOCK });
    hands.push(hand);
  }
  return hands;
}

/** @throws RecordingError, TooLargeError; those of the card */
export async function replay(
  file: string,
  [program, ...args]: readonly [string, ...string[]],
  { mode, withCard, seed }: ReplayOptions,
): Promise<void> {
  const readers = readersOf(file);
  const opened = withCard === undefined ? undefined : await openCard(withCard, { seed });
  const manager = new ReplayedManager(readers, { maxReaders: SLOTS });
  const told = new Told();
  const card = opened && cardInReader({ name: opened.name, store: opened.store });
  const hands = handsAt(manager, readers, { mode, card, answered: (replayed) => told.add(replayed) });
  const socket = await PrivateSocket.open({ manager });
  try {
    const exitCode = await new ChildProgram({ command: program, args, environment: () => socket.environment }).start();
    process.exitCode = exitCode === EXIT.OK && told.unanswered > 0 ? EXIT.FAILED : exitCode;
  } finally {
    for (const hand of hands) hand.end();
    await socket.close(() => manager.close());
    opened?.close();
  }
  told.summary();
}
