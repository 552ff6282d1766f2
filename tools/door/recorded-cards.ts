/** Which cards a recording of a world is of, as its header tells it: who reads it asks for nothing. */
import { basename, dirname, resolve } from 'node:path';
import type { RecordingHeader } from '#trace/recording.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import type { CardSpec } from '../../scenarios/world/specs.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { shippedProfileNames } from '../../simulator/personalisation/index.ts';
import { profileSource } from '../cli/card/profile-source.ts';

interface Made {
  readonly profile: string;
  readonly seed: number | undefined;
}

/** Undefined for a card that has no profile of ours, or whose file cannot be read any more. */
function madeOf(spec: CardSpec, folder: string): Made | undefined {
  if ('kind' in spec) return undefined;
  if ('profile' in spec) return { profile: profileSource(spec.profile, folder), seed: spec.seed };
  const path = resolve(folder, spec.file);
  try {
    const { profile, seed } = CardFile.openReadOnly(path);
    return { profile: shippedProfileNames().includes(profile.name) ? profile.name : path, seed };
  } catch {
    return undefined;
  }
}

export class RecordedCards {
  readonly #cardIn: (reader: string) => string | undefined;
  readonly #scenario: Pick<Scenario, 'cards' | 'file'>;
  /** Names of cards by that of their reader in PC/SC. */
  readonly #seen = new Map<string, Set<string>>();

  /** @param cardIn the name of the card that is in such a reader now */
  constructor(scenario: Pick<Scenario, 'cards' | 'file'>, cardIn: (reader: string) => string | undefined) {
    this.#scenario = scenario;
    this.#cardIn = cardIn;
  }

  /** A command was sent, or power was given, in that reader. */
  see(reader: string): void {
    const card = this.#cardIn(reader);
    if (card === undefined) return;
    const cards = this.#seen.get(reader) ?? new Set();
    this.#seen.set(reader, cards.add(card));
  }

  /** A path may name people: the name of the file alone, unless identities are kept. The seed where all have the same. */
  header(identity: RecordingHeader['identity']): Pick<RecordingHeader, 'profiles' | 'seed'> {
    const told = (profile: string) => (identity === 'kept' ? profile : basename(profile));
    const made = [...this.#seen].map(([reader, cards]) => [reader, this.#madeOf(cards)] as const);
    const profiles = Object.fromEntries(
      made.map(([reader, all]) => [reader, [...new Set(all.map(({ profile }) => told(profile)))]]),
    );
    const [seed, ...others] = new Set(made.flatMap(([, all]) => all.map((one) => one.seed)));
    return { profiles, ...(seed !== undefined && others.length === 0 && { seed }) };
  }

  #madeOf(cards: Iterable<string>): readonly Made[] {
    const { cards: specs, file } = this.#scenario;
    return [...cards].flatMap((name) => {
      const spec = specs[name];
      return (spec && madeOf(spec, dirname(file))) ?? [];
    });
  }
}
