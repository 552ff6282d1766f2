/** Steps of the Card* functions that read: context, containers, files, properties. */
import { z } from 'zod';
import { integer, text } from '../file/vocabulary.ts';
import { defineStep, type Names } from './definition.ts';
import { certificateNames } from './parts/certificate.ts';
import { containerName, observedData } from './parts/containers.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';

const fileArgs = z.strictObject({
  directory: text.optional().describe('Absent for the root; mscp'),
  file: text.describe('cardid, cardcf, cardapps; in mscp: cmapfile, kxc00, ksc01'),
});

/** `mscp/kxc00` names directory and file. */
function split({ directory, file }: z.infer<typeof fileArgs>) {
  const [, before, name] = /^(.*)\/([^/]*)$/.exec(file) ?? [];
  return directory === undefined && before !== undefined
    ? { directory: before, file: name ?? '' }
    : { directory, file };
}

export const cardAcquireContext = defineStep({
  key: 'CardAcquireContext',
  summary: 'Lets the old handle go, connects anew and acquires a card context',
  onReader: true,
  args: () => z.strictObject({}),
  expect: () => z.strictObject(outcome),
  defaults: {},
  async run({ world, reader }) {
    await world.acquire(reader);
    return {};
  },
});

export const cardDeleteContext = defineStep({
  key: 'CardDeleteContext',
  summary: 'Deletes the card context; the next Card* step finds it deleted until CardAcquireContext',
  onReader: true,
  args: () => z.strictObject({}),
  expect: () => z.strictObject(outcome),
  defaults: {},
  async run({ world, reader }) {
    await (await world.minidriver(reader)).cardDeleteContext();
    return {};
  },
});

export const cardGetContainerInfo = defineStep({
  key: 'CardGetContainerInfo',
  summary: 'The public key of a container',
  short: 'container',
  onReader: true,
  remembers: true,
  args: () => z.strictObject({ container: containerName }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...dataExpectations(names),
      keySpec: z.enum(['AT_KEYEXCHANGE', 'AT_SIGNATURE']).optional().describe('What the key is for'),
    }),
  defaults: {},
  async run({ world, reader }, { container }) {
    const { sigPublicKey, keyExPublicKey } = await (await world.minidriver(reader)).cardGetContainerInfo(container);
    const keySpec = sigPublicKey ? 'AT_SIGNATURE' : 'AT_KEYEXCHANGE';
    return { ...observedData(sigPublicKey ?? keyExPublicKey ?? new Uint8Array(0)), keySpec };
  },
});

export const cardReadFile = defineStep({
  key: 'CardReadFile',
  summary: 'Reads a file of the minidriver: cardid, cardcf, cardapps, mscp/cmapfile, mscp/kxc00, mscp/ksc01',
  short: 'file',
  onReader: true,
  remembers: true,
  args: () => fileArgs,
  expect: (names: Names) =>
    z.strictObject({
      ...outcome,
      ...dataExpectations(names),
      subject: text.optional().describe("A part of the certificate's subject"),
      issuer: text.optional().describe("A part of the certificate's issuer"),
    }),
  defaults: {},
  async run({ world, reader }, args) {
    const data = await (await world.minidriver(reader)).cardReadFile(split(args));
    return {
      ...observedData(data),
      ...(certificateNames(data) ?? { subject: 'no certificate', issuer: 'no certificate' }),
    };
  },
});

export const cardEnumFiles = defineStep({
  key: 'CardEnumFiles',
  summary: 'The names of the files in a directory of the minidriver',
  short: 'directory',
  onReader: true,
  args: () => z.strictObject({ directory: text.optional().describe('Absent for the root; mscp') }),
  expect: () => z.strictObject({ ...outcome, files: z.array(text).optional().describe('The names, in any order') }),
  defaults: {},
  run: async ({ world, reader }, { directory }) => ({
    files: await (await world.minidriver(reader)).cardEnumFiles(directory),
  }),
});

export const cardGetFileInfo = defineStep({
  key: 'CardGetFileInfo',
  summary: 'Size and access condition of a file of the minidriver',
  short: 'file',
  onReader: true,
  args: () => fileArgs,
  expect: () =>
    z.strictObject({
      ...outcome,
      size: integer(0, 65_535).optional().describe('Bytes it has'),
      accessCondition: integer(0, 6).optional().describe('CARD_FILE_ACCESS_CONDITION'),
    }),
  defaults: {},
  async run({ world, reader }, args) {
    const { fileSize, accessCondition } = await (await world.minidriver(reader)).cardGetFileInfo(split(args));
    return { size: fileSize, accessCondition };
  },
});

export const cardGetProperty = defineStep({
  key: 'CardGetProperty',
  summary: 'A property of the card, e.g. Card Identifier, Card Serial Number, PIN List, Authenticated State, CPSCPLC',
  short: 'property',
  onReader: true,
  remembers: true,
  args: () =>
    z.strictObject({
      property: text.describe("Its name: 'cps-sim steps properties' lists them"),
      flags: integer(0, 255).optional().describe('dwFlags: a PIN_ID for PIN Information, AT_* for Key Sizes'),
    }),
  expect: (names) => z.strictObject({ ...outcome, ...dataExpectations(names) }),
  defaults: {},
  run: async ({ world, reader }, { property, flags }) =>
    observedData(await (await world.minidriver(reader)).cardGetProperty(property, flags)),
});
