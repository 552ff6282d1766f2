/** Steps of the web services of MSSanté: a program that calls them with the card, and how they work. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { type HealthServices, SOAP_CHOICES } from '../../world/health-services.ts';
import type { MailServiceClient, ServiceAnswer, ServiceRefusal, ServiceWay } from '../../world/mail-service-client.ts';
import type { WindowsProgram } from '../../world/windows/windows-computer.ts';
import { integer, text } from '../file/vocabulary.ts';
import type { StepContext } from './context.ts';
import { defineStep, type Observation } from './definition.ts';
import { dialogExpectations, programName, withDialogs } from './parts/dialogs.ts';
import { flow, flowsOf, orRefused, trusts, verdict } from './parts/mssante.ts';

const DEEDS = [
  ...(['open', 'close', 'folders', 'list', 'read', 'send', 'move', 'delete'] as const),
  ...(['addresses', 'domains', 'trustedList'] as const),
] as const;
const MOST = 999_999_999;
const yes = z.enum(['yes', 'no']);

const args = z.strictObject({
  program: programName,
  do: z
    .enum(DEEDS, { error: DEEDS.join(', ') })
    .describe('open, close: the prior authentication and its token; trustedList: the signed file of domains'),
  flow,
  trusts,
  connection: z
    .enum(['new', 'kept'])
    .default('kept')
    .describe('kept: the one of the call before, where there is one; new: with a handshake of its own'),
  timestamp: z.enum(SOAP_CHOICES.timestamp).default('none').describe('Of WS-Security, by the clock of the program'),
  tokenOf: programName.unwrap().optional().describe("Shows that program's token; its own by default"),
  address: text.optional().describe("open: the address that is asked for; the holder's by default"),
  folder: text.default('INBOX').describe('list, read, move, delete: which folder'),
  number: integer(1, MOST).default(1).describe('read, move, delete: which message'),
  target: text.default('Trash').describe('move: into which folder'),
  to: text.default('claire.medecin9990001@simulation.mssante.fr').describe('send: to whom'),
  subject: text.default('essai').describe('send: the subject'),
  text: text.default('Bonjour').describe('send: the text'),
  search: text.optional().describe('addresses: a part of a name or of an address'),
  trim: yes.default('yes').describe('trustedList: whether blanks around names are taken off'),
});

type Args = z.infer<typeof args>;

interface Caller {
  readonly client: MailServiceClient;
  token?: string | undefined;
}

const callers = new WeakMap<WindowsProgram, Caller>();

async function callerOf({ world }: StepContext, name: string): Promise<Caller> {
  const program = world.windows.program(name);
  const known = callers.get(program);
  if (known !== undefined) return known;
  // Web and its parsers are loaded by who wants them.
  const { MailServiceClient: Client } = await import('../../world/mail-service-client.ts');
  const caller = { client: new Client(world.services, program.tls, world.clock) };
  callers.set(program, caller);
  return caller;
}

/** What each deed calls, with which of the arguments. */
const OPERATIONS: Readonly<Record<Exclude<Args['do'], 'trustedList'>, readonly [name: string, ...fields: string[]]>> = {
  open: ['OpenSession', 'address'],
  close: ['CloseSession'],
  folders: ['ListFolders'],
  list: ['ListMessages', 'folder'],
  read: ['ReadMessage', 'folder', 'number'],
  send: ['SendMessage', 'to', 'subject', 'text'],
  move: ['MoveMessage', 'folder', 'number', 'target'],
  delete: ['DeleteMessage', 'folder', 'number'],
  addresses: ['ListAddresses', 'search'],
  domains: ['ListTrustedDomains'],
};

function valuesFor(given: Args, fields: readonly string[]) {
  const all = { ...given, to: [given.to] };
  return Object.fromEntries(fields.map((name) => [name, Reflect.get(all, name)]));
}

type Head = { readonly subject: string; readonly from: string; readonly number: number };
interface Came {
  readonly token?: string;
  readonly address?: string;
  readonly folder?: readonly { readonly name: string; readonly messages: number }[];
  readonly message?: readonly Head[];
  readonly head?: Head;
  readonly text?: string;
  readonly number?: number;
  readonly entry?: readonly { readonly address: string }[];
  readonly domain?: readonly string[];
}

function seen({ address, folder, message, head, text: words, number, entry, domain }: Came): Observation {
  return {
    ...(address !== undefined && { address }),
    ...(folder && { folders: folder.map(({ name, messages }) => `${name} ${messages}`) }),
    ...(message && { subjects: message.map(({ subject }) => subject) }),
    ...(head && { from: head.from, subjects: [head.subject], words }),
    ...(number !== undefined && { number }),
    ...(entry && { addresses: entry.map((one) => one.address) }),
    ...(domain && { domains: domain }),
  };
}

function refusedBy({ by, reason, layer }: ServiceRefusal): Observation {
  return { outcome: 'refused', by, reason, ...(layer !== undefined && { layer }) };
}

