/** What a run and its worker processes say to each other. */
import type { Language } from '#common/language.ts';
import type { StampedEvent, ToldScenario } from '#trace/event.ts';
import type { PlayedElsewhere } from '../../../scenarios/engine/worker-pool.ts';
import type { RunOptions } from './options.ts';

export interface WorkerSettings {
  readonly options: Pick<RunOptions, 'target' | 'clock' | 'seed'> &
    Pick<RunOptions, 'retries' | 'timeout' | 'program' | 'faults'>;
  readonly language: Language;
}

export type ToWorker =
  | { readonly kind: 'settings'; readonly settings: WorkerSettings }
  | { readonly kind: 'play'; readonly told: ToldScenario }
  /** The run is: what is played ends cleanly. */
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'told'; readonly events: readonly StampedEvent[]; readonly began: Date }
  | { readonly kind: 'played'; readonly played: PlayedElsewhere };
