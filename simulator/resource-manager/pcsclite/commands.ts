/**
 * The commands of the protocol over the resource manager: request in, bytes of the answer out.
 *
 * Source: reference/pcsclite-protocol.md 2 to 6.
 */
import { englishOnly } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { ScardHandle } from '#pcsc/winscard.ts';
import type { Exchange } from '../exchange.ts';
import type { Client } from './client.ts';
import { COMMAND, type CommandNumber, LAYOUT, READER_NAME_LENGTH, structure } from './messages.ts';
import { readerTableMessage, SLOTS } from './reader-table-message.ts';
import { ProtocolError, type Request } from './request-parser.ts';

/** The answer, or undefined when the command has none. @throws ProtocolError to close the connection */
type Handler = (client: Client, request: Request) => Buffer | undefined | Promise<Buffer | undefined>;

const MAJOR = 4;
/** Oldest and newest minor version. */
const MINOR = { OLDEST: 4, NEWEST: 6 } as const;
/** From here on a client asks for the table apart from the wait. */
const MINOR_WITH_SEPARATE_TABLE = 6;
const MINOR_WITH_LENIENT_CANCEL = 5;

/** The client's own card that the request names. @throws ProtocolError */
function ownCard({ cards }: Client, { command, body }: Request): number {
  const card = body.get(0);
  if (!cards.has(card))
    throw new ProtocolError('handle', englishOnly(`command ${command}: handle ${card} is not this client's`));
  return card;
}

function withRv({ body, command }: Request, rv: number): Buffer {
  return body.set((LAYOUT[command] as { rv: number }).rv, rv).bytes;
}

function version(client: Client, { body }: Request): Buffer {
  const { major, minor, rv } = LAYOUT[COMMAND.VERSION];
  const asked = body.get(minor);
  if (body.get(major) !== MAJOR || asked < MINOR.OLDEST || asked > MINOR.NEWEST)
    return body.set(major, MAJOR).set(minor, MINOR.NEWEST).set(rv, SCARD.E_SERVICE_STOPPED).bytes;
  client.minor = asked;
  return body.set(rv, SCARD.S_SUCCESS).bytes;
}

async function establishContext(client: Client, request: Request): Promise<Buffer> {
  const { scope, context: at } = LAYOUT[COMMAND.ESTABLISH_CONTEXT];
  const { world, program } = client;
  // The client waits for each answer with its context locked: its other threads cannot get a word in.
  const options = { program, oneCallAtATime: true };
  const { rv, context } = await world.calls.establishContext(request.body.get(scope), options);
  if (rv === SCARD.S_SUCCESS) {
    // A connection has one context: a client that asks again does not know the first one.
    const former = client.context;
    client.context = context;
    client.cards.clear();
    if (former !== 0) await world.calls.releaseContext(former);
  }
  request.body.set(at, context);
  return withRv(request, rv);
}

async function releaseContext(client: Client, request: Request): Promise<Buffer> {
  const context = request.body.get(LAYOUT[COMMAND.RELEASE_CONTEXT].context);
  if (context !== client.context || context === 0) return withRv(request, SCARD.E_INVALID_HANDLE);
  client.context = 0;
  client.cards.clear();
  return withRv(request, (await client.world.calls.releaseContext(context)).rv);
}

async function connect(client: Client, request: Request): Promise<Buffer> {
  const { body } = request;
  const at = LAYOUT[COMMAND.CONNECT];
  const context = body.get(at.context);
  if (context !== client.context || context === 0) return withRv(request, SCARD.E_INVALID_HANDLE);
  const { rv, card, activeProtocol } = await client.world.calls.connect(
    context,
    body.text(at.reader, READER_NAME_LENGTH),
    body.get(at.shareMode),
    body.get(at.protocols),
  );
  if (rv === SCARD.S_SUCCESS) client.cards.add(card);
  body.set(at.card, card).set(at.activeProtocol, activeProtocol);
  return withRv(request, rv);
}

async function reconnect(client: Client, request: Request): Promise<Buffer> {
  const { body } = request;
  const at = LAYOUT[COMMAND.RECONNECT];
  const card = ownCard(client, request);
  const { rv, activeProtocol } = await client.world.calls.reconnect(
    card,
    body.get(at.shareMode),
    body.get(at.protocols),
    body.get(at.initialization),
  );
  body.set(at.activeProtocol, activeProtocol);
  return withRv(request, rv);
}

async function disconnect(client: Client, request: Request): Promise<Buffer> {
  const card = ownCard(client, request);
  const disposition = request.body.get(LAYOUT[COMMAND.DISCONNECT].disposition);
  const { rv } = await client.world.calls.disconnect(card, disposition);
  if (rv === SCARD.S_SUCCESS) client.cards.delete(card);
  return withRv(request, rv);
}

async function beginTransaction(client: Client, request: Request): Promise<Buffer> {
  const card = ownCard(client, request);
  return withRv(request, (await client.world.calls.beginTransaction(card)).rv);
}

async function endTransaction(client: Client, request: Request): Promise<Buffer> {
  const card = ownCard(client, request);
  const disposition = request.body.get(LAYOUT[COMMAND.END_TRANSACTION].disposition);
  return withRv(request, (await client.world.calls.endTransaction(card, disposition)).rv);
}

