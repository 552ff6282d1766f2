/**
 * Chromium's remote control over two pipes: JSON behind which stands a zero. Enough to open a page and to take its picture.
 *
 * Source: Chrome DevTools Protocol 1.3 (Target, Page); --remote-debugging-pipe.
 */
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { sameInEach } from '#common/language.ts';
import { BrowserError } from './browser-error.ts';

const COMMANDS = 3;
const ANSWERS = 4;
/** What Chromium is started with. */
export const REMOTE_CONTROL = { argument: '--remote-debugging-pipe', stdio: ['pipe', 'pipe'] } as const;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export class RemotePage {
  readonly #commands: Writable;
  readonly #happened = new EventEmitter();
  readonly #gone: Promise<never>;
  #session: string | undefined;
  #last = 0;
  #pending = '';

  private constructor(chromium: ChildProcess) {
    this.#commands = chromium.stdio[COMMANDS] as Writable;
    this.#commands.on('error', () => {});
    const answers = chromium.stdio[ANSWERS] as Readable;
    answers.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#gone = once(chromium, 'exit').then(() => {
      throw new BrowserError('no-page', {
        en: 'Chromium ended before its page was there',
        fr: "Chromium s'est arrêté avant que sa page soit là",
      });
    });
    this.#gone.catch(() => {});
  }

  /** The first page of a Chromium that has just been started with REMOTE_CONTROL. @throws BrowserError `no-page` */
  static async of(chromium: ChildProcess): Promise<RemotePage> {
    const remote = new RemotePage(chromium);
    const { targetId } = await remote.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await remote.#send('Target.attachToTarget', { targetId, flatten: true });
    remote.#session = String(sessionId);
    await remote.#send('Page.enable', {});
    return remote;
  }

  /** Resolves when the page is there. @throws BrowserError `no-page`, with Chromium's own reason: `net::ERR_...` */
  async open(url: string): Promise<void> {
    const loaded = once(this.#happened, 'Page.loadEventFired');
    const { errorText } = await this.#send('Page.navigate', { url });
    if (typeof errorText === 'string' && errorText !== '')
      throw new BrowserError('no-page', sameInEach(`${url}: ${errorText}`));
    await this.#unlessGone(loaded);
  }

  /** As PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.#send('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(String(data), 'base64');
  }

  async #send(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    const answered = once(this.#happened, String(id));
    const sessionId = this.#session;
    this.#commands.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    const [{ error, result = {} }] = (await this.#unlessGone(answered)) as [Message];
    if (error !== undefined) throw new BrowserError('no-page', sameInEach(`${method}: ${error.message}`));
    return result;
  }

  #unlessGone<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#gone]);
  }

  #take(text: string): void {
    const [first = '', ...others] = text.split('\0');
    this.#pending += first;
    for (const next of others) {
      const message = JSON.parse(this.#pending) as Message;
      this.#happened.emit(message.id === undefined ? (message.method ?? '') : String(message.id), message);
      this.#pending = next;
    }
  }
}
