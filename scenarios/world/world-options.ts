/** What a world may be given. */
import type { TraceSink } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';
import type { Pki } from './authorities.ts';
import type { Guest } from './guest.ts';
import type { HealthServices } from './health-services.ts';
import type { Target } from './targets/target.ts';
import type { LivePerson } from './windows/person.ts';
import { WorldError } from './world-error.ts';

export interface WorldOptions {
  /** Where everything that happens is told; a stream of the world's own by default, which ends with it. */
  readonly stream?: TraceStream;
  /** How it is told there: stamped with the name of the target by default. */
  readonly tell?: TraceSink;
  /** Subscribes to the stream. */
  readonly trace?: TraceSink;
  /** The unmodified program that runs beside. */
  readonly guest?: Guest;
  /** Seed of the cards that name none, and of all that is random; 1 by default. */
  readonly seed?: number;
  /**
   * Cards and readers take their time, as the profiles say it: 1, or how many times as long. No time at all by default. On
   * the world's clock: a virtual one does not wait for it.
   */
  readonly timing?: number | undefined;
  /** Who issues the certificates of cards that name nobody; one for all worlds by default. */
  readonly pki?: Pki;
  /** Who answers the dialogs of its programs for which nothing was prepared; they are cancelled by default. */
  readonly person?: LivePerson;
  /** Those around its cards, which it closes; their authorities issue the certificates. */
  readonly services?: HealthServices;
}

/** @throws WorldError where the cards are real ones */
export function timingOn({ simulated }: Target, { timing }: WorldOptions): number | undefined {
  if (timing === undefined || simulated) return timing;
  throw new WorldError({
    en: 'the cards of this target are real and take their own time: no timing',
    fr: 'les cartes de cette cible sont réelles et prennent leur propre temps : pas de timing',
  });
}
