/** Steps of the services that drivers come from: the catalogue, WSUS, the Internet, packages in folders. */
import { z } from 'zod';
import { FAULTS, SIGNATURES } from '../../world/windows/update-services.ts';
import { identifier, integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';

/** What a driver package may be made to be. */
const variant = {
  version: text.optional().describe('2.5.0.0; that of the guide by default'),
  date: text.optional().describe('2018-03-14; that of the guide by default'),
  signature: z
    .enum(SIGNATURES, { error: SIGNATURES.join(' or ') })
    .optional()
    .describe('whql by default'),
  fault: z
    .enum(FAULTS, { error: FAULTS.join(', ') })
    .optional()
    .describe('The INF is malformed, was altered after it was signed, or has no catalogue file'),
};

export const driverPackage = defineStep({
  key: 'driverPackage',
  summary: "Puts the minidriver's driver package into a folder; pnputil finds it as {folder}/cpsmd.inf",
  short: 'folder',
  onReader: false,
  args: () => z.strictObject({ folder: identifier.describe('Name of the folder'), ...variant }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { windows } }, { folder, ...made }) {
    windows.devices.updates.writePackage(folder, made);
    return {};
  },
});

export const internet = defineStep({
  key: 'internet',
  summary: 'Whether Windows Update can be reached',
  short: 'is',
  onReader: false,
  args: () => z.strictObject({ is: z.enum(['on', 'off']) }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { windows } }, { is }) {
    windows.devices.updates.services.state.online = is === 'on';
    return {};
  },
});

export const catalogue = defineStep({
  key: 'catalogue',
  summary: 'The Microsoft Update catalogue: search, put what was found into the basket, download it; publish a version',
  taken: {
    by: 'do',
    arguments: {
      words: ['search', 'add'],
      folder: ['download'],
      version: ['publish'],
      date: ['publish'],
      signature: ['publish'],
      fault: ['publish'],
    },
  },
  onReader: false,
  args: () =>
    z.strictObject({
      do: z.enum(['search', 'add', 'download', 'publish']),
      words: text.default('asip').describe('search, add: words of the title'),
      folder: identifier.default('telechargement').describe('download: where to'),
      ...variant,
    }),
  expect: () =>
    z.strictObject({
      count: integer(0, 999).optional().describe('Entries found, in the basket, downloaded or published'),
      title: text.optional().describe('Of the first'),
      products: z.array(text).optional().describe('That they are for'),
      sizeKilobytes: integer(0, 999_999).optional().describe('Of all together'),
    }),
  defaults: {},
  async run({ world: { windows } }, { do: action, words, folder, ...made }) {
    const { updates } = windows.devices;
    const { services } = updates;
    if (action === 'download') return { count: updates.download(folder) };
    if (action === 'add') services.addToBasket(services.search(words).map(({ id }) => id));
    const published = action === 'publish' ? services.publish(made) : undefined;
    const entries = published ?? (action === 'add' ? services.basket : services.search(words));
    return {
      count: entries.length,
      title: entries[0]?.title,
      products: entries.map(({ products }) => products.join(', ')),
      sizeKilobytes: entries.reduce((sum, { sizeKilobytes }) => sum + sizeKilobytes, 0),
    };
  },
});

export const wsus = defineStep({
  key: 'wsus',
  summary: "The organisation's update server: imports the basket of the catalogue, approves what was imported",
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      entries: ['import', 'transfer'],
    },
  },
  onReader: false,
  args: () =>
    z.strictObject({
      do: z.enum(['import', 'transfer', 'approve']),
      entries: integer(0, 999).optional().describe('import, transfer: how many get through; all by default'),
    }),
  expect: () =>
    z.strictObject({
      done: integer(0, 999).optional().describe('Entries whose state is "Terminé"'),
      waiting: integer(0, 999).optional().describe('Entries whose state is "En attente"'),
      approved: integer(0, 999).optional().describe('Entries that were approved'),
    }),
  defaults: {},
  async run({ world: { windows } }, { do: action, entries }) {
    const { services } = windows.devices.updates;
    if (action === 'import') services.import();
    if (action === 'approve') services.approve();
    else services.transfer(entries);
    const { imports } = services.state;
    const count = (progress: string) => imports.filter((entry) => entry.progress === progress).length;
    const approved = imports.filter((entry) => entry.approved).length;
    return { done: count('done'), waiting: count('waiting'), approved };
  },
});
