/** `--trace FILE`: the recording of what happens, with what it is of in its header; `--trace pcapng=FILE`: a capture. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { jsonLines } from '../../scenarios/observers/trace/json-lines.ts';
import { pcapng } from '../../scenarios/observers/trace/pcapng.ts';
import { TraceFile } from '../../scenarios/observers/trace/trace-file.ts';
import { spokenLanguage } from './language.ts';
import { packageVersion } from './package-version.ts';
import { UsageError } from './usage-error.ts';

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

/** The header of a recording that begins now. */
export function recordingHeader(
  of: Pick<RecordingHeader, 'seed' | 'target' | 'profiles'>,
  start: Date,
): RecordingHeader {
  return { tool: `cps-sim ${packageVersion()}`, start: start.toISOString(), ...of };
}

/** `pcapng=FILE` */
const CAPTURE = /^pcapng=(.*)$/s;

/** The file that `--trace` names. @throws UsageError when it names none */
export function traceFileOf(spec: string): string {
  const path = CAPTURE.exec(spec)?.[1] ?? spec;
  if (path !== '') return path;
  throw new UsageError({
    en: `--trace '${spec}' names no file, expected FILE or pcapng=FILE`,
    fr: `--trace '${spec}' ne nomme aucun fichier, attendu : FICHIER ou pcapng=FICHIER`,
  });
}

/**
 * The file is opened at once, so that a path that cannot be written is told before anything happens.
 * @param spec as it was typed: `t.jsonl`, `pcapng=t.pcapng`
 */
export function traceTo(spec: string, of: Pick<RecordingHeader, 'seed' | 'target' | 'profiles'>): TraceFile {
  const start = SYSTEM_CLOCK.date();
  const path = traceFileOf(spec);
  const format =
    path === spec
      ? jsonLines(recordingHeader(of, start))
      : pcapng({ tool: `cps-sim ${packageVersion()}`, start, language: spokenLanguage() });
  return new TraceFile(`--trace ${spec}`, path, format);
}
