/** One connection of a client: requests one after the other, each answered before the next is looked at. */
import type { Socket } from 'node:net';
import type { Client, World } from './client.ts';
import { execute } from './commands.ts';
import { EventWait } from './event-wait.ts';
import { COMMAND, MAX_DATA_LENGTH, waitStructure } from './messages.ts';
import { type Request, RequestParser } from './request-parser.ts';

/** A client waits for each answer before it asks again: one that sends this far ahead is none. */
const MAX_AHEAD = 2 * MAX_DATA_LENGTH;

export class Connection implements Client {
  readonly world: World;
  minor = 4;
  context = 0;
  readonly cards = new Set<number>();
  readonly wait = new EventWait((rv) => this.#send(waitStructure(rv)));
  readonly #socket: Socket;
  readonly #parser = new RequestParser();
  #busy = false;

  /** @param gone called once, when the client has left and what it held is given back */
  constructor(socket: Socket, world: World, gone: (connection: Connection) => void) {
    this.world = world;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => void this.#release().finally(() => gone(this)));
  }

  /** Cuts the client off. */
  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#parser.push(chunk);
    if (this.#parser.waiting > MAX_AHEAD) this.destroy();
    else if (!this.#busy) this.#work();
  }

  /** Answers what has come; a request that has to wait keeps the later ones waiting. */
  #work(): void {
    try {
      for (let request = this.#parser.next(); request !== undefined; request = this.#parser.next()) {
        const answer = execute(this, request);
        if (answer instanceof Promise) {
          this.#busy = true;
          answer.then((late) => this.#answered(request as Request, late)).catch(() => this.destroy());
          return;
        }
        this.#answer(request, answer);
      }
    } catch {
      this.destroy();
    }
  }

  #answered(request: Request, answer: Buffer | undefined): void {
    this.#busy = false;
    this.#answer(request, answer);
    this.#work();
  }

  #answer({ command }: Request, answer: Buffer | undefined): void {
    if (answer !== undefined) this.#send(answer);
    if (command === COMMAND.GET_READERS_STATE_ARRAY) this.wait.tableSent();
  }

  #send(bytes: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  async #release(): Promise<void> {
    const { context } = this;
    this.context = 0;
    this.cards.clear();
    if (context !== 0) await this.world.manager.dropContext(context);
  }
}
