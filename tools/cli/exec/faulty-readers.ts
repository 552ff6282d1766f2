/** Rules of faults for the cards of `exec` and `shell`, and what they do to card, reader and service. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { TraceSink } from '#trace/event.ts';
import { loadRules } from '../../../scenarios/engine/file/rules-file.ts';
import type { PlacedRule } from '../../../scenarios/engine/file/schema.ts';
import { neverFired, ruleText } from '../../../scenarios/world/fault-types.ts';
import { InterruptibleCard } from '../../../scenarios/world/interruptible-card.ts';
import { faultRules } from '../../../scenarios/world/world-faults.ts';
import type { CardOptions } from '../../../simulator/card/card.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import type { FaultRules } from '../../../simulator/reader/faults/fault-rules.ts';
import { type FaultHand, FaultyCard } from '../../../simulator/reader/faults/faulty-card.ts';
import { ToldAnswers } from '../../../simulator/reader/faults/told-answers.ts';
import type { Slot } from '../../../simulator/reader/slot.ts';
import type { PrivateWorld } from '../../../simulator/resource-manager/pcsclite/private-world.ts';
import { inField } from '../card/in-reader.ts';
import { colon, say } from '../language.ts';

/** Where a card stands. */
interface Place {
  readonly world: PrivateWorld;
  readonly slot: Slot;
  /** Name of the reader for people. */
  readonly reader: string;
}

export class FaultyReaders {
  readonly #placed: readonly PlacedRule[];
  readonly #rules: FaultRules;
  readonly #trace: TraceSink;

  /** @throws ScenarioFileError for a file that is none */
  constructor(
    file: string,
    { cards, readers, seed = 1 }: { cards: readonly string[]; readers: readonly string[]; seed?: number | undefined },
    trace: TraceSink,
  ) {
    this.#placed = loadRules(file, cards, readers);
    this.#trace = trace;
    this.#rules = faultRules(trace, seed);
    this.#rules.add(this.#placed.map(({ rule }) => rule));
  }

  /** The card as such a reader has it. @throws FaceError when the profile has no such face */
  card(options: CardOptions, place: Place): SmartCard {
    const told = new ToldAnswers(this.#trace);
    const known = new InterruptibleCard(options, told.sink);
    known.reader = place.slot.name;
    const [rules, clock, hand] = [this.#rules, SYSTEM_CLOCK, this.#hand(options.name, place)];
    return new FaultyCard(inField(known, { ...options, trace: told.sink }), { rules, clock, told, known, hand });
  }

  #hand(card: string, { world, slot, reader }: Place): FaultHand {
    return {
      reader,
      takeOut: () => {
        slot.noticedAfterMs = this.#rules.noticedAfterMs(card, reader);
        slot.remove();
      },
      unplug: () => void world.manager.unplugReader(slot.name),
      killService: (backAfterMs) => {
        void world.kill();
        const start = () => void world.start().catch(() => {});
        if (backAfterMs !== undefined) SYSTEM_CLOCK.after(backAfterMs, start, { ref: false });
      },
    };
  }

  /** Says which rules never fired, on standard error. @returns whether there was one */
  tellUnfired(): boolean {
    const never = this.#rules.records.filter(({ fired }) => fired === 0);
    for (const { number, rule } of never) {
      const { file, line } = this.#placed[number - 1] ?? { line: 0 };
      const text = say(neverFired(number, ruleText(rule)));
      process.stderr.write(`cps-sim: ${terminalText(`${file}:${line}${colon()} ${text}`)}\n`);
    }
    return never.length > 0;
  }
}
