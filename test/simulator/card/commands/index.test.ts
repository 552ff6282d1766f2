import test from 'ava';
import { CPS_COMMANDS } from '#iso7816/commands.ts';
import { COMMANDS } from '../../../../simulator/card/commands/index.ts';

test('the card answers the instruction bytes of the list of commands, each of them and no other', (t) => {
  const listed = Object.values(CPS_COMMANDS).map(({ ins }): number => ins);
  t.deepEqual(new Set(COMMANDS.keys()), new Set(listed));
});
