/** Unit tests whose product may differ on Windows, under its node.exe in Wine: files, locks, paths, cards, keys, worlds. */
import test from 'ava';
import { playUnitTests } from '../../../tools/windows/play-unit-tests.ts';
import { unitTestFiles } from '../../../tools/windows/unit-test-files.ts';
import { entryOf, IN_CI, playedFiles } from '../../../tools/windows/unit-test-list.ts';
import { ofNoFile, type PlayedTest, playedTests, reportOf } from '../../../tools/windows/unit-test-report.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const files = playedFiles(unitTestFiles(), IN_CI);
const LIMIT_MS = 600_000;

let played: readonly PlayedTest[] = [];

test.before(async (t) => {
  t.timeout(LIMIT_MS);
  const { tap } = await playUnitTests(files, temporaryDirectory('windows-units-'));
  played = playedTests(tap);
});

const told = (failed: readonly PlayedTest[]) => failed.map(({ title, said }) => `${title}\n${said}`).join('\n');

for (const file of files)
  test(file, (t) => {
    const { passed, failed } = reportOf(file, played);
    const but = entryOf(file)?.but ?? [];
    t.true(passed > 0, `${file}: none has passed\n${told(failed)}`);
    const unexpected = failed.filter(({ title, said }) => !but.some(({ tests }) => tests.test(`${title}\n${said}`)));
    t.is(unexpected.length, 0, told(unexpected));
    for (const { tests } of but)
      t.true(
        failed.some(({ title, said }) => tests.test(`${title}\n${said}`)),
        `${tests}: all such tests pass, take it out of the list`,
      );
  });

test('nothing else fails: no crash, no file that takes too long', (t) => {
  t.true(files.length > 0);
  t.is(told(ofNoFile(files, played)), '');
});
