/** `cps-sim fleet`: many readers, each with a card of its own in it and a PC/SC of its own, behind one door. */
import { MAX_SEED } from '../../scenarios/engine/file/schema.ts';
import { profileOf } from '../../simulator/personalisation/index.ts';
import type { Door } from '../door/door.ts';
import { openUntilInterrupted, type ServeOptions } from './hand.ts';
import { say } from './language.ts';
import { checkLastSeed } from './last-seed.ts';
import { printJson } from './print-json.ts';
import { printEach } from './print-lines.ts';
import { tellProgress } from './progress.ts';

export interface FleetOptions extends ServeOptions {
  readonly profile: string;
  /** Seed of the first card. */
  readonly from: number;
}

const CARD = 'carte';

interface Member {
  readonly name: string;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string>>;
}

function specOf(number: number, { profile, from }: FleetOptions) {
  const seed = from + number - 1;
  const head = { readers: { lecteur: 'contact' }, cards: { [CARD]: { profile, seed } } } as const;
  return { name: String(number), head, seed };
}

/** A world is there, and a hand has put its card in. */
async function ready(door: Door, name: string): Promise<Member['environment']> {
  const world = door.worlds.named(name);
  await world.play({ insert: CARD }, new AbortController().signal);
  return (await world.state()).environment;
}

function memberLine({ name, environment }: Member): string {
  return [name, ...Object.entries(environment).map(([variable, value]) => `${variable}=${value}`)].join('  ');
}

/**
 * Until Ctrl-C; worlds are named 1 to `count`.
 * @throws UsageError, ProfileError; ServiceError, TemporaryFolderError
 */
export async function openFleet(count: number, options: FleetOptions): Promise<void> {
  const { port, json, profile, from } = options;
  checkLastSeed(count, from, MAX_SEED);
  profileOf(profile);
  await openUntilInterrupted(specOf(1, options), { port }, async (door, signal) => {
    const members: Member[] = [];
    for (let number = 1; number <= count && !signal.aborted; number++) {
      const { seed, ...spec } = specOf(number, options);
      if (number > 1) await door.worlds.open(spec);
      members.push({ name: spec.name, seed, environment: await ready(door, spec.name) });
      tellProgress(number, count, {
        en: `${number} of ${count} cards are ready`,
        fr: `${number} cartes sur ${count} prêtes`,
      });
    }
    if (signal.aborted) return;
    const { url, file } = door;
    if (json) return printJson({ url, file, worlds: members });
    const address = say({
      en: `${url}/api  token in ${file}; Ctrl-C ends the fleet`,
      fr: `${url}/api  jeton dans ${file} ; Ctrl-C arrête la flotte`,
    });
    await printEach([address, ...members.map(memberLine)]);
  });
}
