/** Steps of the CryptoAPI functions over the smart card CSP. */
import { z } from 'zod';
import {
  cryptAcquireContext as acquire,
  BASE_CSP,
  CRYPT,
  type CryptProvider,
  CspError,
  cryptCreateHash,
  cryptGetKeyCertificate,
  cryptGetUserKey,
  cryptHashData,
  cryptDecrypt as decrypt,
  cryptGetProvParam as getProvParam,
  NTE,
  cryptReleaseContext as release,
  cryptSetProvParam as setProvParam,
  cryptSignHash as sign,
} from '../../../driver/csp/index.ts';
import { HASHES } from '../../world/minidriver-session.ts';
import type { WindowsProgram } from '../../world/windows/windows-computer.ts';
import { code, integer, text } from '../file/vocabulary.ts';
import { defineStep, type Observation } from './definition.ts';
import { encryptFor, verifies } from './parts/certificate.ts';
import { hashName, messageOf, withMessage } from './parts/containers.ts';
import { dialogExpectations, programName, withDialogs, withReaderName } from './parts/dialogs.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';
import { decryptedExpectation, dialogOutcome, signatureExpectations, signed } from './parts/signatures.ts';

const FLAGS = {
  silent: CRYPT.SILENT,
  verifycontext: CRYPT.VERIFYCONTEXT,
  newkeyset: CRYPT.NEWKEYSET,
  deletekeyset: CRYPT.DELETEKEYSET,
  'machine-keyset': CRYPT.MACHINE_KEYSET,
  'default-container-optional': CRYPT.DEFAULT_CONTAINER_OPTIONAL,
} as const;
type FlagName = keyof typeof FLAGS;

const flagNames = z.array(z.enum(Object.keys(FLAGS) as [FlagName, ...FlagName[]])).default([]);

/** @throws CspError NTE_INVALID_HANDLE when the program has no context */
function contextOf({ provider }: WindowsProgram): CryptProvider {
  if (provider === undefined)
    throw new CspError(NTE.INVALID_HANDLE, {
      en: 'no context: CryptAcquireContext first',
      fr: "pas de contexte : d'abord CryptAcquireContext",
    });
  return provider;
}

/** AT_SIGNATURE for the container SIGN. */
async function keyOf(provider: CryptProvider) {
  const name = await getProvParam(provider, 'PP_CONTAINER');
  return cryptGetUserKey(provider, name.endsWith('SIGN') ? 2 : 1);
}

export const cryptAcquireContext = defineStep({
  key: 'CryptAcquireContext',
  summary: 'Acquires a context of the smart card CSP on a container',
  short: 'container',
  onReader: true,
  args: () =>
    z.strictObject({
      program: programName,
      container: text
        .optional()
        .describe(
          '\\\\.\\{reader}\\NAME, \\\\.\\{reader}\\, NAME, or nothing; {reader} stands for the reader of the step',
        ),
      provider: text.default(BASE_CSP).describe('Name of the provider'),
      type: integer(0, 99).default(1).describe('dwProvType: 1 PROV_RSA_FULL'),
      flags: flagNames,
    }),
  expect: () =>
    z.strictObject({ ...outcome, ...dialogExpectations, container: text.optional().describe('Name of the container') }),
  defaults: {},
  async run(context, { program: name, container: given, flags, ...rest }) {
    const program = context.world.windows.program(name);
    return withDialogs(program, async () => {
      const container = await withReaderName(given, context);
      const bits = flags.reduce((all, flag) => all | FLAGS[flag], 0);
      const provider = await acquire(program.process, { ...rest, container, flags: bits });
      program.provider = provider;
      return { container: provider.container?.record.name ?? 'none' };
    });
  },
});

