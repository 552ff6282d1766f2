/** Steps of the NCrypt functions over the smart card KSP. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  CspError,
  nCryptDecrypt as decrypt,
  nCryptEnumKeys as enumKeys,
  nCryptFreeObject as freeObject,
  nCryptGetProperty as getProperty,
  type KeyProperties,
  NCRYPT,
  NTE,
  nCryptOpenStorageProvider,
  nCryptVerifySignature,
  nCryptOpenKey as openKey,
  SMART_CARD_KSP,
  type StorageKey,
  nCryptSetPin as setPin,
  nCryptSignHash as signHash,
} from '../../../driver/csp/index.ts';
import type { WindowsProgram } from '../../world/windows/windows-computer.ts';
import { code, integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { encryptFor } from './parts/certificate.ts';
import { hashName, messageOf, withMessage } from './parts/containers.ts';
import { dialogExpectations, programName, withDialogs, withReaderName } from './parts/dialogs.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';
import { decryptedExpectation, dialogOutcome, signatureExpectations, signed } from './parts/signatures.ts';

const silent = z.enum(['yes', 'no']).default('no').describe('Nobody may be asked');

/** @throws CspError NTE_INVALID_HANDLE when the program has no key open */
function keyOf({ key }: WindowsProgram): StorageKey {
  if (key === undefined)
    throw new CspError(NTE.INVALID_HANDLE, {
      en: 'no key: NCryptOpenKey first',
      fr: "pas de clé : d'abord NCryptOpenKey",
    });
  return key;
}

export const nCryptEnumKeys = defineStep({
  key: 'NCryptEnumKeys',
  summary: 'The keys of the card in a reader, or of all cards',
  short: 'scope',
  onReader: true,
  args: () =>
    z.strictObject({
      program: programName,
      provider: text.default(SMART_CARD_KSP).describe('Name of the provider'),
      scope: text.optional().describe('\\\\.\\{reader}\\'),
    }),
  expect: () =>
    z.strictObject({
      ...outcome,
      ...dialogExpectations,
      keys: z.array(text).optional().describe('Names of their containers, in any order'),
      count: integer(0, 999).optional().describe('How many there are'),
    }),
  defaults: {},
  async run(context, { program: name, provider, scope }) {
    const program = context.world.windows.program(name);
    return withDialogs(program, async () => {
      const opened = nCryptOpenStorageProvider(program.process, provider);
      const keys = await enumKeys(opened, (await withReaderName(scope, context)) ?? undefined);
      return { keys: keys.map((key) => key.name), count: keys.length };
    });
  },
});

export const nCryptOpenKey = defineStep({
  key: 'NCryptOpenKey',
  summary: 'Opens the key of a container',
  short: 'name',
  onReader: true,
  args: () =>
    z.strictObject({
      program: programName,
      name: text.optional().describe('Name of the container; the default one of the card when it is absent'),
      silent,
    }),
  expect: () =>
    z.strictObject({ ...outcome, ...dialogExpectations, name: text.optional().describe('Name of the container') }),
  defaults: {},
  async run(context, { program: programme, name, silent: quiet }) {
    const program = context.world.windows.program(programme);
    return withDialogs(program, async () => {
      const provider = nCryptOpenStorageProvider(program.process);
      const flags = quiet === 'yes' ? NCRYPT.SILENT : 0;
      program.key = await openKey(provider, await withReaderName(name, context), 0, flags);
      return { name: program.key.container.record.name };
    });
  },
});

export const nCryptFreeObject = defineStep({
  key: 'NCryptFreeObject',
  summary: 'Frees the key: with the last one on a card its transaction ends',
  short: 'program',
  onReader: false,
  args: () => z.strictObject({ program: programName }),
  expect: () => z.strictObject(outcome),
  defaults: {},
  async run({ world }, { program }) {
    await freeObject(keyOf(world.windows.program(program)));
    return {};
  },
});

const properties = [
  'Name',
  'Unique Name',
  'Algorithm Name',
  'Algorithm Group',
  'Length',
  'SmartCardGuid',
  'SmartCardKeyCertificate',
  'SmartCardReader',
] as const satisfies readonly (keyof KeyProperties)[];

export const nCryptGetProperty = defineStep({
  key: 'NCryptGetProperty',
  summary: 'A property of the open key: its name, its size, its certificate, where its card is',
  short: 'property',
  onReader: false,
  remembers: true,
  args: () =>
    z.strictObject({
      program: programName,
      property: z.enum(properties),
    }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...dialogExpectations,
      ...dataExpectations(names),
      value: text.optional().describe('A text or a number; bytes are `data`'),
    }),
  defaults: {},
  async run({ world }, { program: name, property }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => {
      const value = await getProperty(keyOf(program), property);
      return value instanceof Uint8Array ? { data: value, length: value.length } : { value: String(value) };
    });
  },
});

export const nCryptSetPin = defineStep({
  key: 'NCryptSetProperty',
  summary: 'Gives the code porteur to the key (NCRYPT_PIN_PROPERTY) in place of the dialog',
  short: 'pin',
  onReader: false,
  presentsCode: () => true,
  args: () => z.strictObject({ program: programName, pin: code.describe('The code that is presented') }),
  expect: () => z.strictObject(dialogOutcome),
  defaults: {},
  async run({ world }, { program: name, pin }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => {
      await setPin(keyOf(program), pin);
      return {};
    });
  },
});

export const nCryptSignHash = defineStep({
  key: 'NCryptSignHash',
  summary: 'Hashes and signs a message with the open key; the signature is big-endian',
  onReader: false,
  remembers: true,
  args: () => withMessage({ program: programName, hash: hashName, silent }),
  expect: (names) =>
    z.strictObject({
      ...dialogOutcome,
      ...signatureExpectations(names),
    }),
  defaults: {},
  async run({ world }, { program: name, hash, silent: quiet, ...given }, { signature: expected }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => {
      const key = keyOf(program);
      const digest = new Uint8Array(createHash(hash).update(messageOf(given)).digest());
      const padding = { algorithmId: hash.toUpperCase() };
      const data = await signHash(key, padding, digest, NCRYPT.PAD_PKCS1 | (quiet === 'yes' ? NCRYPT.SILENT : 0));
      return signed(data, expected, () => nCryptVerifySignature(key, padding, digest, data));
    });
  },
});

export const nCryptDecrypt = defineStep({
  key: 'NCryptDecrypt',
  summary: 'Decrypts with the open key what was encrypted for its certificate',
  onReader: false,
  args: () => withMessage({ program: programName }),
  expect: () =>
    z.strictObject({
      ...dialogOutcome,
      ...decryptedExpectation,
    }),
  defaults: {},
  async run({ world }, { program: name, ...given }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => {
      const key = keyOf(program);
      const der = await getProperty(key, 'SmartCardKeyCertificate');
      const cryptogram = encryptFor(der, messageOf(given), world.random).reverse();
      return { text: new TextDecoder().decode(await decrypt(key, cryptogram)) };
    });
  },
});
