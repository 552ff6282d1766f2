/** Which files are found below a folder: each once, whatever links lie there. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'ava';
import { findScenarios, isFaulty } from '../../../../scenarios/engine/file/find.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const SCENARIO = `scenario: Essai
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
`;

function folderWith(name: string): string {
  const folder = join(temporaryDirectory('find-'), 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, name), SCENARIO);
  return folder;
}

test('a folder with links to itself and to the one above is read once', (t) => {
  const folder = folderWith('premier.yaml');
  for (const [name, target] of [
    ['self', '.'],
    ['above', '..'],
  ] as const)
    symlinkSync(target, join(folder, name));
  t.deepEqual(
    findScenarios([folder]).map(({ file }) => file.slice(folder.length + 1)),
    ['premier.yaml'],
  );
});

test('a link in a circle is a faulty file, and the others are found, named or in a folder', (t) => {
  const folder = folderWith('premier.yaml');
  const circle = join(folder, 'circle.yaml');
  symlinkSync(circle, circle);
  for (const paths of [[folder], [circle, join(folder, 'premier.yaml')]])
    t.deepEqual(
      findScenarios(paths).map((one) => [basename(one.file), isFaulty(one)]),
      [
        ['circle.yaml', true],
        ['premier.yaml', false],
      ],
    );
});