export const cryptReleaseContext = defineStep({
  key: 'CryptReleaseContext',
  summary: 'Releases the context: with the last one on a card its transaction ends',
  short: 'program',
  onReader: false,
  args: () => z.strictObject({ program: programName }),
  expect: () => z.strictObject(outcome),
  defaults: {},
  async run({ world }, { program }) {
    await release(contextOf(world.windows.program(program)));
    return {};
  },
});

const parameters = [
  'PP_NAME',
  'PP_PROVTYPE',
  'PP_ENUMCONTAINERS',
  'PP_CONTAINER',
  'PP_UNIQUE_CONTAINER',
  'PP_KEYSPEC',
  'PP_SMARTCARD_READER',
  'PP_SMARTCARD_GUID',
  'PP_USER_CERTSTORE',
  'PP_ROOT_CERTSTORE',
] as const;

export const cryptGetProvParam = defineStep({
  key: 'CryptGetProvParam',
  summary: 'A parameter of the context: its containers, its reader, the certificates of the card',
  short: 'parameter',
  onReader: false,
  remembers: true,
  args: () =>
    z.strictObject({
      program: programName,
      parameter: z.enum(parameters),
    }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...dialogExpectations,
      ...dataExpectations(names),
      values: z.array(text).optional().describe('The values, in any order'),
      count: integer(0, 999).optional().describe('How many values there are'),
    }),
  defaults: {},
  async run({ world }, { program: name, parameter }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => shownParameter(await getProvParam(contextOf(program), parameter)));
  },
});

function shownParameter(value: string | number | Uint8Array | readonly unknown[]): Observation {
  if (value instanceof Uint8Array) return { data: value, length: value.length };
  const values = Array.isArray(value) ? value : [value];
  return {
    values: values.map((item) => (typeof item === 'object' ? 'a certificate' : String(item))),
    count: values.length,
  };
}

export const cryptSetProvParam = defineStep({
  key: 'CryptSetProvParam',
  summary: 'Gives the code porteur to the context (PP_KEYEXCHANGE_PIN, PP_SIGNATURE_PIN) in place of the dialog',
  short: 'pin',
  onReader: false,
  presentsCode: () => true,
  args: () =>
    z.strictObject({
      program: programName,
      parameter: z.enum(['PP_KEYEXCHANGE_PIN', 'PP_SIGNATURE_PIN']).default('PP_KEYEXCHANGE_PIN'),
      pin: code.describe('The code that is presented'),
    }),
  expect: () => z.strictObject(dialogOutcome),
  defaults: {},
  async run({ world }, { program: name, parameter, pin }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => {
      await setProvParam(contextOf(program), parameter, pin);
      return {};
    });
  },
});

export const cryptSignHash = defineStep({
  key: 'CryptSignHash',
  summary: 'Hashes and signs a message with the key of the context; the code porteur is asked for when it is not kept',
  onReader: false,
  remembers: true,
  args: () => withMessage({ program: programName, hash: hashName }),
  expect: (names) =>
    z.strictObject({
      ...dialogOutcome,
      ...signatureExpectations(names),
    }),
  defaults: {},
  async run({ world }, { program: name, hash, ...given }, { signature: expected }) {
    const program = world.windows.program(name);
    return withDialogs(program, async () => {
      const provider = contextOf(program);
      const key = await keyOf(provider);
      const bytes = messageOf(given);
      const hashed = cryptCreateHash(provider, HASHES[hash]);
      cryptHashData(hashed, bytes);
      const data = await sign(hashed, key.keySpec);
      return signed(data, expected, async () => verifies(await cryptGetKeyCertificate(key), hash, bytes, data));
    });
  },
});

export const cryptDecrypt = defineStep({
  key: 'CryptDecrypt',
  summary: 'Decrypts with the key of the context what was encrypted for its certificate',
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
      const key = await keyOf(contextOf(program));
      const cryptogram = encryptFor(await cryptGetKeyCertificate(key), messageOf(given), world.random);
      return { text: new TextDecoder().decode(await decrypt(key, cryptogram)) };
    });
  },
});
