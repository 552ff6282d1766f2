/** Every report is of one language: its own words, what was expected and found, and why the world refused. */
import test from 'ava';
import type { Language } from '#common/language.ts';
import type { ScenarioResult } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../scenarios/engine/file/scenario-file-error.ts';
import { worldSentence } from '../../../scenarios/observers/narration/words.ts';
import { failureHeadline } from '../../../scenarios/observers/reporters/failure-text.ts';
import { junitReporter } from '../../../scenarios/observers/reporters/junit.ts';
import { prettyReporter } from '../../../scenarios/observers/reporters/pretty.ts';
import { tapReporter } from '../../../scenarios/observers/reporters/tap.ts';
import { englishIn, frenchIn } from '../../languages.ts';
import { play } from '../play.ts';

type Make = (name: string, write: (text: string) => void, language: Language) => TraceSubscriber;

const HEAD = 'cards: { a: { profile: cps3-medecin, seed: 1 } }\nreaders: { b: contact }\nsteps:\n';

function scenario(title: string, steps: string) {
  return parseScenario(`scenario: ${title}\n${HEAD}${steps}`, 'x.yaml');
}

const FAULTY = { file: 'y.yaml', error: refusalOf('scenario: A\nsteps: [ wait ]\n') };
const SCENARIOS = [
  FAULTY,
  scenario('T1', '  - insert: a\n'),
  scenario('T2', '  - insert: a\n  - insert: a\n'),
  scenario(
    'T3',
    '  - insert: a\n  - CardAuthenticateEx: { pin: "7391" }\n    expect: { error: SCARD_W_REMOVED_CARD }\n',
  ),
  scenario('T4', '  - insert: a\n  - CardReadFile: cardid\n    expect: { error: SCARD_W_REMOVED_CARD }\n'),
  scenario('T5', '  - insert: a\n  - waitFor: { event: card-removed, within: 1ms }\n'),
];

function refusalOf(text: string): ScenarioFileError {
  try {
    parseScenario(text, 'y.yaml');
  } catch (error) {
    if (error instanceof ScenarioFileError) return error;
  }
  throw new Error('no fault was found');
}

/** Without what is the format's own. */
function prose(output: string): string {
  return output
    .replace(
      /<\/?(testsuites?|testcase)[^>]*>|type="[^"]*"|<\/?(failure|error)|message=|^\s*(duration_ms|outcome|details).*$/gm,
      ' ',
    )
    .replace(/&quot;|"/g, ' ');
}

const pretty: Make = (name, write, language) => prettyReporter(name, { write }, false, language);

const EXPECTED: Readonly<Record<Language, readonly RegExp[]>> = {
  en: [/holds 'a': remove it/, /y\.yaml:2:10: found 'wait', expected a step/, /not seen within 1 ms/],
  fr: [/contient 'a' : retirez-la/, /y\.yaml:2:10: trouvé 'wait', attendu : une étape/, /pas vu en 1 ms/],
};

for (const [format, make] of Object.entries({ pretty, tap: tapReporter as Make, junit: junitReporter as Make }))
  for (const language of ['en', 'fr'] as const)
    test(`${format} in ${language}`, async (t) => {
      let output = '';
      const write = (text: string) => {
        output += text;
      };
      await play(SCENARIOS, { subscribers: [make('the test', write, language)], language });
      for (const words of EXPECTED[language]) t.regex(output, words);
      const withoutApdus = prose(output).replace(/^.*(\[a\]|=>|<=).*$/gm, '');
      t.deepEqual((language === 'fr' ? englishIn : frenchIn)(withoutApdus), [], output);
    });

test('a colon behind a step and a service: with its blank in French', (t) => {
  const step = { number: 1, text: 'insert a', line: 1, column: 1 };
  const failed: ScenarioResult = {
    scenario: { title: 'T', file: 'x.yaml', steps: 1 },
    outcome: 'failed',
    durationMs: 1,
    stepsDone: 0,
    step,
    mismatches: [{ name: 'outcome', expected: 'accepted', found: 'none' }],
  };
  t.is(failureHeadline(failed, 'fr'), 'insert a : outcome : attendu accepted, trouvé none');
  t.is(failureHeadline(failed, 'en'), 'insert a: outcome: expected accepted, found none');
  const said = { kind: 'service', origin: 'service', service: 'directory', action: 'x' } as const;
  const event = { ...said, text: { en: 'list', fr: 'liste' } };
  t.is(worldSentence(event, 'fr'), 'directory : liste');
  t.is(worldSentence(event, 'en'), 'directory: list');
});
