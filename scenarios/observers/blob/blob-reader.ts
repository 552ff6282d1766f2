/** Reads what one shard of a run has left for `merge-reports`. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Text } from '#common/language.ts';
import type { RunFinishedEvent, RunStartedEvent, StampedEvent, ToldScenario } from '#trace/event.ts';
import type { RecordedPart } from '#trace/recorded-part.ts';
import { parseRecording, RecordingError, type RecordingHeader } from '#trace/recording.ts';

/** A scenario that was played, and all that was told of it. */
export interface BlobScenario {
  readonly told: ToldScenario;
  /** Its place in the whole list, from 0. */
  readonly position: number;
  readonly events: readonly StampedEvent[];
}

export interface Blob {
  readonly file: string;
  readonly header: RecordingHeader & { readonly part: RecordedPart };
  readonly started: RunStartedEvent;
  readonly finished: RunFinishedEvent & Pick<StampedEvent, 'at'>;
  /** Those that were to be played, played or not. */
  readonly scenarios: readonly BlobScenario[];
}

/** More is none of ours: it would only fill the memory. */
const MOST_BYTES = 512 * 1024 * 1024;

/** @throws RecordingError when it is none, or not whole; an error of the file system */
export function readBlob(file: string): Blob {
  const { header, events } = parseRecording(textOf(file), file);
  const { part } = header ?? {};
  const started = events.find((event) => event.kind === 'run-started');
  const finished = events.find((event) => event.kind === 'run-finished');
  if (header === undefined || part === undefined || started === undefined) throw new RecordingError(noBlob(file));
  if (finished === undefined)
    throw new RecordingError({
      en: `${file}: ends before the run of its shard has, play that shard again`,
      fr: `${file} : finit avant l'exécution de sa part, rejouez cette part`,
    });
  return { file, header: { ...header, part }, started, finished, scenarios: scenariosOf(file, part, started, events) };
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (cause) {
    throw new RecordingError(noBlob(file), { cause });
  }
}

function noBlob(file: string): Text {
  return {
    en: `${file}: is not what --reporter blob=DIR writes, or not all of it; play its shard again`,
    fr: `${file} : n'est pas ce que --reporter blob=DOSSIER écrit, ou pas en entier ; rejouez sa part`,
  };
}

/** Told one after the other: from its beginning to its end, with all its tries, an event is of one scenario. */
function scenariosOf(
  file: string,
  { positions }: RecordedPart,
  { scenarios: told }: RunStartedEvent,
  events: readonly StampedEvent[],
): BlobScenario[] {
  const played: StampedEvent[][] = [];
  let current: StampedEvent[] | undefined;
  for (const event of events) {
    if (event.kind === 'scenario-started' && current === undefined) {
      current = [];
      played.push(current);
    }
    current?.push(event);
    if (event.kind === 'scenario-finished') current = undefined;
  }
  let place = -1;
  return told.map((scenario, i) => {
    if ((scenario.repetition?.number ?? 1) === 1) place++;
    const position = positions[place];
    if (position === undefined) throw new RecordingError(noBlob(file));
    return { told: scenario, position, events: played[i] ?? [] };
  });
}
