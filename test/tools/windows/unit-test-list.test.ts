/** What is said of the unit tests under Windows' node.exe: of each file, once. */
import test from 'ava';
import { unitTestFiles } from '../../../tools/windows/unit-test-files.ts';
import { ENTRIES, entryOf, IN_CI, LEFT_OUT, playedFiles } from '../../../tools/windows/unit-test-list.ts';
import { ofNoFile, playedTests, reportOf } from '../../../tools/windows/unit-test-report.ts';

const FILES = unitTestFiles();

test('every file of unit tests has its nearest entry, and every entry a file', (t) => {
  const nearest = FILES.map((file) => entryOf(file));
  t.deepEqual(
    FILES.filter((_, i) => nearest[i] === undefined),
    [],
  );
  t.deepEqual(
    ENTRIES.filter((entry) => !nearest.includes(entry)).map(({ at }) => at),
    [],
  );
  t.is(new Set(ENTRIES.map(({ at }) => at)).size, ENTRIES.length);
});

test('what is left out has its reason, and what is played is there', (t) => {
  t.true(LEFT_OUT.length > 0);
  for (const { why } of LEFT_OUT) t.notRegex(why, /^$|not tried/);
  const all = playedFiles(FILES);
  t.deepEqual(
    playedFiles(FILES, IN_CI).filter((file) => !all.includes(file)),
    [],
  );
  for (const at of IN_CI) t.true(playedFiles(FILES, [at]).length > 0, at);
});

const TAP = `TAP version 13
ok 1 - common › files › lock › a lock
not ok 2 - common › files › lock › a link
  ---
    message: spawnSync sh ENOENT
  ...
not ok 3 - test\\driver\\x.test.js exited with a non-zero exit code: 1
1..2
# tests 2
`;

test('what AVA says is read by files, and what is of none is told', (t) => {
  const tests = playedTests(TAP.replaceAll('\n', '\r\n'));
  const { passed, failed } = reportOf('test/common/files/lock.test.ts', tests);
  t.is(passed, 1);
  t.deepEqual(
    failed.map(({ title }) => title),
    ['common › files › lock › a link'],
  );
  t.regex(failed[0]?.said ?? '', /spawnSync sh ENOENT/);
  t.deepEqual(reportOf('test/common/files/loc.test.ts', tests), { passed: 0, failed: [] });
  t.deepEqual(
    ofNoFile(['test/common/files/lock.test.ts'], tests).map(({ title }) => title),
    ['test\\driver\\x.test.js exited with a non-zero exit code: 1'],
  );
  t.throws(() => playedTests(TAP.replace('1..2\n', '')), { message: /expected TAP's plan/ });
});
