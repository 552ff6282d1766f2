/** `--trace FILE`: the recording of what happens, with what it is of in its header. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { TraceFile } from '../../scenarios/observers/trace-file.ts';
import { packageVersion } from './package-version.ts';

/** Names of profiles by the names of the cards that have them. */
export function profilesByCard(
  cards: Iterable<readonly [card: string, profile: string]>,
): NonNullable<RecordingHeader['profiles']> {
  const found = new Map<string, string[]>();
  for (const [card, profile] of cards) {
    const known = found.get(card) ?? [];
    found.set(card, known.includes(profile) ? known : [...known, profile]);
  }
  return Object.fromEntries(found);
}

/** The file is opened at once, so that a path that cannot be written is told before anything happens. */
export function traceTo(path: string, of: Pick<RecordingHeader, 'seed' | 'target' | 'profiles'>): TraceFile {
  return new TraceFile(path, { tool: `cps-sim ${packageVersion()}`, start: SYSTEM_CLOCK.date().toISOString(), ...of });
}
