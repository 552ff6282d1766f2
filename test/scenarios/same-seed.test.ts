/** The same seed, the same trace, byte for byte but for times; another seed, another one. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { StampedEvent } from '#trace/event.ts';
import { eventLine } from '#trace/recording-lines.ts';
import { parseScenario } from '../../scenarios/engine/file/load.ts';
import { keeping, play, scenariosIn } from './play.ts';

/** What each of them adds: keys and ciphers, the TLS handshake, removals, two programs, the PIN pad. */
const PARTS = [
  'signature',
  'guide/9-2-authentification-par-certificat.yaml',
  'guide/9-5-7-carte-retiree-carte-reinitialisee.yaml',
  'programme',
  'pave-numerique/avec-le-csp.yaml',
];
const SCENARIOS = scenariosIn(PARTS.map((part) => fileURLToPath(new URL(`../../scenarios/${part}`, import.meta.url))));
const CHALLENGE = parseScenario(
  'scenario: hasard\ncards: { medecin: { profile: cps3-medecin } }\nreaders: { bureau: contact }\nsteps:\n' +
    '  - insert: medecin\n  - apdu: "0084000008"\n  - apdu: "0084000008"\n',
  'hasard.yaml',
);

const TIMES = /"(at|durationMs|start)":("[^"]*"|[\d.e-]+),?/g;

async function traceOf(scenarios: typeof SCENARIOS, seed: number): Promise<string[]> {
  const events: StampedEvent[] = [];
  await play(scenarios, { world: { seed }, subscribers: [keeping(events)] });
  return events.map((event) => eventLine(event).replace(TIMES, ''));
}

test('the same seed, the same trace', async (t) => {
  const first = await traceOf([CHALLENGE, ...SCENARIOS], 1);
  const second = await traceOf([CHALLENGE, ...SCENARIOS], 1);
  const different = first.findIndex((line, i) => line !== second[i]);
  t.deepEqual(first.slice(different, different + 1), second.slice(different, different + 1));
  t.is(first.length, second.length);
});

test('another seed, other challenges; two challenges of one card differ', async (t) => {
  const challenges = async (seed: number) =>
    (await traceOf([CHALLENGE], seed)).flatMap(
      (line) => /"command":"0084000008","response":"(\w+)"/.exec(line)?.[1] ?? [],
    );
  const [a, b] = [await challenges(1), await challenges(2)];
  t.is(new Set([...a, ...b]).size, 4);
});
