/** What a step may touch: the world of its scenario and the names of the file. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { FaultRule } from '../../world/fault-types.ts';
import type { World, WorldCard, WorldReader } from '../../world/world.ts';

export interface StepContext {
  readonly world: World;
  /** The reader the step concerns. */
  readonly reader: WorldReader;
  card(name: string): WorldCard;
  readerNamed(name: string): WorldReader;
  /** Data kept by an earlier `remember`. */
  remembered(name: string): Bytes;
  /** A rule more; where it stands is told when it never fires. */
  addFault(rule: FaultRule): void;
  clearFaults(): void;
}
