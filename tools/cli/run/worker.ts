/** The process that plays scenarios for `cps-sim run --workers`: one at a time, each as it is told to. */
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import type { StampedEvent, ToldScenario } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { findScenarios, isFaulty } from '../../../scenarios/engine/file/find.ts';
import { Player } from '../../../scenarios/engine/player.ts';
import type { PlayedElsewhere } from '../../../scenarios/engine/worker-pool.ts';
import { speak } from '../language.ts';
import { allWithRules } from '../rules-option.ts';
import { withProgram } from './program.ts';
import { playableHere } from './selection.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';
import { worldOpener } from './world.ts';

/** They reach the whole terminal, or the whole job, its programs too: the run says the same, perhaps a little later. */
const INTERRUPTING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;
/** Events told at once. */
const MOST_EVENTS = 500;

const over = new AbortController();
const stream = new TraceStream({ history: 0 });
let events: StampedEvent[] = [];
let play: ReturnType<typeof playerOf> | undefined;
let playing: Promise<void> = Promise.resolve();

function send(message: FromWorker): void {
  // A run that is gone is told nothing: `disconnect` ends this process.
  if (process.connected) process.send?.(message, () => {});
}

function flush(): void {
  if (events.length > 0) send({ kind: 'told', events, began: stream.began });
  events = [];
}

stream.subscribe({
  name: 'the run',
  event(event) {
    if (events.length === 0) setImmediate(flush);
    events.push(event);
    if (events.length >= MOST_EVENTS) flush();
  },
});

/** The file is read anew: what a scenario is made of cannot be sent. */
function playerOf({ options, language }: WorkerSettings): (told: ToldScenario) => Promise<PlayedElsewhere> {
  const { retries = 0, timeout: timeoutMs } = options;
  speak(language);
  const openWorld = worldOpener(options, stream);
  const player = new Player({ stream, openWorld, retries, timeoutMs, language, signal: over.signal });
  return async (told) => {
    const found = allWithRules(withProgram(findScenarios([told.file]), options), options.faults);
    const scenarios = playableHere(found, options);
    const one = scenarios.find((each) => isFaulty(each) || each.title === told.title);
    return one === undefined ? { why: changed(told) } : { result: await player.play({ found: one, told }) };
  };
}

function changed({ file, title }: ToldScenario): Text {
  return {
    en: `${file}: has changed since the run began, '${title}' is not in it any more`,
    fr: `${file} : a changé depuis le début, '${title}' n'y est plus`,
  };
}

async function tellPlayed(work: Promise<PlayedElsewhere> | undefined): Promise<void> {
  const played = await work?.catch((error) => ({ why: textOf(error) }));
  flush();
  if (played !== undefined) send({ kind: 'played', played });
}

function hear(message: ToWorker): void {
  if (message.kind === 'settings') play = playerOf(message.settings);
  else if (message.kind === 'play') playing = tellPlayed(play?.(message.told));
  else over.abort();
  if (message.kind === 'close') void playing.then(() => process.disconnect());
}

for (const signal of INTERRUPTING) process.on(signal, () => over.abort());
process.on('message', (message) => hear(message as ToWorker));
process.on('disconnect', () => {
  over.abort();
  void playing.then(() => process.exit());
});
