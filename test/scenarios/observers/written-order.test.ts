/** Marks that turn the direction of writing, in titles and names: every report has them as escapes. */
import test from 'ava';
import type { TraceSubscriber } from '#trace/stream.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { githubReporter } from '../../../scenarios/observers/reporters/github.ts';
import { gitlabReporter } from '../../../scenarios/observers/reporters/gitlab.ts';
import { htmlReporter } from '../../../scenarios/observers/reporters/html/index.ts';
import { junitReporter } from '../../../scenarios/observers/reporters/junit.ts';
import { prettyReporter } from '../../../scenarios/observers/reporters/pretty.ts';
import { tapReporter } from '../../../scenarios/observers/reporters/tap.ts';
import { play } from '../play.ts';

const TURNS = ['\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c'];
const RAW = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const TITLE = `a${TURNS.join('b')}z`;
const SCENARIOS = [
  parseScenario(
    `scenario: "${TITLE}"\nprogram: [ "true${TITLE}" ]\ncards: { a: { profile: cps3-medecin, seed: 1 } }\nreaders: { b: contact }\nsteps:\n  - insert: a\n  - title: "${TITLE}"\n    insert: a\n`,
    'x.yaml',
  ),
];

type Make = (name: string, write: (text: string) => void) => TraceSubscriber;
const REPORTERS: Readonly<Record<string, Make>> = {
  pretty: (name, write) => prettyReporter(name, { write }, false, 'en'),
  tap: tapReporter,
  junit: junitReporter,
  html: (name, write) => htmlReporter(name, write, 'en', {}),
  github: (name, write) => githubReporter(name, write, 'en', {}),
  // As GitLab reads it.
  gitlab: (name, write) => gitlabReporter(name, (text) => write(JSON.parse(text)[0].description), 'en', {}),
};

for (const [format, make] of Object.entries(REPORTERS))
  test(`${format}: what is read stands in the order that is written`, async (t) => {
    let output = '';
    const write = (text: string) => {
      output += text;
    };
    await play(SCENARIOS, { subscribers: [make('the test', write)] });
    t.notRegex(output, RAW);
    t.regex(output, /a\\{1,2}u202Ab\\{1,2}u202Eb\\{1,2}u2066b/);
  });
