/** Every shipped scenario over the system's pcscd: the minidriver against vpcd's readers. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parseScenario } from '../../scenarios/engine/file/load.ts';
import { needsOwnReaders } from '../../scenarios/engine/file/own-readers.ts';
import { needsGuest } from '../../scenarios/engine/file/schema.ts';
import { ensurePcscd, stopPcscd } from '../../tools/pcscd.ts';
import { failureText, play, scenariosIn } from '../scenarios/play.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const service = { stop: stopPcscd, start: ensurePcscd };

test.before(ensurePcscd);

/** pcscd looks every 400 ms: a card that left in between would be taken for the next one, which then has no power. */
test('a scenario that fails with its card torn out leaves no trace to the next', async (t) => {
  const head =
    'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';
  const torn = '  - remove: { card: medecin, during: VERIFY }\n  - CardAuthenticateEx: { pin: "1234" }\n';
  const scenarios = ['a', 'b', 'c', 'd'].map((title, i) =>
    parseScenario(`scenario: ${title}\n${head}${i % 2 ? '  - CardReadFile: cardid\n' : torn}`, title),
  );
  const { results } = await play(scenarios, { target: 'pcsc', pcsc: { service } });
  t.deepEqual(
    results.map(({ mismatches }) => mismatches?.[0]?.found.split(' ')[0]),
    ['SCARD_F_COMM_ERROR', undefined, 'SCARD_F_COMM_ERROR', undefined],
  );
});

for (const scenario of scenariosIn([LIBRARY]).filter(
  (scenario) => !needsGuest(scenario) && !needsOwnReaders(scenario),
)) {
  test(scenario.title, async (t) => {
    const { results } = await play([scenario], { target: 'pcsc', pcsc: { service } });
    t.is(results.length, 1);
    t.is(results[0]?.outcome, 'passed', failureText(results[0]));
  });
}
