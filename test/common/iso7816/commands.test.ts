import test from 'ava';
import { COMMAND_NAMES, COMMANDS, commandOf } from '#iso7816/commands.ts';
import { carriesReferenceData } from '#iso7816/mask.ts';

test('each instruction byte has one command, which is found by it', (t) => {
  t.deepEqual(
    COMMAND_NAMES.map((name) => commandOf(COMMANDS[name].ins)),
    [...COMMAND_NAMES],
  );
  t.is(commandOf(0x00), undefined);
});

// Source: ISO/IEC 7816-4:2020, 11.5: the commands whose data field is, or may hold, reference data.
test('the data fields of five commands may hold codes', (t) => {
  const masked = COMMAND_NAMES.filter((name) => carriesReferenceData(COMMANDS[name].ins));
  t.deepEqual(masked, ['VERIFY', 'CHANGE_REFERENCE_DATA', 'RESET_RETRY_COUNTER', 'GENERAL_AUTHENTICATE', 'ENVELOPE']);
});

test('names are those of the standard: the key without its spaces', (t) => {
  for (const name of COMMAND_NAMES) t.is(name.replace(/_ODD$/, '').replaceAll('_', ' '), COMMANDS[name].name);
});
