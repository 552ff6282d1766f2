import test from 'ava';
import { stepOf } from '../../../../tools/cli/hand/typed-step.ts';

test('a step by its name and its value, or as the door takes it', (t) => {
  t.deepEqual(stepOf('insert', 'medecin', undefined), { insert: 'medecin' });
  t.deepEqual(stepOf('fault', '{ "mute": "2s" }', 'pave'), { fault: { mute: '2s' }, reader: 'pave' });
  t.deepEqual(stepOf('CardDeauthenticate', undefined, undefined), { CardDeauthenticate: {} });
  const whole = '{ "insert": "medecin", "expect": { "event": "card-inserted" } }';
  t.deepEqual(stepOf(whole, undefined, 'pave'), {
    insert: 'medecin',
    expect: { event: 'card-inserted' },
    reader: 'pave',
  });
});

const refused = test.macro({
  exec(t, step: string, value: string | undefined, why: RegExp) {
    const { message } = t.throws<Error>(() => stepOf(step, value, undefined), { code: 'ERR_USAGE' });
    t.regex(message, why);
    t.notRegex(message, /9876/);
  },
  title: (_, step, value = '') => `refused: ${step} ${value}`,
});

test(refused, '{"CardAuthenticateEx": {"pin": "9876"}', undefined, /the step begins as JSON and is none/);
test(refused, '{"CardAuthenticateEx": {"pin": "9876"}}', '9876', /expected nothing behind it/);
test(refused, 'CardAuthenticateEx', '{"pin": "9876"', /the value begins as JSON and is none/);
