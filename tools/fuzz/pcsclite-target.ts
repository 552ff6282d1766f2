/**
 * Messages of a client of libpcsclite's socket, to a connection of our server; another client notices nothing.
 *
 * Source: pcsc-lite, winscard_msg.h; reference/pcsclite-protocol.md 1, 2.
 */
import type { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import type { ScardHandle } from '#pcsc/winscard.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import type { World } from '../../simulator/resource-manager/pcsclite/client.ts';
import { Connection } from '../../simulator/resource-manager/pcsclite/connection.ts';
import {
  COMMAND,
  type CommandNumber,
  HEADER_LENGTH,
  LAYOUT,
} from '../../simulator/resource-manager/pcsclite/messages.ts';
import { ProtocolError } from '../../simulator/resource-manager/pcsclite/request-parser.ts';
import { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';
import type { Dice } from './dice.ts';
import type { Broken, FuzzTarget, Subject } from './target.ts';

const READER = 'fuzz 00 00';
const ATR = hex`3B 80 80 01 01`;
const SELECT = hex`00 A4 00 00`;
const CARD: SmartCard = {
  name: 'fuzz',
  powerOn: () => ATR,
  powerOff: () => {},
  reset: () => ATR,
  getAtr: () => ATR,
  transmit: () => hex`90 00`,
};
/** In the place of numbers that are known when the message is sent: the client's own context and card. */
const OWN = { context: 0xc0c0c0c0, card: 0xcacacaca } as const;
const NUMBERS: readonly [number, ...number[]] = [0, 1, 2, 3, 4, 0x7fffffff, 0xffffffff, OWN.context, OWN.card];
/** What one client may do to the others, as at pcscd: a reset, and RAW in the place of the protocol of all. */
const RECOVERABLE: readonly number[] = [SCARD.W_RESET_CARD, SCARD.E_PROTO_MISMATCH];
const COMMANDS = Object.values(COMMAND) as [CommandNumber, ...CommandNumber[]];

function bodyOf(dice: Dice, command: CommandNumber): Buffer {
  const body = Buffer.alloc(LAYOUT[command].size);
  for (let at = 0; at + 4 <= Math.min(body.length, 28); at += 4) body.writeUInt32LE(dice.of(NUMBERS), at);
  if (command === COMMAND.CONNECT) {
    body.writeUInt32LE(OWN.context, 0);
    body.fill(0, 4, 132).write(READER, 4);
    body.writeUInt32LE(dice.of([SHARE.SHARED, SHARE.SHARED, SHARE.EXCLUSIVE, SHARE.DIRECT]), 132);
  } else if (dice.oneIn(2) && body.length >= 4) body.writeUInt32LE(OWN.card, 0);
  return body;
}

function message(dice: Dice, command: CommandNumber): Bytes {
  const header = Buffer.alloc(HEADER_LENGTH);
  const body = command === COMMAND.ESTABLISH_CONTEXT ? Buffer.alloc(12) : bodyOf(dice, command);
  const hasData = command === COMMAND.TRANSMIT || command === COMMAND.CONTROL;
  const data = hasData ? dice.bytes(dice.below(16)) : new Uint8Array(0);
  if (hasData) body.writeUInt32LE(data.length, LAYOUT[command].sendLength);
  header.writeUInt32LE(dice.oneIn(32) ? dice.of(NUMBERS) : body.length, 0);
  header.writeUInt32LE(dice.oneIn(32) ? dice.byte() : command, 4);
  return concat(header, body, data);
}

/** A client as it begins, then what comes. */
function conversation(dice: Dice): Bytes {
  const begin = dice.oneIn(8) ? [] : [COMMAND.ESTABLISH_CONTEXT, COMMAND.CONNECT];
  const rest = Array.from({ length: 1 + dice.below(5) }, () => dice.of(COMMANDS));
  return concat(...[...begin, ...rest].map((command) => message(dice, command)));
}

/** Message by message as far as their lengths can be believed, the rest at once. */
function* pieces(input: Bytes): Generator<Buffer> {
  let rest = Buffer.from(input);
  while (rest.length >= HEADER_LENGTH) {
    const [size, command] = [rest.readUInt32LE(0), rest.readUInt32LE(4) as CommandNumber];
    const sendLength = (LAYOUT[command] as { sendLength?: number } | undefined)?.sendLength;
    const at = HEADER_LENGTH + (sendLength ?? 0);
    const data = sendLength !== undefined && at + 4 <= rest.length ? rest.readUInt32LE(at) : 0;
    const end = HEADER_LENGTH + size + data;
    if (end >= rest.length) break;
    yield rest.subarray(0, end);
    rest = rest.subarray(end);
  }
  yield rest;
}

/** Timers of the card that lies idle are nobody's here. */
const TURNS = 3;

async function someTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

class ServerSubject implements Subject {
  isNew = false;
  readonly #manager = new ResourceManager();
  readonly #seen: Set<string>;
  #cutOff: unknown;
  #witness: Promise<ScardHandle>;
  readonly #world: World = {
    manager: this.#manager,
    calls: this.#manager,
    answered: () => {},
    now: () => 0,
    transmitted: () => {},
    cutOff: (error) => {
      this.#cutOff = error;
    },
    readerEvents: 1,
    clientOf: () => undefined,
  };

  constructor(seen: Set<string>) {
    this.#seen = seen;
    this.#manager.plugReader('fuzz').insert(CARD);
    this.#witness = this.#connected();
  }

  async #connected(): Promise<ScardHandle> {
    const { context } = await this.#manager.establishContext(0);
    return (await this.#manager.connect(context, READER, SHARE.SHARED, PROTOCOL.ANY)).card;
  }

  async take(input: Bytes): Promise<Broken | undefined> {
    const witness = await this.#witness;
    this.#cutOff = undefined;
    const answers = await this.#talk(input);
    this.#look(answers);
    if (this.#cutOff !== undefined && !(this.#cutOff instanceof ProtocolError))
      return { invariant: 'exception', details: String(this.#cutOff) };
    return this.#others(witness);
  }

  /** One client from its first message to its end; what it was answered. */
  async #talk(input: Bytes): Promise<Buffer> {
    const [client, server] = duplexPair();
    const connection = new Connection(server as unknown as Socket, this.#world, 'fuzz');
    const answers: Buffer[] = [];
    client.on('data', (answer: Buffer) => void answers.push(answer)).on('error', () => {});
    for (const piece of pieces(input)) {
      if (!client.destroyed && !server.destroyed) client.write(withOwn(piece, connection));
      await someTurns();
    }
    connection.destroy();
    client.destroy();
    await connection.released;
    return Buffer.concat(answers);
  }

  #look(answers: Buffer): void {
    const reason = this.#cutOff instanceof ProtocolError ? this.#cutOff.reason : '';
    const key = `${reason} ${answers.length} ${toHex(answers.subarray(-4))}`;
    this.isNew = !this.#seen.has(key);
    this.#seen.add(key);
  }

  /** The other client goes on, and nothing of the one that has left is held. */
  async #others(witness: ScardHandle): Promise<Broken | undefined> {
    const transmit = () => this.#manager.transmit(witness, PROTOCOL.T1, SELECT);
    let { rv } = await transmit();
    for (const initialization of [DISPOSITION.LEAVE_CARD, DISPOSITION.RESET_CARD]) {
      if (!RECOVERABLE.includes(rv)) break;
      await this.#manager.reconnect(witness, SHARE.SHARED, PROTOCOL.ANY, initialization);
      ({ rv } = await transmit());
    }
    const held = [...this.#manager.readerTable()][0]?.sharing;
    if (rv === SCARD.S_SUCCESS && held === 1) return undefined;
    const details = `another client got 0x${rv.toString(16)}, ${held} handles are left`;
    return { invariant: 'others', details };
  }
}

function withOwn(piece: Buffer, { context, cards }: Connection): Buffer {
  const sent = Buffer.from(piece);
  const [card = 0] = cards;
  for (let at = HEADER_LENGTH; at + 4 <= sent.length; at += 4) {
    const number = sent.readUInt32LE(at);
    if (number === OWN.context) sent.writeUInt32LE(context, at);
    if (number === OWN.card) sent.writeUInt32LE(card, at);
  }
  return sent;
}

const CLIENTS = 100;

export function pcscliteTarget(): FuzzTarget {
  const seen = new Set<string>();
  return {
    name: 'pcsclite',
    inputsOfOne: CLIENTS,
    grammar: conversation,
    subject: () => new ServerSubject(seen),
  };
}
