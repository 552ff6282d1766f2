/** Paths in what GitHub and GitLab read have slashes, whatever the system writes. */
import { join } from 'node:path';
import test from 'ava';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { programSpec } from '../../../scenarios/engine/file/program-spec.ts';
import { githubReporter } from '../../../scenarios/observers/reporters/github.ts';
import { gitlabReporter } from '../../../scenarios/observers/reporters/gitlab.ts';
import { play } from '../play.ts';

const FAILING = `scenario: fails
cards: { a: { profile: cps3-medecin, seed: 1 } }
readers: { b: contact }
steps:
  - insert: a
  - insert: a
`;

test('of a scenario in a folder', async (t) => {
  const github: string[] = [];
  const gitlab: string[] = [];
  const project = join(process.cwd(), 'project');
  const subscribers = [
    githubReporter('github', (text) => github.push(text), 'en', { GITHUB_WORKSPACE: project }),
    gitlabReporter('gitlab', (text) => gitlab.push(text), 'en', { CI_PROJECT_DIR: project }),
  ];
  await play([parseScenario(FAILING, join(project, 'cartes', 'a.yaml'))], { subscribers });
  t.regex(github.join(''), /^::error file=cartes\/a\.yaml,line=6/m);
  t.is(JSON.parse(gitlab.join(''))[0].location.path, 'cartes/a.yaml');
});

test('a program beside the file is found from there, as the system writes its path', (t) => {
  const folder = join(process.cwd(), 'project');
  const { command } = programSpec([join('.', 'bin', 'program')], join(folder, 'a.yaml'), 1);
  t.is(command, join(folder, 'bin', 'program'));
});
