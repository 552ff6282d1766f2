/**
 * What CI people paste, played as far as a machine without those servers can: the commands of each file, with the variables
 * that its server sets.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parse, parseAllDocuments } from 'yaml';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(TOP, path), 'utf8');

const HEAD =
  'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';

/** A project with two scenarios, the second of which fails, and `cps-sim` in its PATH. */
function project() {
  const folder = temporaryDirectory('ci-');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'cps-sim'), `#!/bin/sh\nexec '${process.execPath}' '${builtMain()}' "$@"\n`);
  chmodSync(join(bin, 'cps-sim'), 0o755);
  const cards = join(folder, 'cartes');
  mkdirSync(cards);
  writeFileSync(join(cards, 'a.yaml'), `scenario: passes\n${HEAD}`);
  writeFileSync(join(cards, 'b.yaml'), `scenario: fails\n${HEAD}  - CardAuthenticateEx: { pin: "0000" }\n`);
  const play = (shell: string, script: string, env: Readonly<Record<string, string>> = {}) => {
    const path = `${bin}:${process.env.PATH}`;
    const options = { cwd: folder, env: { ...process.env, PATH: path, ...env }, encoding: 'utf8' } as const;
    return spawnSync(shell, ['-ec', script], options);
  };
  return { folder, bin, play };
}

interface Step {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a step of an action, as GitHub makes it. */
function environment({ env = {} }: Step, inputs: Readonly<Record<string, string>>, actionPath: string) {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value
        .replace(/\$\{\{ github\.action_path \}\}/g, actionPath)
        .replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => inputs[input] ?? ''),
    ]),
  );
}

