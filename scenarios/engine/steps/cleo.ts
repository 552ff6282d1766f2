/** Steps of CleoCPS, which asks for server certificates with a card. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { z } from 'zod';
import { ReasonedError } from '#common/coded-error.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { readCertificates, x509 } from '#formats/certificates.ts';
import {
  REQUEST_CIPHERS,
  REQUEST_DIGESTS,
  type RequestCipher,
  type RequestFolder,
  SERVER_KINDS,
} from '../../../driver/cleo/index.ts';
import { CLEO_PROGRAM, type Cleo, cleoIn } from '../../world/cleo/index.ts';
import { integer, oneOrMore, text } from '../file/vocabulary.ts';
import { defineStep, type Observation } from './definition.ts';
import { dialogExpectations, withDialogs } from './parts/dialogs.ts';

export const cleoComputer = defineStep({
  key: 'cleoComputer',
  summary:
    'How the computer of CleoCPS is from now on: Cryptolib CPS, an older CleoCPS, the mail program, the ports of LDAP',
  onReader: false,
  args: () =>
    z.strictObject({
      cryptolib: z.enum(['installed', 'absent']).optional().describe('Its PKCS#11 part signs; installed at first'),
      olderVersion: text.optional().describe('An older CleoCPS that is still installed; "" for none, as at first'),
      mail: z.enum(['allowed', 'refused']).optional().describe('Whether the person lets CleoCPS send and read mail'),
      ldap: z
        .enum(['open', 'ldaps', 'closed'])
        .optional()
        .describe('Ports 389 and 636; ldaps: 636 alone; open at first'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, settings) {
    cleoIn(world).configure(settings);
    return {};
  },
});

/** Of CleoCPS, and of the files it reads. */
const REASONS = [
  'cryptolib',
  'olderVersion',
  'name',
  'exists',
  'absent',
  'field',
  'step',
  'issued',
  'cardAbsent',
  'otherCard',
  'cancelled',
  'wrongCode',
  'blocked',
  'mailProgram',
  'server',
  'refused',
  'noCertificate',
  'passwordMissing',
  'password',
  'otherKey',
  'otherKind',
] as const;
const reason = oneOrMore(z.enum(REASONS, { error: REASONS.join(', ') }), {
  en: 'a reason of CleoCPS: cardAbsent, issued, password...',
  fr: 'une raison de CleoCPS : cardAbsent, issued, password...',
});

/** What was refused for a reason is an observation, with what is `left` in the folder. */
async function reasonedly(work: () => Promise<Observation>, left: () => Observation): Promise<Observation> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReasonedError) || !['ERR_CLEO', 'ERR_FORMAT'].includes(error.code)) throw error;
    return {
      ...left(),
      error: error.reason,
      why: { en: error.messageIn('en'), fr: error.messageIn('fr') },
    };
  }
}

const CIPHERS = Object.keys(REQUEST_CIPHERS) as [RequestCipher, ...RequestCipher[]];

const cleoArgs = z.strictObject({
  do: z.enum(['init', 'request', 'send', 'complete', 'delete', 'wizard']),
  name: text.optional().describe('Name of the request; Demande_1 by default, and then the last one'),
  folder: text.optional().describe('init: name of the folder it stands in; Dossier_1 by default'),
  kind: z.enum(SERVER_KINDS).default('ssl').describe('init, wizard: by the DNS name of the server, or by its address'),
  bits: z.enum(['1024', '2048']).optional().describe('init: length of the key; 1024 by default'),
  server: text.optional().describe('request, wizard: full name of the server, or its e-mail address'),
  structure: text.default('').describe('request: national identification of the structure'),
  password: text.optional().describe('Of the keys; none by default'),
  sealed: z.enum(['yes', 'no']).default('yes').describe('request: signed and encrypted with the CPS card'),
  cipher: z
    .enum(CIPHERS, { error: CIPHERS.join(', ') })
    .default('3des')
    .describe('request: what it is encrypted with'),
  digest: z.enum(REQUEST_DIGESTS).default('sha256').describe('request: what the card signs of it'),
  files: z.enum(['pair', 'p12', 'both']).default('both').describe('complete: .key and .crt, .p12, or both'),
  p12Password: text.default('mot de passe du p12').describe('complete: of the .p12, another than that of the keys'),
  attachments: z
    .enum(['listed', 'all'])
    .default('listed')
    .describe('complete: all: the person has changed how the mail is shown, and sees those it did not list'),
});
type CleoArguments = z.output<typeof cleoArgs>;

