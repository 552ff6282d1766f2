/** What `cps-sim init` writes. */

export type Runner = 'node:test' | 'vitest' | 'jest';
export type CiServer = 'github' | 'gitlab';

const SCENARIO = `# yaml-language-server: $schema=../node_modules/cps-sim/dist/scenarios/scenario.schema.json
scenario: Code porteur, puis signature
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
  - CardAuthenticateEx: { pin: "1234" }
  - CardSignData: { container: SIGN, hash: sha256, text: ordonnance }
    expect: { signature: verifies }
  - remove: medecin
    expect: { event: card-removed, within: 1s }
`;

const BODY = `
test('a wrong code costs a try, the right one signs', async () => {
  const w = await world();
  try {
    const bureau = w.reader('bureau');
    await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
    const card = await w.acquire(bureau);
    const refused = await card.cardAuthenticateEx({ pin: '0000' }).catch((error) => error);
    assert.equal(refused.scardName, 'SCARD_W_WRONG_CHV');
    await card.cardAuthenticateEx({ pin: '1234' });
    const message = Buffer.from('ordonnance');
    assert.equal((await card.cardSignData({ container: 'SIGN', hash: 'sha256', message })).length, 256);
  } finally {
    await w.close();
  }
});
`;

const TEST_IMPORT: Readonly<Record<Runner, string>> = {
  'node:test': "import test from 'node:test';\n",
  vitest: "import { test } from 'vitest';\n",
  jest: '',
};

function testFile(runner: Runner): string {
  return `import assert from 'node:assert/strict';\n${TEST_IMPORT[runner]}import { world } from 'cps-sim';\n${BODY}`;
}

/** How the test is run: jest loads modules as import does only when it is told to. */
export const TEST_COMMAND: Readonly<Record<Runner, string>> = {
  'node:test': 'node --test test/carte-cps.test.mjs',
  vitest: 'npx vitest run test/carte-cps.test.mjs',
  jest: "NODE_OPTIONS=--experimental-vm-modules npx jest --testMatch '**/carte-cps.test.mjs'",
};

const SCENARIOS = 'npx cps-sim run scenarios --reporter pretty --reporter junit=cps-sim.xml';
/** What puts a failure beside its line. */
const ANNOTATIONS: Readonly<Record<CiServer, string>> = {
  github: '--reporter github',
  gitlab: '--reporter gitlab=cps-sim-quality.json',
};

const CI: Readonly<Record<CiServer, { readonly path: string; readonly text: (test: string) => string }>> = {
  github: {
    path: '.github/workflows/cps-sim.yml',
    text: (test) => `name: cps-sim
on: [push, pull_request]
jobs:
  cps-sim:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm ci
      - run: ${SCENARIOS} ${ANNOTATIONS.github}
      - run: ${test}
`,
  },
  gitlab: {
    path: '.gitlab-ci.yml',
    text: (test) => `cps-sim:
  image: node:22
  script:
    - npm ci
    - ${SCENARIOS} ${ANNOTATIONS.gitlab}
    - ${test}
  artifacts:
    when: always
    reports: { junit: cps-sim.xml, codequality: cps-sim-quality.json }
`,
  },
};

/** Files by their path in the project. */
export function filesFor(runner: Runner, server: CiServer): ReadonlyMap<string, string> {
  const { path, text } = CI[server];
  return new Map([
    ['scenarios/premier.yaml', SCENARIO],
    ['test/carte-cps.test.mjs', testFile(runner)],
    [path, text(TEST_COMMAND[runner])],
  ]);
}
