/**
 * The door of Windows programs: libpcsclite's protocol over loopback TCP, for our winscard.dll.
 *
 * Anybody on this machine may connect, so each side proves first that it knows a token, which never crosses: the client
 * sends its greeting and a nonce, the server a nonce and HMAC-SHA-256(token, "server" nonces), the client
 * HMAC-SHA-256(token, "client" nonces), nonces in the order in which they were sent. The server is silent until spoken to.
 *
 * Source: docs/windows-programs.md.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const GREETING = Buffer.from('cps-sim1');
const NONCE_LENGTH = 32;
const HELLO_LENGTH = GREETING.length + NONCE_LENGTH;
const PROOF_LENGTH = 32;
const HANDSHAKE_TIMEOUT_MS = 5000;
/** Contexts up to pcscd's limit, a card for each and a wait. */
const MAX_CONNECTIONS = 3 * 200;

export interface LoopbackDoorOptions {
  /** Takes over who has proved to know the token. */
  readonly admit: (socket: Socket) => void;
  /** Told of who could not. */
  readonly refused: (why: string) => void;
  readonly ref: boolean;
}

/** What proves that its maker knows the token. */
function proof(token: Buffer, role: 'server' | 'client', nonces: Buffer): Buffer {
  return createHmac('sha256', token).update(role).update(nonces).digest();
}

export class LoopbackDoor {
  /** Connections let in so far. */
  admitted = 0;
  readonly #token = randomBytes(PROOF_LENGTH);
  readonly #options: LoopbackDoorOptions;
  readonly #server: Server;
  /** Those that have not proved anything yet. */
  readonly #strangers = new Set<Socket>();

  private constructor(options: LoopbackDoorOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#meet(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
    if (!options.ref) this.#server.unref();
  }

  static async open(options: LoopbackDoorOptions): Promise<LoopbackDoor> {
    const door = new LoopbackDoor(options);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    door.#server.on('error', ({ message }) => options.refused(message));
    return door;
  }

  /** What winscard.dll looks for: PORT:TOKEN. */
  get environment(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return { CPS_SIM_WINSCARD: `${port}:${this.#token.toString('hex')}` };
  }

  /** Lets nobody in any more; resolves when those let in are gone. */
  async close(): Promise<void> {
    for (const socket of this.#strangers) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #meet(socket: Socket): void {
    this.#strangers.add(socket);
    const timer = setTimeout(() => refuse('nothing proved in time'), HANDSHAKE_TIMEOUT_MS);
    const leave = () => {
      clearTimeout(timer);
      this.#strangers.delete(socket);
      socket.removeAllListeners();
    };
    const refuse = (why: string) => {
      leave();
      socket.on('error', () => {});
      socket.destroy();
      this.#options.refused(why);
    };
    const handshake = new Handshake(this.#token);
    socket.on('error', () => refuse('connection lost before anything was proved'));
    socket.on('close', () => refuse('connection closed before anything was proved'));
    socket.on('data', (chunk) => {
      const step = handshake.receive(chunk);
      if (step === 'wrong') return refuse('wrong greeting or proof');
      if (step === 'proved') {
        leave();
        socket.pause();
        if (handshake.rest.length > 0) socket.unshift(handshake.rest);
        this.admitted++;
        this.#options.admit(socket);
        socket.resume();
      } else if (step !== undefined) socket.write(step);
    });
  }
}

/** The server's half, byte by byte. */
class Handshake {
  readonly #token: Buffer;
  readonly #own = randomBytes(NONCE_LENGTH);
  #nonces: Buffer | undefined;
  #received: Buffer = Buffer.alloc(0);

  constructor(token: Buffer) {
    this.#token = token;
  }

  /** What came behind the proof. */
  get rest(): Buffer {
    return this.#received;
  }

  /** What is to be sent, how it ended, or undefined when more bytes are needed. */
  receive(chunk: Buffer): Buffer | 'proved' | 'wrong' | undefined {
    this.#received = Buffer.concat([this.#received, chunk]);
    return this.#nonces === undefined ? this.#greeted() : this.#proved(this.#nonces);
  }

  #greeted(): Buffer | 'wrong' | undefined {
    const greeting = this.#received.subarray(0, GREETING.length);
    if (!GREETING.subarray(0, greeting.length).equals(greeting) || this.#received.length > HELLO_LENGTH) return 'wrong';
    if (this.#received.length < HELLO_LENGTH) return undefined;
    this.#nonces = Buffer.concat([this.#received.subarray(GREETING.length), this.#own]);
    this.#received = Buffer.alloc(0);
    return Buffer.concat([this.#own, proof(this.#token, 'server', this.#nonces)]);
  }

  #proved(nonces: Buffer): 'proved' | 'wrong' | undefined {
    if (this.#received.length < PROOF_LENGTH) return undefined;
    const given = this.#received.subarray(0, PROOF_LENGTH);
    this.#received = this.#received.subarray(PROOF_LENGTH);
    return timingSafeEqual(given, proof(this.#token, 'client', nonces)) ? 'proved' : 'wrong';
  }
}
