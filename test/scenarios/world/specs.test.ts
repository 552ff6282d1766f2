/** Names that editors complete are those there are. */
import test from 'ava';
import { SHIPPED_PROFILES } from '../../../scenarios/world/specs.ts';
import { shippedProfileNames } from '../../../simulator/personalisation/index.ts';

test('every shipped profile has its name in the types', (t) => {
  t.deepEqual([...SHIPPED_PROFILES].sort(), [...shippedProfileNames()].sort());
});
