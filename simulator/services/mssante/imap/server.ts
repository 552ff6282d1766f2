/**
 * The IMAP server of the operator, IMAP4rev1 as far as mail programs need it, with STARTTLS and the card.
 *
 * Source: RFC 9051 and RFC 3501; reference/documents.md M01; reference/pitfalls.md D1 to D5.
 */
import { createServer, type Socket } from 'node:net';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { Incoming } from '#common/incoming.ts';
import { handshake } from '../../listening/handshake.ts';
import { type Listening, listenOnLoopback } from '../../listening/loopback.ts';
import { Guests } from '../guests.ts';
import { type Ground, visitorOf } from '../visitor.ts';
import { authenticate, capabilities, capability, imapErrorOf, login } from './authentication.ts';
import { type Command, CommandReader, NoCommand } from './command-reader.ts';
import { FOLDER_COMMANDS } from './folder-commands.ts';
import { bad, ImapError } from './imap-error.ts';
import { KEEPS_NUMBERS, MESSAGE_COMMANDS } from './message-commands.ts';
import { type Handler, Session } from './session.ts';

/** Commands of one connection, and those that mean nothing before it ends. */
const MOST_COMMANDS = 100_000;
const MOST_BAD = 20;
/** As the standard has it at least. Source: RFC 9051, 5.4. */
const IDLE_MS = 1_800_000;

const COMMANDS: Readonly<Record<string, Handler>> = {
  ...FOLDER_COMMANDS,
  ...MESSAGE_COMMANDS,
  CAPABILITY: capability,
  AUTHENTICATE: authenticate,
  LOGIN: login,
  NOOP: (_, { args }) => {
    args.end();
    return 'NOOP completed';
  },
  CHECK: (session, { args }) => {
    args.end();
    return `${session.openFolder.size} messages`;
  },
  ID: (session, { args }) => {
    args.space();
    if (!args.takeIf('NIL')) args.list(() => (args.takeIf('NIL') ? '' : args.string()));
    args.end();
    session.send('* ID ("name" "cps-sim" "environment" "simulation")');
    return 'ID completed';
  },
  LOGOUT: (session, { args }) => {
    args.end();
    session.send('* BYE see you');
    session.ended = true;
    return 'LOGOUT completed';
  },
};

class Connection {
  readonly #ground: Ground;
  readonly #guests: Guests;
  readonly #session: Session;
  readonly #socket: Socket;
  #incoming: Incoming;
  #bad = 0;

  constructor(socket: Socket, ground: Ground, guests: Guests) {
    this.#socket = socket;
    this.#ground = ground;
    this.#guests = guests;
    this.#incoming = new Incoming(socket);
    this.#session = new Session(ground, { stream: socket, secure: false, reader: this.#reader() });
  }

  async serve(): Promise<void> {
    const session = this.#session;
    const faults = this.#ground.settings().faults;
    session.send(
      `* ${faults.includes('preauth') ? 'PREAUTH' : 'OK'} [CAPABILITY ${capabilities(session)}] IMAP of a simulation`,
    );
    for (let count = 0; count < MOST_COMMANDS && !session.ended; count++) {
      const stop = SYSTEM_CLOCK.after(IDLE_MS, () => session.line.stream.destroy(), { ref: false });
      const command = await session.line.reader.next().finally(stop);
      if (command === undefined) return;
      await this.#answer(command);
    }
    if (!session.ended) session.send('* BYE too many commands');
  }

  /** Whatever it was open for is not. */
  close(): void {
    this.#session.leaveFolder();
    const { stream } = this.#session.line;
    stream.end();
    // Who does not read the end is not waited for.
    SYSTEM_CLOCK.after(2000, () => stream.destroy(), { ref: false });
  }

  async #answer(command: Command | NoCommand): Promise<void> {
    const session = this.#session;
    try {
      if (command instanceof NoCommand) throw command.error;
      const startTls = command.name === 'STARTTLS';
      const said = await (startTls ? this.#startTls(command) : this.#handler(command)(session, command));
      if (startTls) return;
      session.tellNews(!KEEPS_NUMBERS.includes(command.name));
      session.send(`${command.tag} OK ${said}`);
      if (session.box !== undefined) this.#guests.known(this.#socket);
    } catch (caught) {
      this.#refuse(command.tag, imapErrorOf(caught, command instanceof NoCommand ? '' : command.name));
    }
  }

  #refuse(tag: string, error: ImapError): void {
    const code = error.responseCode === undefined ? '' : `[${error.responseCode}] `;
    this.#session.send(`${tag} ${error.reason} ${code}${error.message}`);
    if (error.reason === 'BAD') this.#bad++;
    if (!error.ends && this.#bad < MOST_BAD) return;
    this.#session.send('* BYE what was sent cannot be read any more');
    this.#session.ended = true;
  }

  #handler({ name }: Command): Handler {
    const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (found === undefined) throw bad(`no command ${name}`);
    return found;
  }

  /** Bytes that came behind the command in clear are never looked at. Source: reference/pitfalls.md D2. */
  async #startTls({ tag, args }: Command): Promise<string> {
    args.end();
    const { faults } = this.#ground.settings();
    if (this.#session.line.secure) throw bad('TLS is there already');
    if (faults.includes('noStartTls')) throw bad('no command STARTTLS');
    if (faults.includes('startTlsRefused')) throw new ImapError('NO', 'STARTTLS is not available now');
    this.#incoming.leave();
    const injected = faults.includes('startTlsInjection') ? '* CAPABILITY IMAP4rev1 AUTH=PLAIN X-INJECTED\r\n' : '';
    this.#session.write([`${tag} OK begin TLS\r\n${injected}`]);
    await this.#secured();
    return '';
  }

  async #secured(): Promise<void> {
    const { contexts } = this.#ground;
    const secured = await handshake(this.#socket, () => ({
      ...contexts.tlsOptions('imap'),
      secureContext: contexts.context('imap', undefined),
    }));
    if (secured === undefined) {
      this.#session.ended = true;
      return;
    }
    this.#incoming = new Incoming(secured);
    this.#session.line = { stream: secured, secure: true, reader: this.#reader() };
    this.#session.visitor = visitorOf(secured, 'imap', this.#ground);
  }

  #reader(): CommandReader {
    return new CommandReader(this.#incoming, {
      goOn: () => this.#session.send('+ go on'),
      authenticated: () => this.#session.box !== undefined,
    });
  }
}

/** @throws ServiceError `port` */
export function listenForImap(ground: Ground, port?: number): Promise<Listening> {
  const guests = new Guests();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    guests.came(socket);
    const connection = new Connection(socket, ground, guests);
    void connection
      .serve()
      .catch((error: Error) =>
        ground.tell('mssante', 'error', { en: `imap: ${error.message}`, fr: `imap : ${error.message}` }),
      )
      .finally(() => connection.close());
  });
  return listenOnLoopback(server, port);
}
