/** The world of a scenario with an unmodified program beside it. */
import type { TraceContext, TraceSink } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';
import type { Scenario } from '../../../scenarios/engine/file/schema.ts';
import { Guest, type GuestProgram } from '../../../scenarios/world/guest.ts';
import { openWorld } from '../../../scenarios/world/open-world.ts';
import { OwnCalls } from '../../../scenarios/world/own-calls.ts';
import type { Target } from '../../../scenarios/world/targets/target.ts';
import { openPrivateTarget } from '../../../scenarios/world/targets/targets.ts';
import { World, type WorldOptions } from '../../../scenarios/world/world.ts';

type Variables = Readonly<Record<string, string>>;

export interface Beside {
  /** The program that it makes has those variables, once it starts. */
  readonly program: (environment: () => Variables) => GuestProgram;
  readonly stream: TraceStream;
  readonly context: () => TraceContext;
  readonly seed?: number;
  /** Whether that program is one of Windows. */
  readonly windows?: boolean;
  /** What is to be done before the program may start; resolves to more variables. */
  readonly prepare?: (world: World) => Promise<Variables>;
}

/** A world of which nothing more is told once it is taken down: that is none of the program's doing. */
class ObservedWorld extends World {
  readonly #over: () => void;

  constructor(target: Target, options: WorldOptions, over: () => void) {
    super(target, options);
    this.#over = over;
  }

  override async close(): Promise<void> {
    this.#over();
    await super.close();
  }
}

/** @throws ServiceError, TemporaryFolderError, SocketError */
export async function openWorldBeside(
  { program, stream, context, seed, windows, prepare = async () => ({}) }: Beside,
  { services, date, timing }: Pick<Scenario, 'services' | 'date' | 'timing'>,
): Promise<World> {
  let environment: Variables = {};
  let over = false;
  const guest = new Guest(program(() => environment));
  const own = new OwnCalls();
  const tell = stream.within(context);
  const told: TraceSink = (event) => {
    if (over) return;
    const marked = own.marked(event);
    tell(marked);
    if (marked.kind === 'pcsc' && marked.by === undefined) guest.called(marked.call);
  };
  const target = await openPrivateTarget({ answered: guest.answered, own, date, ...(windows && { windows }) });
  const ended = () => {
    over = true;
  };
  const options = { stream, services, timing, tell: told, guest, ...(seed !== undefined && { seed }) };
  const make = (opened: Target, worldOptions: WorldOptions) => new ObservedWorld(opened, worldOptions, ended);
  const world = await openWorld(target, options, make);
  const more = await prepare(world).catch(async (error) => {
    await world.close();
    throw error;
  });
  environment = { ...target.environment, ...more };
  return world;
}
