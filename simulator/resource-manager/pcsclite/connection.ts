/** One connection of a client: requests one after the other, each answered before the next is looked at. */

import type { Socket } from 'node:net';
import { englishOnly } from '#common/language.ts';
import type { Client, World } from './client.ts';
import { execute } from './commands.ts';
import { EventWait } from './event-wait.ts';
import { COMMAND, MAX_DATA_LENGTH, waitStructure } from './messages.ts';
import { ProtocolError, type Request, RequestParser } from './request-parser.ts';

/** A client waits for each answer before it asks again, and reads it: one that is this far ahead or behind is none. */
const MAX_BUFFERED = 4 * MAX_DATA_LENGTH;

export class Connection implements Client {
  readonly world: World;
  readonly program: string;
  minor = 4;
  context = 0;
  readonly cards = new Set<number>();
  readonly wait = new EventWait((rv) => this.#send(waitStructure(rv)));
  /** Resolves when the client has left and what it held is given back. */
  readonly released: Promise<void>;
  readonly #socket: Socket;
  readonly #parser = new RequestParser();
  #busy = false;

  constructor(socket: Socket, world: World, program: string) {
    this.world = world;
    this.program = program;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    this.released = new Promise((resolve) => {
      socket.once('close', () => void this.#release().then(resolve, resolve));
    });
  }

  /** Cuts the client off. */
  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#parser.push(chunk);
    if (!this.#busy) this.#work();
    if (this.#parser.waiting > MAX_BUFFERED)
      this.#cutOff(new ProtocolError('sentAhead', englishOnly(`${this.#parser.waiting} bytes sent ahead`)));
  }

  /** Answers what has come; a request that has to wait keeps the later ones waiting. */
  #work(): void {
    try {
      for (let request = this.#next(); request !== undefined; request = this.#next()) {
        const answer = execute(this, request);
        if (answer instanceof Promise) {
          this.#busy = true;
          const { command } = request;
          answer.then((late) => this.#answered(command, late)).catch((error) => this.#cutOff(error));
          return;
        }
        this.#answer(request.command, answer);
      }
    } catch (error) {
      this.#cutOff(error);
    }
  }

  /** Nothing is done any more for a client that has been cut off. */
  #next(): Request | undefined {
    return this.#socket.destroyed ? undefined : this.#parser.next();
  }

  #answered(command: number, answer: Buffer | undefined): void {
    this.#busy = false;
    this.#answer(command, answer);
    this.#work();
  }

  #answer(command: number, answer: Buffer | undefined): void {
    if (answer !== undefined) this.#send(answer);
    if (command === COMMAND.GET_READERS_STATE_ARRAY) this.wait.tableSent();
  }

  #send(bytes: Buffer): void {
    if (this.#socket.destroyed) return;
    this.#socket.write(bytes);
    const unread = this.#socket.writableLength;
    if (unread > MAX_BUFFERED)
      this.#cutOff(new ProtocolError('notRead', englishOnly(`${unread} bytes of answers not read`)));
  }

  #cutOff(error: unknown): void {
    if (this.#socket.destroyed) return;
    this.destroy();
    this.world.cutOff(error);
  }

  async #release(): Promise<void> {
    const { context } = this;
    this.context = 0;
    this.cards.clear();
    if (context !== 0) await this.world.calls.releaseContext(context);
  }
}
