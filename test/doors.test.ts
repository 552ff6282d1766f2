/** Whatever a door is given that means nothing is refused by an error of ours, never by an accident further inside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import { CodedError } from '../common/coded-error.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));

/** What takes nothing, or anything. */
const TAKES_ANYTHING: Readonly<Record<string, string>> = {
  nativeWinScard: 'takes nothing',
  cardWebErrorStatus: 'tells of any error',
  isSetupError: 'a guard',
  isCodedError: 'a guard',
};

/** Values no parameter can mean, one for each place. */
const NONSENSE = {
  nothing: undefined,
  null: null,
  text: 'nonsense',
  number: 42.5,
  function: () => {},
  list: [[]],
  object: { nonsense: 1 },
} as const;
type Nonsense = keyof typeof NONSENSE;

/** What one kind of it can mean after all. */
const MEANT: Readonly<Record<string, readonly Nonsense[]>> = {
  world: ['nothing'],
  functionsOfVersion: ['number'],
  machineMinidriver: ['nothing'],
  machineSettings: ['nothing'],
  settingsPlaces: ['nothing'],
  utf16be: ['text'],
  pinSet: ['number'],
};

interface Door {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

async function doors(): Promise<readonly Door[]> {
  const { exports } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default?: string }>>;
  };
  const found: Door[] = [];
  for (const [name, door] of Object.entries(exports)) {
    const path = door.default?.replace('./dist/', '').replace(/\.js$/, '.ts');
    if (path !== undefined) found.push({ name, exports: await import(pathToFileURL(join(TOP, path)).href) });
  }
  return found;
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** What came of a call: the error, or nothing. */
async function outcomeOf(func: (...args: readonly unknown[]) => unknown, args: readonly unknown[]): Promise<unknown> {
  try {
    await func(...args);
    return undefined;
  } catch (error) {
    return error;
  }
}

test('every function of every door refuses nonsense with an error of ours', async (t) => {
  let called = 0;
  const faults: string[] = [];
  for (const door of await doors()) {
    for (const [name, value] of Object.entries(door.exports)) {
      if (typeof value !== 'function' || isClass(value) || TAKES_ANYTHING[name] !== undefined) continue;
      for (const [kind, nonsense] of Object.entries(NONSENSE)) {
        called++;
        const error = await outcomeOf(value as () => unknown, [nonsense, nonsense, nonsense, nonsense]);
        const meant = error === undefined && MEANT[name]?.includes(kind as Nonsense);
        if (!(error instanceof CodedError) && !meant) faults.push(`${door.name} ${name}, ${kind}: ${error}`);
      }
    }
  }
  t.deepEqual(faults, []);
  t.true(called > 400, `${called} calls`);
});