/** No promise when the card answers at once: this is the command that counts. */
function transmit(client: Client, request: Request): Buffer | Promise<Buffer> {
  const { body, data } = request;
  const at = LAYOUT[COMMAND.TRANSMIT];
  const card = ownCard(client, request);
  const { manager } = client.world;
  const sentAt = client.world.now();
  const outcome = manager.transmitAtOnce(card, body.get(at.sendProtocol), data, body.get(at.receiveLength));
  const answer = (exchange: Exchange) => transmitted(client, request, { card, sentAt }, exchange);
  return outcome instanceof Promise ? outcome.then(answer) : answer(outcome);
}

function transmitted(
  { world }: Client,
  request: Request,
  { card, sentAt }: { readonly card: ScardHandle; readonly sentAt: number },
  exchange: Exchange,
): Buffer {
  const { rv, response, responseLength } = exchange;
  const { body, data } = request;
  const at = LAYOUT[COMMAND.TRANSMIT];
  const protocol = body.get(at.sendProtocol);
  body.set(at.receiveProtocol, protocol).set(at.receiveLength, responseLength ?? response.length);
  const answer = withRv(request, rv);
  world.transmitted(card, protocol, { command: data, sentAt }, exchange);
  if (rv !== SCARD.S_SUCCESS) return answer;
  world.answered(data);
  return Buffer.concat([answer, response]);
}

async function control(client: Client, request: Request): Promise<Buffer> {
  const { body, data } = request;
  const at = LAYOUT[COMMAND.CONTROL];
  const card = ownCard(client, request);
  const { calls } = client.world;
  const { rv, output } = await calls.control(card, body.get(at.controlCode), data, body.get(at.receiveLength));
  body.set(at.returned, output.length);
  const answer = withRv(request, rv);
  return rv === SCARD.S_SUCCESS ? Buffer.concat([answer, output]) : answer;
}

async function status(client: Client, request: Request): Promise<Buffer> {
  const card = ownCard(client, request);
  return withRv(request, (await client.world.calls.status(card)).rv);
}

async function getAttrib(client: Client, request: Request): Promise<Buffer> {
  const { body } = request;
  const at = LAYOUT[COMMAND.GET_ATTRIB];
  const card = ownCard(client, request);
  const { rv, value } = await client.world.calls.getAttrib(card, body.get(at.attribute), body.get(at.length));
  if (rv === SCARD.S_SUCCESS || rv === SCARD.E_INSUFFICIENT_BUFFER) body.set(at.length, value.length);
  if (rv === SCARD.S_SUCCESS) body.bytes.set(value, at.value);
  return withRv(request, rv);
}

async function setAttrib(client: Client, request: Request): Promise<Buffer> {
  const { body } = request;
  const at = LAYOUT[COMMAND.SET_ATTRIB];
  const card = ownCard(client, request);
  const value = body.bytes.subarray(at.value, at.value + body.get(at.length));
  return withRv(request, (await client.world.calls.setAttrib(card, body.get(at.attribute), value)).rv);
}

/** Comes on a connection of its own and names the context of the one that waits. */
function cancel(client: Client, request: Request): Buffer {
  const waiting = client.world.clientOf(request.body.get(LAYOUT[COMMAND.CANCEL].context));
  if (waiting === undefined) return withRv(request, SCARD.E_INVALID_HANDLE);
  const lenient = waiting.wait.registered || waiting.minor >= MINOR_WITH_LENIENT_CANCEL;
  waiting.wait.cancel();
  return withRv(request, lenient ? SCARD.S_SUCCESS : SCARD.E_INVALID_HANDLE);
}

function readersState({ world }: Client): Buffer {
  return readerTableMessage(world.manager.readerTable());
}

function waitReaderStateChange(client: Client): Buffer | undefined {
  const tableApart = client.minor >= MINOR_WITH_SEPARATE_TABLE;
  client.wait.register(!tableApart);
  return tableApart ? undefined : readersState(client);
}

const HANDLERS: Readonly<Record<CommandNumber, Handler>> = {
  [COMMAND.VERSION]: version,
  [COMMAND.ESTABLISH_CONTEXT]: establishContext,
  [COMMAND.RELEASE_CONTEXT]: releaseContext,
  [COMMAND.CONNECT]: connect,
  [COMMAND.RECONNECT]: reconnect,
  [COMMAND.DISCONNECT]: disconnect,
  [COMMAND.BEGIN_TRANSACTION]: beginTransaction,
  [COMMAND.END_TRANSACTION]: endTransaction,
  [COMMAND.TRANSMIT]: transmit,
  [COMMAND.CONTROL]: control,
  [COMMAND.STATUS]: status,
  [COMMAND.CANCEL]: cancel,
  [COMMAND.GET_ATTRIB]: getAttrib,
  [COMMAND.SET_ATTRIB]: setAttrib,
  [COMMAND.GET_READERS_STATE]: readersState,
  [COMMAND.WAIT_READER_STATE_CHANGE]: waitReaderStateChange,
  [COMMAND.STOP_WAITING]: (client) => {
    client.wait.stop();
    return undefined;
  },
  [COMMAND.GET_READER_EVENTS]: ({ world }) => structure(8, { 0: world.readerEvents }),
  [COMMAND.GET_READERS_STATE_SIZE]: () => structure(4, { 0: SLOTS }),
  [COMMAND.GET_READERS_STATE_ARRAY]: readersState,
};

/**
 * Executes one request; the answer is written into the request's own bytes.
 * @throws ProtocolError when the client is to be cut off
 */
export function execute(client: Client, request: Request): Buffer | undefined | Promise<Buffer | undefined> {
  return HANDLERS[request.command](client, request);
}
