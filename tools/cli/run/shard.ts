/**
 * `--shard i/n`, and `--shard auto` by the variables of CI servers.
 *
 * Source: GitLab, predefined variables, `parallel`; CircleCI, built-in variables; Buildkite, environment variables;
 * Kubernetes, Indexed Job (which does not tell how many there are).
 */
import type { Text } from '#common/language.ts';
import type { Shard } from './options.ts';

interface Variables {
  readonly index: string;
  readonly count: string;
  /** The number of the first one. */
  readonly from: 0 | 1;
}

const VARIABLES: readonly Variables[] = [
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', from: 1 },
  { index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', from: 0 },
  { index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', from: 0 },
  { index: 'JOB_COMPLETION_INDEX', count: 'SHARD_TOTAL', from: 0 },
];

/** Which part of the scenarios; or what was expected in its place. */
export function shardOf(typed: string, env: NodeJS.ProcessEnv): Shard | Text {
  if (typed === 'auto') return shardByVariables(env);
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(typed) ?? []).map(Number);
  return index >= 1 && index <= count
    ? { index, count }
    : { en: 'Expected i/n, for instance 1/4, or auto.', fr: 'Attendu : i/n, par exemple 1/4, ou auto.' };
}

function shardByVariables(env: NodeJS.ProcessEnv): Shard | Text {
  // GitLab tells the number of jobs of every job, and the index of parallel ones only.
  const alone = env.CI_NODE_INDEX === undefined && env.CI_NODE_TOTAL === '1';
  const found = VARIABLES.find(({ index }) => env[index]);
  if (found === undefined) return alone ? { index: 1, count: 1 } : NO_VARIABLES;
  const { from, ...names } = found;
  const [index, count] = [names.index, names.count].map((name) => number(env[name]));
  if (index === undefined || count === undefined || index < from || index - from >= count)
    return notBoth(names.index, env[names.index], names.count, env[names.count], from);
  return { index: index - from + 1, count };
}

function number(text = ''): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

const PAIRS = VARIABLES.map(({ index, count }) => `${index} + ${count}`).join(', ');
const NO_VARIABLES: Text = {
  en: `No variable tells which part this is (${PAIRS}): type --shard i/n.`,
  fr: `Aucune variable ne dit quelle part c'est (${PAIRS}) : tapez --shard i/n.`,
};

function notBoth(index: string, i: string | undefined, count: string, n: string | undefined, from: number): Text {
  const found = `${index}=${i ?? ''}, ${count}=${n ?? ''}`;
  const range = `${from} ≤ ${index} < ${count}${from === 0 ? '' : ' + 1'}`;
  return { en: `Found ${found}, expected ${range}.`, fr: `Trouvé ${found}, attendu : ${range}.` };
}
