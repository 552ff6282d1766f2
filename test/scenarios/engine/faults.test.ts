/** Rules of faults in scenario files: where they may stand, what is wrong with them, and that they must fire. */
import test from 'ava';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../scenarios/engine/file/scenario-file-error.ts';
import { play } from '../play.ts';

function scenario(faults: string, steps = ['apdu: 00B09C0004']) {
  const list = ['insert: medecin', ...steps].map((step) => `  - ${step}`).join('\n');
  return `scenario: panne
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
${faults}
steps:
${list}
`;
}

const play1 = async (text: string, language: 'en' | 'fr' = 'en') =>
  (await play([parseScenario(text, 'panne.yaml')], { language })).results[0];

test('a rule that fires passes', async (t) => {
  const steps = ['{ apdu: 00B09C0004, expect: { sw: 6F00 } }'];
  t.is((await play1(scenario('faults:\n  - { do: { sw: 6F00 } }', steps)))?.outcome, 'passed');
});

test('a rule that never fires fails the run, with its line', async (t) => {
  const text = scenario('faults:\n  - { when: { command: VERIFY }, do: mute }', [
    'fault: { when: { command: READ BINARY, nth: 3 }, do: { sw: 6F00 } }',
    'apdu: 00B09C0004',
    'fault: none',
  ]);
  const result = await play1(text);
  t.is(result?.outcome, 'failed');
  t.is(result?.stepsDone, 5 - 1);
  t.deepEqual(result?.error?.split('\n'), [
    'line 5: rule 1, mute (VERIFY); it never fired: what it waits for did not happen, a rule before it came first, or it would have changed nothing',
    'line 8: rule 2, answers 6F00 without doing it (READ BINARY, time 3); it never fired: what it waits for did not happen, ' +
      'a rule before it came first, or it would have changed nothing',
  ]);
  t.regex((await play1(text, 'fr'))?.error ?? '', /^ligne 5 : règle 1, muette \(VERIFY\) ; elle n'a jamais joué/);
});

test('a step that fails is told alone', async (t) => {
  const result = await play1(
    scenario('faults:\n  - { when: { nth: 9 }, do: mute }', ['{ apdu: 00B09C0004, expect: { sw: 6F00 } }']),
  );
  t.is(result?.outcome, 'failed');
  t.is(result?.error, undefined);
});

// biome-ignore format: one fault a line
const WRONG: Readonly<Record<string, readonly [faults: string, message: RegExp]>> = {
  'no list': ['faults: { do: mute }', /^panne\.yaml:4:9: found a mapping, expected a list of rules/],
  'an unknown fault': ['faults:\n  - do: mut', /^panne\.yaml:5:9: found 'mut', expected a fault \(mute, .*did you mean 'mute'\?$/],
  'a fault near one that needs a value': ['faults:\n  - do: latte', /did you mean 'late'\?$/],
  'a key that is near one': ['faults:\n  - do: { latte: 5s }', /did you mean 'late'\?$/],
  'a fault that needs a value': ['faults:\n  - do: late', /^panne\.yaml:5:9: found 'late', expected one fault with its value, as \{ late: 500ms \}$/],
  'a value of another kind': ['faults:\n  - do: { late: 3 }', /^panne\.yaml:5:17: found '3', expected a time such as 500ms or 2s/],
  'two faults': ['faults:\n  - do: { late: 3s, short: 1 }', /^panne\.yaml:5:9: found a mapping, expected one fault$/],
  'no fault': ['faults:\n  - when: { nth: 1 }', /^panne\.yaml:5:5: found nothing for 'do', expected a fault/],
  'none in the head': ['faults:\n  - do: none', /^panne\.yaml:5:9: found 'none', expected a fault/],
  'an unknown condition': ['faults:\n  - { do: mute, when: { filr: D003 } }', /^panne\.yaml:5:25: found 'filr', expected another key; did you mean 'file'\?$/],
  'a card that is none': ['faults:\n  - { do: mute, when: { card: autre } }', /expected a card of this scenario \(medecin\)/],
  'a command that is none': ['faults:\n  - { do: mute, when: { command: LOGIN } }', /expected a command by its name, SELECT, /],
  'a condition of commands at an ATR': ['faults:\n  - { do: noAtr, when: { file: D003 } }', /no 'file' beside that fault: it has no command/],
  'a condition of resets at a command': ['faults:\n  - { do: mute, when: { at: reset } }', /no 'at' beside that fault: it has no answer to reset/],
};
for (const [title, [faults, message]] of Object.entries(WRONG))
  test(title, (t) => {
    const error = t.throws(() => parseScenario(scenario(faults), 'panne.yaml'), { code: 'ERR_SCENARIO_FILE' });
    t.regex(error?.message.split('\n')[0] ?? '', message);
  });

test('none has no condition', (t) => {
  const text = scenario('', ['fault: { do: none, when: { nth: 1 } }']);
  const error = t.throws(() => parseScenario(text, 'panne.yaml'), { instanceOf: ScenarioFileError });
  t.is(error?.messageIn('en'), "panne.yaml:7:30: found a mapping, expected nothing: 'none' takes no 'when'");
  t.is(error?.messageIn('fr'), "panne.yaml:7:30: trouvé une table, attendu : rien, car 'none' ne prend pas de 'when'");
});
