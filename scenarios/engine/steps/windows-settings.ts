/** Steps of the Windows computer: the settings of the minidriver in its registry, and its log. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { SETTING_NAMES, settingKey } from '../../../driver/minidriver/index.ts';
import type { RegistryValue } from '../../../driver/registry/index.ts';
import { integer, oneOrMore, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';

const settingArgs = z
  .strictObject({
    name: z.enum(SETTING_NAMES).describe('Name of the setting'),
    hive: z.enum(['HKCU', 'HKLM']).default('HKCU'),
    view: z.enum(['native', 'Wow6432Node']).default('native'),
    dword: integer(0, 999_999_999).optional().describe('A REG_DWORD, as settings are'),
    text: text.optional().describe('A REG_SZ, which no setting is: it is ignored'),
  })
  .refine(({ dword, text: sz }) => (dword === undefined) !== (sz === undefined), {
    error: packed({ en: 'dword or text, one of them', fr: 'dword ou text, un seul des deux' }),
  });

export const setRegistryValue = defineStep({
  key: 'setRegistryValue',
  summary: 'Sets a value of the minidriver in the registry; card contexts and programs started later find it',
  onReader: false,
  args: () => settingArgs,
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { windows } }, { dword, text: data = '', ...place }) {
    const value: RegistryValue = dword === undefined ? { type: 'REG_SZ', data } : { type: 'REG_DWORD', data: dword };
    windows.settings.registry.set(...settingKey(place), value);
    return {};
  },
});

const parts = oneOrMore(text, { en: 'a text, or a list of them', fr: 'un texte, ou une liste de textes' }).optional();

export const readLog = defineStep({
  key: 'readLog',
  summary: 'What the minidriver has written into its log so far',
  onReader: false,
  args: () => z.strictObject({}),
  expect: () =>
    z.strictObject({
      tells: parts.describe('Parts that must stand in it'),
      keepsSilentOn: parts.describe('Parts that must not'),
      lines: integer(0, 999_999).optional().describe('How many lines it has'),
    }),
  defaults: {},
  async run({ world: { windows } }) {
    const log = windows.settings.log();
    return { log, lines: log.split('\n').length - 1 };
  },
});
