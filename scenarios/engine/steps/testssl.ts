/** Steps of TESTSSL: what it sees of the card in a reader, and how its server is set. */
import { z } from 'zod';
import { TEST_SSL_CHOICES } from '../../world/health-services.ts';
import { type CardSeen, CONNECTIONS, PAGES, PROXIES, TestSslClient } from '../../world/testssl-client.ts';
import type { WindowsProgram } from '../../world/windows/windows-computer.ts';
import { integer, oneOrMore, text } from '../file/vocabulary.ts';
import { defineStep, type Observation } from './definition.ts';
import { dialogExpectations, programName, withDialogs } from './parts/dialogs.ts';
import { orTlsRefusal, type TlsRefusal } from './parts/tls-refusal.ts';

const yes = z.enum(['yes', 'no']);
const LARGEST_BODY = 2_000_000;

const clients = new WeakMap<WindowsProgram, TestSslClient>();

/** What came back; of several broken rules the first. */
function observed({ verification, handshake, person, broken }: CardSeen): Observation {
  const [first] = broken;
  const rules = { layer: first?.layer, rule: first?.rule };
  return { outcome: verification === 'SUCCESS' ? 'accepted' : 'refused', handshake, person, ...rules };
}

/** Why nothing came back is an observation too. */
function noPage(refusal: TlsRefusal): Observation {
  return { outcome: 'none', ...refusal };
}

export const testssl = defineStep({
  key: 'testssl',
  summary: 'A program opens the page of TESTSSL with the card in the reader, and says whom the site saw',
  short: 'connection',
  onReader: true,
  args: () =>
    z.strictObject({
      program: programName,
      connection: z
        .enum(CONNECTIONS, { error: CONNECTIONS.join(', ') })
        .default('new')
        .describe('new; kept: the one before, if the server keeps it; ticket: a new one that resumes the session'),
      chain: yes.default('no').describe("Whether the authorities above the card's certificate are sent too"),
      named: yes.default('yes').describe('Whether the server is called by its name (SNI)'),
      securityLevel: integer(0, 2)
        .optional()
        .describe("Of the program's own OpenSSL; 0 lets a card of 2TER (SHA-1) out"),
      page: z
        .enum(PAGES)
        .default('card')
        .describe('card: what is read on it; entrance: the page before, which a certificate on a path leaves open'),
      body: integer(1, LARGEST_BODY).optional().describe('Bytes sent along, as a form with a document'),
      key: z
        .enum(['authentication', 'signature'])
        .default('authentication')
        .describe('Which of the two keys of the card is shown'),
      proxy: z
        .enum(PROXIES)
        .optional()
        .describe(
          "The page over HTTP, with the card's certificate in a header: of the site's own proxy, of one that passes none on " +
            '(silent) or cuts it, or written by anybody (forged)',
        ),
      endWithCard: yes.default('no').describe('Whether connections and sessions end when the card leaves its reader'),
    }),
  expect: () =>
    z.strictObject({
      ...dialogExpectations,
      outcome: z
        .enum(['accepted', 'refused', 'none'])
        .optional()
        .describe('What the site says of the card; none: the connection came to nothing'),
      handshake: z.enum(['full', 'resumed', 'proxied']).optional().describe('How the connection came to be'),
      person: text.optional().describe('Whom the site saw: CLAIRE MEDECIN9990001 (899909990001)'),
      layer: text
        .optional()
        .describe(
          'Where it was refused: TLS, HTTP, proxy, certificate, trust, validity, usage, revocation, authorisation',
        ),
      rule: text.optional().describe('Which rule is broken: otherBranch, expired, revoked, incompleteChain...'),
      reason: oneOrMore(text, { en: 'a reason, or a list of them', fr: 'une raison, ou une liste de raisons' })
        .optional()
        .describe('none: why, of the card (not-inserted, card-removed...), or connection'),
    }),
  defaults: { outcome: 'accepted' },
  async run({ world, reader }, { program: name, chain, named, key, proxy, endWithCard, ...how }) {
    const program = world.windows.program(name);
    const client = clients.get(program) ?? new TestSslClient(world.services.testssl, program.tls);
    clients.set(program, client);
    const look = { ...how, chain: chain === 'yes', named: named === 'yes' };
    const card = { reader, use: key, endWhenRemoved: endWithCard === 'yes' };
    const looked = async () =>
      observed(await (proxy === undefined ? client.look(look, card) : client.lookThrough(proxy, card)));
    return withDialogs(program, () => orTlsRefusal(looked, noPage));
  },
});

const { branch, tls, issuers, trusted, withoutName, certificate, proxy, admits } = TEST_SSL_CHOICES;
const MOST_SECONDS = 600;

export const testsslSettings = defineStep({
  key: 'testsslSettings',
  summary: 'Sets the server of TESTSSL; what is not named stays, and every connection ends',
  onReader: false,
  args: () =>
    z.strictObject({
      branch: z.enum(branch).optional().describe('Whose cards are taken'),
      tls: z
        .enum(tls)
        .optional()
        .describe('1.2: PKCS#1 signatures, which every card makes; 1.2-pss; 1.3; openssl: any'),
      issuers: z.enum(issuers).optional().describe('Names of authorities that clients choose a certificate by'),
      trusted: z
        .enum(trusted)
        .optional()
        .describe('Authorities that the server has; roots: the client sends the others'),
      depth: integer(0, 8).optional().describe('Authorities that may stand between a certificate and its root'),
      securityLevel: integer(0, 2).optional().describe('Of OpenSSL: 1 refuses SHA-1, 2 keys below 2048 bits too'),
      tickets: yes.optional().describe('Whether sessions are resumed, without the card'),
      keepAlive: yes.optional().describe('Whether a connection stays after an answer'),
      handshakeSeconds: integer(1, MOST_SECONDS)
        .optional()
        .describe('How long a handshake may take, the code included'),
      withoutName: z.enum(withoutName).optional().describe('What who names no server gets'),
      certificate: z.enum(certificate).optional().describe('Asked for in the handshake, or by another one on one path'),
      admits: z
        .enum(admits)
        .optional()
        .describe(
          'Who comes in with a good certificate: cards alone; insi: ORG AUTH_CLI of that name; dmp: any ORG AUTH_CLI',
        ),
      proxy: z.enum(proxy).optional().describe('Whether the page over HTTP believes the certificate of a header'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { services } }, { tickets, keepAlive, ...settings }) {
    await services.testssl.change({
      ...settings,
      ...(tickets !== undefined && { tickets: tickets === 'yes' }),
      ...(keepAlive !== undefined && { keepAlive: keepAlive === 'yes' }),
    });
    return {};
  },
});
