/**
 * Where the profile of a card can be had again: the name of a shipped one, else the path of its profile file or of a card
 * file that has it. Traces carry it, so that whoever reads them asks for nothing.
 */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Scenario } from '../../../scenarios/engine/file/schema.ts';
import type { CardSpec } from '../../../scenarios/world/specs.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { profileOf, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { isCardFile, typedCard } from './source.ts';

/** @param folder the one that a path is relative to */
export function profileSource(card: string, folder = '.'): string {
  const { source, isFile } = typedCard(card);
  if (source.endsWith('.json') || isFile || isCardFile(resolve(folder, source))) return resolve(folder, source);
  return source;
}

/** Undefined for a card that has no profile of ours. */
function profileSourceOf(spec: CardSpec, folder: string): string | undefined {
  if ('kind' in spec) return undefined;
  return profileSource('file' in spec ? spec.file : spec.profile, folder);
}

type Cards = Pick<Scenario, 'cards' | 'file'>;

/** The cards of a scenario that have a profile, each with where that can be had. */
export function profilesNamed({ cards, file }: Cards): [card: string, source: string][] {
  return Object.entries(cards).flatMap(([name, spec]): [card: string, source: string][] => {
    const source = profileSourceOf(spec, dirname(file));
    return source === undefined ? [] : [[name, source]];
  });
}

/** The card files and profile files that a scenario reads. */
export function filesOfCards(scenario: Cards): string[] {
  return profilesNamed(scenario).flatMap(([, source]) => filesOfCard(source));
}

/** The file that is read for a card as it is typed; none for a shipped profile. */
export function filesOfCard(card: string): string[] {
  const { source, isFile } = typedCard(card);
  return isFile || source.endsWith('.json') ? [source] : [];
}

/** @throws CardFileError, ProfileError when it is not there or faulty */
export function profileAt(card: string): Profile {
  const { source, isFile } = typedCard(card);
  return isFile ? CardFile.openReadOnly(source).profile : profileOf(source);
}

/** As `profileAt`; undefined when it is not there. */
export function profileIfThere(source: string): Profile | undefined {
  return shippedProfileNames().includes(source) || existsSync(source) ? profileAt(source) : undefined;
}
