/** The first program in a new network, as seen from outside: it is started, told what to do, and let go. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sameInEach, type Text } from '#common/language.ts';
import type { Answer, Order } from './messages.ts';
import { OwnNetworkError } from './own-network-error.ts';

const SOURCES = import.meta.url.endsWith('.ts');
const PROGRAM = fileURLToPath(new URL(SOURCES ? './inside.ts' : './inside.js', import.meta.url));
/** Where the sources run as they are, it learns TypeScript first. */
const LOADER = SOURCES ? ['--import', import.meta.resolve('tsx')] : [];
const NO_UNSHARE: Text = {
  en: 'the command unshare is not installed (Debian: apt install util-linux)',
  fr: "la commande unshare n'est pas installée (Debian : apt install util-linux)",
};

export class FirstProgram {
  readonly #child: ChildProcess;
  #said = '';
  #doors: Server[] = [];

  /** @param options of unshare: what of it is new */
  private constructor(options: readonly string[]) {
    // A session of its own: Ctrl-C is for the program that comes later.
    this.#child = spawn('unshare', [...options, '--', process.execPath, ...LOADER, PROGRAM], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /** Resolves when it runs. @throws OwnNetworkError `forbidden` */
  static async start(options: readonly string[]): Promise<FirstProgram> {
    const program = new FirstProgram(options);
    await program.#answered();
    return program;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Does it, and returns the doors that it was told to open. @throws OwnNetworkError `forbidden` */
  async obey(order: Order): Promise<readonly Server[]> {
    this.#doors = [];
    this.#child.send(order);
    await this.#answered();
    return this.#doors;
  }

  /** Resolves when it has ended. */
  async leave(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }

  #answered(): Promise<void> {
    const child = this.#child;
    return new Promise<void>((resolve, reject) => {
      const over = (settle: () => void) => {
        child.off('message', heard).off('error', failed).off('close', ended);
        settle();
      };
      const failed = (error: NodeJS.ErrnoException) =>
        over(() => reject(forbidden(error.code === 'ENOENT' ? NO_UNSHARE : sameInEach(error.message), error)));
      // `close`, not `exit`: then all that it has said has been read.
      const ended = () => over(() => reject(forbidden(sameInEach(this.#said.trim().split('\n')[0] ?? ''))));
      const heard = (answer: Answer, door?: unknown) => {
        if ('door' in answer) this.#doors[answer.door] = door as Server;
        else if ('failed' in answer) over(() => reject(forbidden(sameInEach(answer.failed))));
        else over(resolve);
      };
      child.on('message', heard).on('error', failed).on('close', ended);
    });
  }
}

function forbidden(why: Text, cause?: Error): OwnNetworkError {
  return new OwnNetworkError('forbidden', why, { cause });
}
