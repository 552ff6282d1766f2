/** What is said of the library under Windows' node.exe: of each folder, once. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { EMBEDDED_FOLDERS, NOT_PLAYED, PLAYED_FOLDERS } from '../../../tools/windows/scenario-list.ts';
import { scenariosIn } from '../../scenarios/play.ts';

const LIBRARY = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
const relative = (file: string) => file.replaceAll('\\', '/').replace(/^.*?scenarios\//, '');

test('every folder of the library is in one of the lists', (t) => {
  const folders = scenariosIn([LIBRARY]).map(({ file }) => relative(file).split('/')[0] ?? '');
  const told = [...PLAYED_FOLDERS, ...NOT_PLAYED.flatMap((one) => one.folders)];
  t.deepEqual(told.sort(), [...new Set(folders)].sort());
  t.deepEqual(
    EMBEDDED_FOLDERS.filter((name) => !PLAYED_FOLDERS.includes(name)),
    [],
  );
  for (const { why } of NOT_PLAYED) t.not(why, '');
});