type Doing = (cleo: Cleo, args: CleoArguments) => Promise<Observation>;

/** Those that stand in its folder and below; a sub-folder's name is a date, and written as *. */
function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'demande.json');
  return files.map(({ name, parentPath }) => (relative(path, parentPath) === '' ? name : `*/${name}`)).sort();
}

/** The request as it stands there, and its certificate when it has one. */
function described(path: string): Observation {
  const seen = { files: filesIn(path), folder: basename(dirname(path)), name: basename(path) };
  const file = `${path}/${basename(path)}.crt`;
  if (!existsSync(file)) return seen;
  const [der = new Uint8Array()] = readCertificates(file, new Uint8Array(readRegularFile(file, 100_000)));
  const { subject, issuer, publicKey } = x509(file, der);
  return { ...seen, subject, issuer, modulusBits: publicKey.asymmetricKeyDetails?.modulusLength };
}

function after(request: RequestFolder, more: Observation = {}): Observation {
  return { ...described(request.path), ...more };
}

const DOINGS: Readonly<Record<CleoArguments['do'], Doing>> = {
  async init(cleo, { kind, folder, name, password, bits }) {
    const length = bits === undefined ? undefined : (Number(bits) as 1024 | 2048);
    return after(await cleo.init({ kind, password, bits: length, ...(folder && { folder }), ...(name && { name }) }));
  },
  async request(cleo, { name, server = '', structure: structureId, password: keyPassword, sealed, cipher, digest }) {
    const request = cleo.request(name);
    await cleo.issue(request, { server, structureId, keyPassword, signed: sealed === 'yes', cipher, digest });
    await cleo.send(request);
    return after(request);
  },
  async send(cleo, { name }) {
    await cleo.send(cleo.request(name));
    return after(cleo.request(name));
  },
  async complete(cleo, { name, password: keyPassword, files, p12Password, attachments }) {
    const made = { pair: files !== 'p12', p12Password: files === 'pair' ? undefined : p12Password };
    const { warnings } = await cleo.complete(cleo.request(name), { keyPassword, attachments, ...made });
    return after(cleo.request(name), { warnings: warnings.length });
  },
  async delete(cleo, { name }) {
    const { path } = cleo.request(name);
    cleo.request(name).delete();
    return { files: filesIn(path) };
  },
  async wizard(cleo, { kind, server, password }) {
    const { folder, degraded } = await cleo.wizard({ kind, server, password });
    return { ...described(folder), directory: degraded ? 'closed' : 'asked' };
  },
};

export const cleo = defineStep({
  key: 'cleo',
  summary:
    'CleoCPS: makes keys, issues and sends a request signed by the card, completes it with the answer; or all of it (wizard)',
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      name: ['init', 'request', 'send', 'complete', 'delete'],
      folder: ['init'],
      kind: ['init', 'wizard'],
      bits: ['init'],
      server: ['request', 'wizard'],
      structure: ['request'],
      password: ['init', 'request', 'complete', 'wizard'],
      sealed: ['request'],
      cipher: ['request'],
      digest: ['request'],
      files: ['complete'],
      p12Password: ['complete'],
      attachments: ['complete'],
    },
  },
  onReader: true,
  args: () => cleoArgs,
  expect: () =>
    z.strictObject({
      error: reason.optional().describe('Why it went no further'),
      ...dialogExpectations,
      files: z.array(text).optional().describe('In the folder of the request; */ for those put aside'),
      folder: text.optional().describe('Name of the folder it stands in'),
      name: text.optional().describe('Name of the request'),
      subject: text.optional().describe('A part of the subject of the certificate'),
      issuer: text.optional().describe('A part of its issuer'),
      modulusBits: integer(512, 4096).optional().describe('Length of its key'),
      warnings: integer(0, 9).optional().describe('complete: how many'),
      directory: z.enum(['asked', 'closed']).optional().describe('wizard: closed: the name of the server was typed'),
    }),
  defaults: {},
  run({ world }, args) {
    const program = cleoIn(world);
    const left = () => (program.has(args.name) ? described(program.request(args.name).path) : {});
    return withDialogs(world.windows.program(CLEO_PROGRAM), () =>
      reasonedly(() => DOINGS[args.do](program, args), left),
    );
  },
});
