/** A client of lines, that can do everything wrong: TCP, then TLS with the key of a card in a file. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { OLD_SIGNATURES } from '#common/old-signatures.ts';
import type { Credentials } from '../pfc/card-client.ts';

export class RawClient {
  #socket: Socket;
  #text = '';
  #ended = false;
  #wake = () => {};
  #count = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connectTcp(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** After STARTTLS; no certificate when there is no card. */
  async secure(card?: Credentials, servername?: string): Promise<TLSSocket> {
    this.#socket.removeAllListeners('data');
    const options = { socket: this.#socket, ...card, ciphers: OLD_SIGNATURES, rejectUnauthorized: false };
    const socket = connectTls({ ...options, ...(servername !== undefined && { servername }) });
    await once(socket, 'secureConnect');
    this.#text = '';
    this.#socket = socket;
    this.#listen(socket);
    return socket;
  }

  write(text: string | Uint8Array): void {
    this.#socket.write(text);
  }

  /** The text up to what fits, or all of it when the other side hangs up. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#text);
      if (found !== null || this.#ended) {
        const end = found === null ? this.#text.length : found.index + found[0].length;
        const said = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        return said;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** A command of IMAP and all that is answered. */
  async imap(command: string): Promise<string> {
    const tag = `a${++this.#count}`;
    this.write(`${tag} ${command}\r\n`);
    return this.until(new RegExp(`^${tag} .*\\r\\n`, 'm'));
  }

  /** A command of SMTP and its answer. */
  async smtp(command: string): Promise<string> {
    this.write(`${command}\r\n`);
    return this.until(/^\d{3} .*\r\n/m);
  }

  async ended(): Promise<boolean> {
    if (!this.#ended) await once(this.#socket, 'close');
    return true;
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (part) => {
      this.#text += part.toString('latin1');
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }
}
