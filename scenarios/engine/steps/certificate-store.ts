/** Steps of the store MY: its propagation service, looking for certificates, signing and verifying as the guide does. */
import { createHash, type X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { parseTime } from '#common/calendar.ts';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import {
  type CardWebErrorStatus,
  cardWebErrorStatus,
  clean,
  findCertificates,
  findLastCertificate,
  type StoreCertificate,
  signCertificateVerify,
  signText,
  USAGES,
  verifyCertificateVerify,
  verifyText,
} from '../../../driver/certificate-store/index.ts';
import { CRYPT, CspError, cryptAcquireContext, cryptGetProvParam, NTE } from '../../../driver/csp/index.ts';
import type { WindowsProgram } from '../../world/windows/windows-computer.ts';
import type { World } from '../../world/world.ts';
import { integer, text, time } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { dialogExpectations, programName, withDialogs } from './parts/dialogs.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';

const signedText = text.describe('The text that is signed');
const yesOrNo = z.enum(['yes', 'no']);
const textHash = z.enum(['sha1', 'sha256']).default('sha1').describe('What the message is hashed with');

export const certPropSvc = defineStep({
  key: 'CertPropSvc',
  summary: 'Starts or stops the service that copies the certificates of inserted cards into the store MY',
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      certPropEnabled: ['start'],
      removeWithCard: ['start'],
    },
  },
  onReader: false,
  args: () =>
    z.strictObject({
      do: z.enum(['start', 'stop']),
      certPropEnabled: yesOrNo.optional().describe('The policy; yes by default'),
      removeWithCard: yesOrNo.optional().describe('The remedy Windows does not have; no by default'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { windows } }, { do: action, certPropEnabled = 'yes', removeWithCard = 'no' }) {
    if (action === 'stop') await windows.stopPropagation();
    else windows.startPropagation({ enabled: certPropEnabled === 'yes', removeWithCard: removeWithCard === 'yes' });
    await windows.settled();
    return {};
  },
});

const query = {
  issuer: text.optional().describe('Common name of the issuer'),
  usage: z
    .enum(['signature', 'authentication'])
    .optional()
    .describe("By extended key usage, as the guide's sample does"),
};

type Query = { readonly issuer?: string | undefined; readonly usage?: keyof typeof USAGES | undefined };

function queryOf({ clock }: World, { issuer, usage }: Query) {
  return {
    at: clock.date(),
    ...(issuer !== undefined && { issuerName: issuer }),
    ...(usage !== undefined && { enhancedKeyUsages: USAGES[usage] }),
  };
}

export const certEnumCertificatesInStore = defineStep({
  key: 'CertEnumCertificatesInStore',
  summary: 'The certificates of the store MY',
  onReader: false,
  args: () => z.strictObject(query),
  expect: () =>
    z.strictObject({
      ...outcome,
      count: integer(0, 9999).optional().describe('How many there are'),
      containers: z.array(text).optional().describe('The containers their keys are in'),
    }),
  defaults: {},
  async run({ world }, args) {
    const { windows } = world;
    await windows.settled();
    const found = findCertificates(windows.store, queryOf(world, args));
    return {
      count: found.length,
      containers: found.map(({ properties }) => properties.keyProviderInfo?.containerName ?? 'none'),
    };
  },
});

export const findCertificate = defineStep({
  key: 'findCertificate',
  summary: "The guide's search in the store MY: the last certificate that fits",
  onReader: false,
  remembers: true,
  args: () => z.strictObject({ program: programName, ...query }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...dataExpectations(names),
      found: yesOrNo.optional().describe('Whether there is one'),
      subject: text.optional().describe("A part of the certificate's subject"),
      issuer: text.optional().describe("A part of the certificate's issuer"),
    }),
  defaults: {},
  async run({ world }, { program: name, ...args }) {
    const { windows } = world;
    await windows.settled();
    const program = windows.program(name);
    program.certificate = findCertificates(windows.store, queryOf(world, args)).at(-1);
    if (program.certificate === undefined) return { found: 'no' };
    const { der, subject, issuer } = program.certificate;
    return { found: 'yes', data: der, length: der.length, subject, issuer };
  },
});

/** @throws CspError NTE_NO_KEY when the program has found none */
function certificateOf({ certificate }: WindowsProgram) {
  if (certificate === undefined)
    throw new CspError(NTE.NO_KEY, {
      en: 'no certificate: findCertificate first',
      fr: "pas de certificat : d'abord findCertificate",
    });
  return certificate;
}

export const signWithCPS = defineStep({
  key: 'signWithCPS',
  summary: "The guide's sample: signs the UTF-16BE bytes of a text with the key of the certificate found",
  onReader: false,
  remembers: true,
  args: () => z.strictObject({ program: programName, text: signedText, hash: textHash }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...dialogExpectations,
      ...dataExpectations(names),
      attemptsRemaining: integer(0, 15).optional().describe('Tries left of the code porteur'),
    }),
  defaults: {},
  async run({ world: { windows } }, { program: name, text: words, hash }) {
    const program = windows.program(name);
    return withDialogs(program, async () => {
      const data = fromHex(await signText(program.process, certificateOf(program), words, hash));
      return { data, length: data.length };
    });
  },
});

