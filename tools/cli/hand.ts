/** `cps-sim hand`: worlds that programs of any language move, and the command line as one of these programs. */
import { once } from 'node:events';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Language } from '#common/language.ts';
import { readHead } from '../../scenarios/engine/live-scenario.ts';
import type { PlayedBody, RefusalBody, WorldState } from '../door/api.ts';
import { askDoor, findDoor, linesOf } from '../door/client.ts';
import { type Door, type OpenDoorOptions, openDoor } from '../door/door.ts';
import type { WorldSpec } from '../door/door-world.ts';
import { describeError } from './describe-error.ts';
import { EXIT } from './exit-code.ts';
import { playedLines } from './hand/played-lines.ts';
import { stateLines } from './hand/state-lines.ts';
import { stepOf } from './hand/typed-step.ts';
import { Interruption } from './interruption.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';
import { printEach, printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly json?: true;
  readonly lang?: Language;
}

export interface HandOptions {
  readonly door?: string;
  readonly world: string;
  readonly json?: true;
}

/** Nothing else keeps the process alive: the server does not. */
const AWAKE_MS = Number.MAX_SAFE_INTEGER;

/** A practice's counter, for who names no scenario. */
const USUAL: WorldSpec['head'] = {
  readers: { bureau: 'contact', pave: 'pinpad', antenne: 'dual' },
  cards: {
    medecin: { profile: 'cps3-medecin' },
    infirmier: { profile: 'cps3-infirmier' },
    pharmacien: { profile: 'cps3-pharmacien' },
    etablissement: { profile: 'cpe-hopital' },
    cps4: { profile: 'cps4-medecin' },
  },
};

export function specOf(scenario: string | undefined): WorldSpec {
  return scenario === undefined
    ? { name: 'main', head: USUAL }
    : { name: 'main', head: readHead(scenario), file: scenario };
}

/** What nobody foresaw is told here too: who asked is told a sentence. */
export function failed(error: unknown): void {
  process.stderr.write(`cps-sim: ${describeError(error)}\n`);
}

/** Opens a door until Ctrl-C. @param tell says what there is to say when it is open */
export async function openUntilInterrupted(
  first: WorldSpec,
  options: Pick<OpenDoorOptions, 'port' | 'page'>,
  tell: (door: Door, signal: AbortSignal) => void | Promise<void>,
): Promise<void> {
  const interruption = new Interruption();
  const interrupted = once(interruption.signal, 'abort');
  const sleep = SYSTEM_CLOCK.after(AWAKE_MS, () => {});
  try {
    const door = await openDoor({ ...options, first, failed });
    try {
      await tell(door, interruption.signal);
      await interrupted;
    } finally {
      await door.close();
    }
  } finally {
    sleep();
    interruption.over();
  }
}

export function serve(scenario: string | undefined, { port, json }: ServeOptions): Promise<void> {
  return openUntilInterrupted(specOf(scenario), { port }, ({ url, file }) => {
    if (json) printJson({ url, file });
    else
      printLines(
        say({
          en: `${url}/api  token in ${file}; Ctrl-C closes the door`,
          fr: `${url}/api  jeton dans ${file} ; Ctrl-C ferme la porte`,
        }),
      );
  });
}

function pathOf(world: string, rest = ''): string {
  return `/worlds/${encodeURIComponent(world)}${rest}`;
}

/** The answer of the door; undefined when it refused, which is said then. */
async function asked<T>({ door, world }: HandOptions, method: string, rest: string, body?: unknown) {
  const answer = await askDoor(findDoor(door), method, pathOf(world, rest), body);
  if (answer.ok) return answer.body as T;
  const { message } = answer.body as RefusalBody;
  process.stderr.write(`cps-sim: ${describeError(new UsageError(message))}\n`);
  process.exitCode = EXIT.FAILED;
  return undefined;
}

/** Does a step; 1 when it is not as expected. @throws DoorError `noDoor` */
export async function step(body: unknown, options: HandOptions): Promise<void> {
  const played = await asked<PlayedBody>(options, 'POST', '/steps', body);
  if (played === undefined) return;
  if (options.json) printJson(played);
  else printLines(playedLines(played).join('\n'));
}

export function typedStep(
  key: string,
  value: string | undefined,
  reader: string | undefined,
  options: HandOptions,
): Promise<void> {
  return step(stepOf(key, value, reader), options);
}

export async function state(options: HandOptions): Promise<void> {
  const found = await asked<WorldState>(options, 'GET', '');
  if (found === undefined) return;
  if (options.json) printJson(found);
  else printLines(stateLines(found).join('\n'));
}

export async function reset(options: HandOptions): Promise<void> {
  const found = await asked<WorldState>(options, 'POST', '/reset');
  if (found !== undefined && options.json) printJson(found);
}

export async function events({ since, ...options }: HandOptions & { readonly since?: number }): Promise<void> {
  const { door, world } = options;
  if ((await asked(options, 'GET', '')) === undefined) return;
  for await (const line of linesOf(findDoor(door), pathOf(world, `/events?since=${since ?? 0}`)))
    if (!(await printEach([line]))) return;
}
