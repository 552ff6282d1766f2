/**
 * Everything a scenario can expect of a step can fail: for each kind of step and each of its expectations in the
 * library, the first such step is played with a wrong value, and must be what the run fails at.
 */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { z } from 'zod';
import { needsGuest, type Scenario, type Step } from '../../../scenarios/engine/file/schema.ts';
import { STEPS } from '../../../scenarios/engine/steps/index.ts';
import { failureText, play, scenariosIn } from '../play.ts';
import { UNCOMMON_STEPS } from './uncommon-steps.ts';

const LIBRARY = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
const library = scenariosIn([LIBRARY]).filter((scenario) => !needsGuest(scenario));
const scenarios = [...library, ...UNCOMMON_STEPS];

/** Expectations whose wrong value is not one more of the same kind; a time limit is no matter of right and wrong. */
const WRONG: Readonly<Record<string, (value: unknown) => Readonly<Record<string, unknown>>>> = {
  error: () => ({ error: ['SCARD_E_NO_MEMORY'] }),
  sw: () => ({ sw: '1111' }),
  // A list of reasons means any of them.
  reason: () => ({ reason: 'none of them' }),
  tells: () => ({ tells: 'words that nobody wrote' }),
  keepsSilentOn: () => ({ keepsSilentOn: '' }),
  sameAs: (name) => ({ differsFrom: name }),
  differsFrom: (name) => ({ sameAs: name }),
};

function wrongValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value instanceof Uint8Array) return Uint8Array.of(...value, 0);
  if (Array.isArray(value)) return [...value, 'none of them'];
  return 'none of them';
}

/** The scenario up to that step, which expects one thing otherwise. */
function spoiled(scenario: Scenario, at: number, step: Step, name: string): Scenario {
  const { [name]: value, ...others } = step.expect;
  const expect = { ...others, ...(WRONG[name]?.(value) ?? { [name]: wrongValue(value) }) };
  return { ...scenario, steps: [...scenario.steps.slice(0, at), { ...step, expect, or: [] }] };
}

for (const target of ['in-process', 'embedded'] as const) {
  for (const scenario of UNCOMMON_STEPS) {
    test(`${target}: ${scenario.title}`, async (t) => {
      const { results } = await play([scenario], { target });
      t.is(results.length, 1);
      t.is(results[0]?.outcome, 'passed', failureText(results[0]));
    });
  }
}

const fails = test.macro({
  exec: async (t, scenario: Scenario, at: number, step: Step, name: string) => {
    const { results } = await play([spoiled(scenario, at, step, name)]);
    t.is(results[0]?.step?.line, step.line, 'nothing failed, or something before it');
    const [told] = Object.keys(WRONG[name]?.('') ?? { [name]: '' });
    t.deepEqual(
      results[0]?.mismatches?.map((mismatch) => mismatch.name),
      [told],
    );
  },
  title: (_, __, ___, step: Step, name) => `${step.definition.key} with another ${name}`,
});

const seen = new Set<string>();
for (const scenario of scenarios) {
  for (const [at, step] of scenario.steps.entries()) {
    for (const [name, value] of Object.entries(step.expect)) {
      const kind = `${step.definition.key} ${name}`;
      if (value === undefined || name === 'within' || name === 'result' || seen.has(kind)) continue;
      seen.add(kind);
      // Servers and clients in one process: beside fifty others each would wait for the rest.
      const alone = scenario.services.length > 0 ? test.serial : test;
      alone(fails, scenario, at, step, name);
    }
  }
}

test('there are many of them', (t) => {
  t.true(seen.size > 80, `${seen.size}`);
});

/** `result` says that a step succeeds, and what a step means by a word of its own is compared. */
test('no step has an expectation of its own by the name of one that every step has', (t) => {
  const names = { card: z.string(), cardInFile: z.string(), reader: z.string(), remembered: z.string() };
  const own = Object.values(STEPS).filter(({ expect }) => {
    const shape = (expect(names) as z.ZodObject).shape ?? {};
    return 'result' in shape && !('error' in shape);
  });
  t.deepEqual(
    own.map(({ key }) => key),
    [],
  );
});