export const makeWebHttpRequest = defineStep({
  key: 'makeWebHttpRequest',
  summary:
    "The guide's sample, the card's part: the TLS handshake signed with the last authentication certificate found",
  onReader: false,
  args: () =>
    z.strictObject({
      program: programName,
      issuer: query.issuer,
      serverTime: time.optional().describe("The server's clock; right by default"),
    }),
  expect: () =>
    z.strictObject({
      ...dialogExpectations,
      status: z
        .enum(['Success', 'CannotConnect', 'CertificateExpired', 'CertificateRevoked', 'Unknown'])
        .optional()
        .describe('WebErrorStatus; Success when nothing is said'),
    }),
  defaults: { status: 'Success' },
  async run({ world }, { program: name, issuer, serverTime = 'now' }) {
    const { windows } = world;
    await windows.settled();
    const program = windows.program(name);
    const certificate = findLastCertificate(windows.store, queryOf(world, { issuer, usage: 'authentication' }));
    const handshake = world.random(HANDSHAKE_LENGTH);
    return withDialogs(program, async () => {
      try {
        const signature = await signCertificateVerify(program.process, presented(certificate), sha256(handshake));
        const { x509 } = presented(certificate);
        const signed = verifyCertificateVerify(x509.publicKey, handshake, signature);
        return { status: signed ? judgedByServer(world, x509, serverTime) : 'Unknown' };
      } catch (error) {
        return { status: cardWebErrorStatus(error) };
      }
    });
  },
});

type Judgement = CardWebErrorStatus | 'Success';

/** What a server makes of the certificate: it has all of the handshake when it looks, the person has typed the code. */
function judgedByServer({ clock, pki }: World, certificate: X509Certificate, time: string): Judgement {
  const now = (parseTime(time, clock.date()) ?? clock.date()).getTime();
  const { validFrom, validTo, serialNumber } = certificate;
  if (now < Date.parse(validFrom) || now > Date.parse(validTo)) return 'CertificateExpired';
  const issuer = pki.issuerOf(certificate);
  if (issuer === undefined) return 'Unknown';
  return pki.register(issuer.id).at().status(serialNumber).status === 'revoked' ? 'CertificateRevoked' : 'Success';
}

/** As long as the messages of a short handshake. */
const HANDSHAKE_LENGTH = 2048;

function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(data).digest());
}

/** @throws CspError NTE_NO_KEY: the store holds no certificate for authentication */
function presented(certificate: StoreCertificate | undefined): StoreCertificate {
  if (certificate === undefined)
    throw new CspError(NTE.NO_KEY, {
      en: 'no authentication certificate in the store',
      fr: "pas de certificat d'authentification dans le magasin",
    });
  return certificate;
}

export const verifySignature = defineStep({
  key: 'verifySignature',
  summary: "The guide's sample: verifies with the certificate found, without card",
  onReader: false,
  args: (names) =>
    z.strictObject({
      program: programName,
      text: signedText,
      hash: textHash,
      signature: names.remembered.describe('A signature that was remembered'),
    }),
  expect: () =>
    z.strictObject({
      ...outcome,
      verified: yesOrNo.optional().describe('Whether the signature is right; yes when nothing is said'),
    }),
  defaults: { verified: 'yes' },
  async run({ world: { windows }, remembered }, { program: name, text: words, hash, signature }) {
    const certificate = certificateOf(windows.program(name));
    return { verified: verifyText(certificate, words, toHex(remembered(signature)), hash) ? 'yes' : 'no' };
  },
});

export const cleanStore = defineStep({
  key: 'cleanStore',
  summary: 'Takes the certificates of cards that are not there, or those out of date, out of the store MY',
  short: 'what',
  onReader: false,
  args: () => z.strictObject({ program: programName, what: z.enum(['absent', 'expired']) }),
  expect: () => z.strictObject({ ...outcome, removed: integer(0, 9999).optional().describe('Certificates taken out') }),
  defaults: {},
  async run({ world: { clock, windows } }, { program: name, what }) {
    if (what === 'expired') return { removed: clean(windows.store, { expiredAt: clock.date() }).length };
    const { process } = windows.program(name);
    const provider = await cryptAcquireContext(process, { flags: CRYPT.VERIFYCONTEXT | CRYPT.SILENT });
    const present = await cryptGetProvParam(provider, 'PP_USER_CERTSTORE');
    const cardsPresent = new Set(present.map(({ cardIdentifier }) => cardIdentifier));
    return { removed: clean(windows.store, { cardsPresent }).length };
  },
});
