/** `cps-sim winscard`: our DLL into a program's folder, and out of it. */
import type { Text } from '#common/language.ts';
import { type AddedDll, addWinscardDll, removeWinscardDll } from '../../driver/winscard-launch/placed-dll.ts';
import type { Bits } from '../../driver/winscard-launch/portable-executable.ts';
import { say } from './language.ts';
import { printLines } from './print-lines.ts';

export interface AddOptions {
  readonly bits?: Bits;
}

const DONE: Readonly<Record<AddedDll['done'], Text>> = {
  added: { en: 'added', fr: 'ajoutée' },
  replaced: { en: 'replaced one of ours', fr: "remplace l'une des nôtres" },
  same: { en: 'was there already', fr: 'y était déjà' },
};

export function add(folder: string, { bits }: AddOptions): void {
  const { path, done, programs, ...dll } = addWinscardDll(folder, bits);
  const names = programs.join(', ');
  const forWhich: Text = names === '' ? { en: '', fr: '' } : { en: ` for ${names}`, fr: ` pour ${names}` };
  printLines(
    say({
      en: `${path}: ${DONE[done].en} (${dll.bits})${forWhich.en}; cps-sim winscard remove ${folder} takes it away`,
      fr: `${path} : ${DONE[done].fr} (${dll.bits})${forWhich.fr} ; cps-sim winscard remove ${folder} la retire`,
    }),
  );
}

export function remove(folder: string): void {
  const path = removeWinscardDll(folder);
  printLines(
    path === undefined
      ? say({ en: `${folder}: no winscard.dll there`, fr: `${folder} : pas de winscard.dll` })
      : say({ en: `${path}: removed`, fr: `${path} : retirée` }),
  );
}