function observed(answer: ServiceAnswer, caller: Caller): Observation {
  if ('by' in answer) return refusedBy(answer);
  const came = answer.values as Came;
  if (came.token !== undefined) caller.token = came.token;
  return { outcome: 'done', ...seen(came) };
}

async function done(context: StepContext, given: Args): Promise<Observation> {
  const { services, clock } = context.world;
  const caller = await callerOf(context, given.program);
  const shown = given.tokenOf === undefined ? caller : await callerOf(context, given.tokenOf);
  const kept = given.connection === 'kept';
  const comes = { flow: given.flow, trusts: flowsOf(given.trusts), timestamp: given.timestamp };
  const way: ServiceWay = { ...comes, card: { reader: context.reader }, kept, token: shown.token };
  if (given.do === 'trustedList') {
    const { trustedDomains } = await import('../../world/trusted-domains.ts');
    const list = await trustedDomains({ client: caller.client, services, clock }, way, given.trim === 'yes');
    return 'by' in list ? refusedBy(list) : { outcome: 'done', domains: list.domains };
  }
  const [name, ...fields] = OPERATIONS[given.do];
  const values = valuesFor(given, fields);
  return observed(
    await caller.client.call(name, values, given.do === 'open' ? { ...way, token: undefined } : way),
    caller,
  );
}

function handshakesOf({ mssante }: HealthServices): Observation {
  return { handshakes: mssante.webServices.handshakes };
}

export const mssanteService = defineStep({
  key: 'mssanteService',
  summary: 'A program calls the web services of MSSanté (SOAP), with the card in the reader',
  short: 'do',
  taken: {
    by: 'do',
    arguments: {
      address: ['open'],
      folder: ['list', 'read', 'move', 'delete'],
      number: ['read', 'move', 'delete'],
      target: ['move'],
      to: ['send'],
      subject: ['send'],
      text: ['send'],
      search: ['addresses'],
      trim: ['trustedList'],
    },
  },
  onReader: true,
  args: () => args,
  expect: () =>
    z.strictObject({
      ...dialogExpectations,
      ...verdict,
      reason: text
        .optional()
        .describe('The rule: name, noToken, otherCard, sessionEnded, messageExpired, family, late, badSignature...'),
      layer: text
        .optional()
        .describe('operator: where it is refused: trust, revocation, security, session, service...'),
      handshakes: integer(0, 9999)
        .optional()
        .describe('Handshakes of all programs so far, each with a signature of a card'),
      address: text.optional().describe('open: of the holder'),
      folders: z.array(text).optional().describe('folders: each with how many messages'),
      subjects: z.array(text).optional().describe('list: of all messages; read: of the message'),
      from: text.optional().describe('read: the sender'),
      words: text.optional().describe('read: a part of the text'),
      number: integer(1, MOST).optional().describe('move: of the message in its new folder'),
      addresses: z.array(text).optional().describe('addresses: those that were found'),
      domains: z.array(text).optional().describe('domains, trustedList: those that are trusted'),
    }),
  defaults: { outcome: 'done' },
  async run(context, given) {
    const { world } = context;
    return withDialogs(world.windows.program(given.program), async () => {
      const came = await orRefused(() => done(context, given));
      return { ...came, ...handshakesOf(world.services) };
    });
  },
});

const EXPECTED_MINUTES = packed({
  en: 'minutes from -9999 to 9999, such as 6 or -6',
  fr: 'des minutes de -9999 à 9999, comme 6 ou -6',
});

export const mssanteServiceSettings = defineStep({
  key: 'mssanteServiceSettings',
  summary: 'How the web services of MSSanté work from now on; what is not named stays',
  onReader: false,
  args: () =>
    z.strictObject({
      driftMinutes: z
        .string({ error: EXPECTED_MINUTES })
        .regex(/^-?[0-9]{1,4}$/, { error: EXPECTED_MINUTES })
        .transform(Number)
        .optional()
        .describe('How far their clock is ahead; behind when negative'),
      timestamp: z.enum(SOAP_CHOICES.timestamp).optional().describe('Of WS-Security, in their answers'),
      timestampInFaults: yes.optional().describe('Whether faults have one too'),
      requiresTimestamp: yes.optional().describe('Whether a call without one is refused'),
      keepAlive: yes.optional().describe('Whether a connection stays after an answer'),
      sessionMinutes: integer(1, 9999).optional().describe('How long a prior authentication is good for'),
      trustedList: z.enum(SOAP_CHOICES.whiteList).optional().describe('What is wrong with the list of domains'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world: { services } }, { timestampInFaults, requiresTimestamp, keepAlive, trustedList, ...same }) {
    const flags = { timestampInFaults, requiresTimestamp, keepAlive };
    const given = { ...same, ...(trustedList !== undefined && { whiteList: trustedList }) };
    services.mssante.webServices.configure({
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...Object.fromEntries(
        Object.entries(flags).flatMap(([name, flag]) => (flag === undefined ? [] : [[name, flag === 'yes']])),
      ),
    });
    return {};
  },
});
