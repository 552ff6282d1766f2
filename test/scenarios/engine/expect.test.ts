/** What a failed step says: an outcome with its cause. */
import test from 'ava';
import { mismatches } from '../../../scenarios/engine/expect.ts';

const nothing = () => new Uint8Array(0);

const found = test.macro({
  exec(t, observed: Readonly<Record<string, unknown>>, en: string, fr?: string) {
    const expected = { outcome: 'accepted' };
    t.is(mismatches(expected, observed, nothing)[0]?.found, en);
    t.is(mismatches(expected, observed, nothing, 'fr')[0]?.found, fr ?? en);
    t.deepEqual(mismatches({ outcome: String(observed.outcome) }, observed, nothing), []);
  },
  title: (_, __, en: string) => en,
});

const why = { en: 'the code was wrong', fr: 'le code était faux' };
test(
  found,
  { outcome: 'none', reason: 'connection', why: { en: 'read ECONNRESET', fr: 'read ECONNRESET' } },
  'none (connection, read ECONNRESET)',
);
test(
  found,
  { outcome: 'none', reason: 'wrong-code', why },
  'none (wrong-code, the code was wrong)',
  'none (wrong-code, le code était faux)',
);
test(found, { outcome: 'refused', layer: 'trust', rule: 'otherBranch' }, 'refused (trust, otherBranch)');
test(found, { outcome: 'refused', by: 'operator', reason: 'branch' }, 'refused (operator, branch)');
test(found, { outcome: 'done' }, 'done');

test('no outcome at all', (t) => {
  t.is(mismatches({ outcome: 'accepted' }, {}, nothing)[0]?.found, 'nothing');
});
