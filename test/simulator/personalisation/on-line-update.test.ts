/** EF_ACTUA as the on-line update leaves it. Format: reference/cryptolib.md 11. */
import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import { onLineUpdate, shippedProfile } from '../../../simulator/personalisation/index.ts';

const PATH = '3F00/D010';
const profile = shippedProfile('cps3-medecin');
const NOW = new Date('2026-11-21T06:05:04.999Z');

const makes = test.macro({
  exec(t, wanted: string, expected: string | undefined) {
    const { contents = {} } = onLineUpdate(profile, wanted, NOW);
    t.deepEqual(Object.keys(contents), [PATH]);
    const content = contents[PATH];
    t.is(content && toHex(content), expected);
  },
  title: (_, wanted) => `EF_ACTUA ${wanted}`,
});
test(makes, 'absent', undefined);
test(makes, 'invalid', 'EC028100');
test(makes, 'now', 'EC12810720261121060504820720261121060504');
test(makes, '2026-01-31', 'EC12810720260131000000820720260131000000');
test(makes, '2024-02-29T23:59:59Z', 'EC12810720240229235959820720240229235959');
test(makes, '2026-01-31/now', 'EC12810720260131000000820720261121060504');
test(makes, '2026-01-31/2026-01-31T00:00:01Z', 'EC12810720260131000000820720260131000001');

const refuses = test.macro({
  exec(t, wanted: string) {
    t.throws(() => onLineUpdate(profile, wanted, NOW), { code: 'ERR_PERSONALISATION' });
  },
  title: (_, wanted) => `no EF_ACTUA of '${wanted}'`,
});
test(refuses, '');
test(refuses, 'yesterday');
test(refuses, '2026-02-31');
test(refuses, '2025-02-29T12:00:00Z');
test(refuses, '2026-01-31T24:00:00Z');
test(refuses, '2026-01-31T12:00:00');
test(refuses, '2026-01-31T12:00:00+01:00');
test(refuses, '2026-01-31/');
test(refuses, '2026-01-31/2026-02-01/2026-02-02');
test(refuses, '2026-02-01/2026-01-31');
test(refuses, 'now/absent');

test('a profile without EF_ACTUA has nothing to update', (t) => {
  const copy = structuredClone(profile);
  delete copy.mf.children.D010;
  t.throws(() => onLineUpdate(copy, 'now'), { code: 'ERR_PERSONALISATION' });
});