test('GitHub: the action plays its part with annotations, and then merges', (t) => {
  const { inputs, runs } = parse(read('action.yml'));
  const given = Object.fromEntries(
    Object.entries(inputs as Record<string, { default: string }>).map(([name, one]) => [name, one.default]),
  );
  const steps = runs.steps as readonly Step[];
  const last = steps.at(-1) as Step;
  // No input stands in a script: it would be read by the shell.
  for (const { run } of steps) t.notRegex(run, /\$\{\{/);
  const { folder, play } = project();
  const actionPath = join(builtMain(), '..', '..', '..', '..');
  const step = (more: Readonly<Record<string, string>>) =>
    play('bash', last.run, environment(last, { ...given, ...more }, actionPath));
  const marker = join(folder, 'it; is');
  const parts = ['1/2', '2/2'].map((shard) => step({ paths: 'cartes\n', shard, program: `touch '${marker}'` }));
  t.deepEqual(
    parts.map(({ status }) => status),
    [0, 1],
  );
  t.true(existsSync(marker));
  t.regex(parts[1]?.stdout ?? '', /^::error file=cartes\/b\.yaml,line=6/m);
  const merged = step({ merge: 'cps-sim-blob' });
  t.is(merged.status, 1);
  t.regex(merged.stdout, /1 passed, 1 failed/);
  t.regex(readFileSync(join(folder, 'cps-sim.xml'), 'utf8'), /tests="2" failures="1"/);
});

test('GitLab: parallel jobs by their variables, and one report with its artifacts', (t) => {
  const { variables, ...jobs } = parse(read('tools/ci/gitlab/cps-sim.gitlab-ci.yml'));
  const { folder, play } = project();
  const env = { ...variables, CPS_SIM_PATHS: 'cartes', CPS_SIM_PROGRAM: 'echo "a program"' };
  const job = jobs['cps-sim'];
  const script = job.script.join('\n');
  const codes = [1, 2].map(
    (index) => play('sh', script, { ...env, CI_NODE_INDEX: String(index), CI_NODE_TOTAL: '2' }).status,
  );
  t.deepEqual(codes, [0, 1]);
  t.deepEqual(job.artifacts.paths, ['cps-sim-blob']);
  const report = jobs['cps-sim-report'];
  t.is(play('sh', report.script.join('\n'), env).status, 1);
  const { junit, codequality } = report.artifacts.reports;
  t.regex(readFileSync(join(folder, junit), 'utf8'), /<system-out>a program<\/system-out>/);
  t.is(JSON.parse(readFileSync(join(folder, codequality), 'utf8')).length, 1);
});

/** Pods of a file, as Kubernetes sees them. */
function pods(path: string) {
  const documents = parseAllDocuments(read(path)).map((one) => one.toJS());
  return documents.filter(({ spec }) => spec.template !== undefined);
}

test('Kubernetes: the pods of the Indexed Job play all parts, the other Job makes the report', (t) => {
  const [job] = pods('tools/ci/kubernetes/job.yaml');
  const [merge] = pods('tools/ci/kubernetes/merge.yaml');
  const [container] = job.spec.template.spec.containers;
  const env = Object.fromEntries(
    container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
  t.is(Number(env.SHARD_TOTAL), job.spec.completions);
  const { folder, play } = project();
  const blob = join(folder, 'blob');
  const here = (text: string) => text.replaceAll('/blob', blob).replace('cps-sim run', 'cps-sim run cartes');
  for (let index = 0; index < job.spec.completions; index++) {
    const { status } = play('sh', here(container.args[0]), { ...env, JOB_COMPLETION_INDEX: String(index) });
    t.is(status, 0, 'a failed scenario is no failed pod');
  }
  t.is(readdirSync(blob).length, 4);
  const args = merge.spec.template.spec.containers[0].args.map(here).join(' ');
  const { status, stdout } = play('sh', `cps-sim ${args}`);
  t.is(status, 1);
  t.regex(stdout, /1 passed, 1 failed/);
});

test('Kubernetes: the program finds the card of its sidecar in the volume that both have', async (t) => {
  const [{ spec }] = pods('tools/ci/kubernetes/sidecar.yaml');
  const { initContainers, containers, securityContext } = spec.template.spec;
  const [{ args, startupProbe }] = initContainers;
  t.true(securityContext.runAsNonRoot);
  const volume = temporaryDirectory('ci-');
  const child = spawn(process.execPath, [builtMain(), ...args], {
    env: { ...process.env, TMPDIR: volume },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const here = (text: string) => text.replace('/card', volume);
  const [probe, ...words] = startupProbe.exec.command.map(here);
  while (spawnSync(probe, words).status !== 0) await setTimeout(100);
  const socket = here(containers[0].env[0].value);
  const { RawClient } = await import('../simulator/resource-manager/pcsclite/raw-client.ts');
  const client = new RawClient(socket);
  await client.version(4);
  const { card } = await client.connect(await client.establish(), 'cps-sim 00 00');
  const { response } = await client.transmit(card, Buffer.from('00A4000C023F00', 'hex'));
  t.is(Buffer.from(response).toString('hex'), '9000');
  child.kill('SIGTERM');
  await once(child, 'exit');
  t.deepEqual(
    readdirSync(volume).filter((name) => name.startsWith('cps-sim-')),
    [],
  );
});

test('every pod is an ordinary user’s, whose id is that of the image', (t) => {
  const image = read('tools/ci/container/containerfile');
  const user = /^USER (\d+)$/m.exec(image)?.[1];
  for (const path of ['job', 'merge', 'sidecar'])
    for (const { spec } of pods(`tools/ci/kubernetes/${path}.yaml`)) {
      const { runAsNonRoot, runAsUser } = spec.template.spec.securityContext;
      t.deepEqual([runAsNonRoot, String(runAsUser)], [true, user], path);
    }
});

test('container: Debian slim, a Node we run on, the user is made and set last, what it names is there', (t) => {
  const image = read('tools/ci/container/containerfile');
  const bases = [...image.matchAll(/^FROM \S+node:(\d+)-bookworm-slim/gm)].map(([, version]) => Number(version));
  t.deepEqual(bases, [22, 22]);
  t.regex(image, /useradd --uid 10001[^\n]*\nUSER 10001\n/);
  t.false(/^(RUN|COPY)/m.test(image.slice(image.indexOf('\nUSER '))), 'nothing is made by root after it');
  const { name, version, bin } = JSON.parse(read('package.json'));
  t.regex(`/package/${name}-${version}.tgz`, /^\/package\/cps-sim-[^*]*\.tgz$/);
  t.true(Object.hasOwn(bin, JSON.parse(/^ENTRYPOINT (.*)$/m.exec(image)?.[1] ?? '[]')[0]));
  const command = JSON.parse(/^CMD (.*)$/m.exec(image)?.[1] ?? '[]');
  const { play } = project();
  t.is(play('sh', `cps-sim ${command.join(' ')} --list`).status, 0);
});
