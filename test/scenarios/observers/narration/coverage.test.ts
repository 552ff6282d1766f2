/** What the recordings of real clients met of our card, and what they never saw. */
import test from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import { Coverage, coverageLines } from '../../../../scenarios/observers/narration/index.ts';
import { shippedProfile } from '../../../../simulator/personalisation/index.ts';
import { profileOf, recordingNamed, replay } from '../../../recordings.ts';

/** Coverage of the commands of a recording, played to a card that tells of its codes. */
function coverageOf(file: string): Coverage {
  const recording = recordingNamed(file);
  const coverage = new Coverage(profileOf(recording));
  replay(recording, (event) => coverage.add(event));
  return coverage;
}

const met = (coverage: Coverage): string[] => {
  const { commands, statusWords, codes, events } = coverage.report();
  return [...commands, ...statusWords, ...codes, ...events].filter(({ count }) => count > 0).map(({ name }) => name);
};

const sees = test.macro({
  exec(t, file: string, seen: readonly string[], unseen: readonly string[]) {
    const names = met(coverageOf(file));
    for (const name of seen) t.true(names.includes(name), name);
    for (const name of unseen) t.false(names.includes(name), name);
  },
  title: (_, file: string) => file,
});

test(
  sees,
  'cryptolib-pin.jsonl',
  [
    'VERIFY',
    'CHANGE REFERENCE DATA',
    'RESET RETRY COUNTER',
    '63CX X tries left',
    '6983 authentication method blocked',
    'PIN wrong',
    'PIN last try',
    'PIN blocked',
    'PIN unblocked',
    'PIN verified',
    'PUK wrong',
    'PUK verified',
    'power on',
  ],
  ['PUK blocked', 'PSO HASH', 'commands of the CPS2ter volet', 'card removed'],
);
test(
  sees,
  'cryptolib-list.jsonl',
  [
    'SELECT by path',
    'READ BINARY',
    'GET DATA of an SDO',
    'GET CHALLENGE',
    'commands of the CPS2ter volet',
    '6A82 file or application not found',
  ],
  ['PIN wrong', 'PIN blocked', 'PSO DECIPHER', 'UPDATE BINARY'],
);
test(sees, 'cryptolib-data.jsonl', ['UPDATE BINARY'], ['CHANGE REFERENCE DATA']);
test(
  sees,
  'pkcs11-tool-list.jsonl',
  ['VERIFY, status only', 'SELECT by DF name'],
  ['UPDATE BINARY', 'INTERNAL AUTHENTICATE'],
);
test(
  sees,
  'cryptolib-sign.jsonl',
  ['MANAGE SECURITY ENVIRONMENT', 'PSO HASH', 'PSO COMPUTE DIGITAL SIGNATURE', 'PSO DECIPHER', 'INTERNAL AUTHENTICATE'],
  ['PIN wrong'],
);

test('cards that come and go, and resets', (t) => {
  const coverage = new Coverage(shippedProfile('cps3-medecin'));
  const reader = (action: 'card-inserted' | 'card-removed'): TraceEvent => ({
    kind: 'reader',
    origin: 'reader',
    reader: 'a',
    action,
  });
  for (const event of [reader('card-inserted'), reader('card-removed'), reader('card-inserted')]) coverage.add(event);
  coverage.add({ kind: 'power', origin: 'card', card: 'x', action: 'reset' });
  t.deepEqual(
    coverage.report().events.map(({ name, count }) => `${name} ${count}`),
    ['power on 0', 'reset 1', 'card removed 1', 'card inserted again 1'],
  );
});

test('a status word that nobody expected is counted', (t) => {
  const coverage = new Coverage(shippedProfile('cps3-medecin'));
  const event = (response: string): TraceEvent => ({
    kind: 'apdu',
    origin: 'card',
    card: 'x',
    command: Uint8Array.of(0, 0x84, 0, 0, 8),
    response: Uint8Array.from(Buffer.from(response, 'hex')),
    durationMs: 0,
  });
  for (const response of ['6F00', '6F00', '6282']) coverage.add(event(response));
  const met = coverage.report().statusWords.filter(({ count }) => count > 0);
  t.deepEqual(
    met.map(({ name, count }) => `${name.slice(0, 4)} ${count}`),
    ['6282 1', '6F00 2'],
  );
});

test('an answer that nobody has fetched yet is met', (t) => {
  const coverage = new Coverage(shippedProfile('cps3-medecin'));
  const [command, response] = [Uint8Array.of(0, 0xa4, 9, 4, 2, 0x3f, 0), Uint8Array.of(0x61, 0x2c)];
  coverage.add({ kind: 'apdu', origin: 'card', card: 'x', command, response, durationMs: 0 });
  t.deepEqual(met(coverage), ['SELECT by path', '9000 success']);
});

test('the report for people names what was never seen, in both languages', (t) => {
  const report = coverageOf('pkcs11-tool-list.jsonl').report();
  t.true(coverageLines(report).some((line) => /never seen: .*INTERNAL AUTHENTICATE/.test(line)));
  t.true(coverageLines(report, 'fr').some((line) => /jamais vu : .*INTERNAL AUTHENTICATE/.test(line)));
});
