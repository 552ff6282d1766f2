/** What AVA says as TAP of a run of several folders, by the files of tests. */

export interface PlayedTest {
  /** As AVA says it: folders, file and title, with › between; a crash has no file. */
  readonly title: string;
  readonly passed: boolean;
  /** What is said of it below; of one that failed, why. */
  readonly said: string;
}

const POINT = /^(ok|not ok) \d+ - (.*)$/;

/** @throws Error when AVA was ended before it had told all */
export function playedTests(tap: string): readonly PlayedTest[] {
  const lines = tap.split(/\r?\n/);
  const tests: { title: string; passed: boolean; said: string }[] = [];
  for (const line of lines) {
    const [, how, title = ''] = POINT.exec(line) ?? [];
    const last = tests.at(-1);
    if (how !== undefined) tests.push({ title, passed: how === 'ok', said: '' });
    else if (last !== undefined) last.said += `${line}\n`;
  }
  // It does not count crashes.
  if (!lines.some((line) => /^1\.\.\d+$/.test(line)))
    throw new Error(`expected TAP's plan at the end: ${tap.slice(-500)}`);
  return tests;
}

/** How AVA's titles begin for a file (`test/common/turn.test.ts`) of a run of several folders of `test`. */
function beginning(file: string): string {
  return `${file
    .replace(/^test\//, '')
    .replace(/\.test\.ts$/, '')
    .replaceAll('/', ' › ')} › `;
}

export interface FileReport {
  readonly passed: number;
  readonly failed: readonly PlayedTest[];
}

/** Those of one file. */
export function reportOf(file: string, tests: readonly PlayedTest[]): FileReport {
  const own = tests.filter(({ title }) => title.startsWith(beginning(file)));
  return { passed: own.filter(({ passed }) => passed).length, failed: own.filter(({ passed }) => !passed) };
}

/** Those of none of the files: crashes, files that took too long. */
export function ofNoFile(files: readonly string[], tests: readonly PlayedTest[]): readonly PlayedTest[] {
  const beginnings = files.map(beginning);
  return tests.filter(({ title }) => !beginnings.some((known) => title.startsWith(known)));
}
