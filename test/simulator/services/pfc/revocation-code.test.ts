/** The strength that the portal shows. */
import test from 'ava';
import { hashCode, isCode, strength } from '../../../../simulator/services/pfc/revocation-code.ts';

const percent = test.macro((t, code: string, expected: number) => t.is(strength(code), expected));
test('nothing', percent, '', 0);
test('small letters', percent, 'abc', 20);
test('small letters and a digit', percent, 'abc1', 40);
test('long, of one kind', percent, 'abcdefghijkl', 40);
test('all five', percent, 'Revoquer-2026', 100);

test('a code is known again, whatever form its accents have; no other one is', async (t) => {
  const kept = await hashCode('Révoquer-2026');
  t.true(await isCode('Re\u0301voquer-2026', kept));
  t.false(await isCode('Revoquer-2026', kept));
  t.false(await isCode('R'.repeat(1_000_000), kept));
  t.notDeepEqual((await hashCode('Révoquer-2026')).hash, kept.hash);
});
