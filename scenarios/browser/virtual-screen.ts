/** A screen that nobody sees (Xvfb): Chromium's dialogs want one. Nobody but its programs can look at it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { BrowserError } from './browser-error.ts';
import { installed } from './installed.ts';

const SIZE = '1280x1024x24';
const COOKIE = 'MIT-MAGIC-COOKIE-1';
/** FamilyWild: for any screen of any host. Source: Xauth(3). */
const ANY_HOST = Buffer.from([0xff, 0xff]);

function counted(text: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, text]);
}

/** The file with the secret that programs show: family, address, number, name, data. Source: Xauth(3). */
function writeAuthority(path: string): void {
  const none = new Uint8Array();
  const fields = [none, none, Buffer.from(COOKIE), randomBytes(16)].map(counted);
  writeFileSync(path, Buffer.concat([ANY_HOST, ...fields]), { mode: 0o600 });
}

export class VirtualScreen {
  readonly environment: Readonly<Record<string, string>>;
  readonly #server: ChildProcess;

  private constructor(server: ChildProcess, number: string, authority: string) {
    this.#server = server;
    this.environment = { DISPLAY: `:${number}`, XAUTHORITY: authority };
  }

  /** @param authority path of the file that lets programs in @throws BrowserError `not-installed`, `no-screen` */
  static async open(authority: string, env: NodeJS.ProcessEnv): Promise<VirtualScreen> {
    const program = installed('xvfb');
    writeAuthority(authority);
    // Without -noreset the screen begins anew when its last program has gone, and refuses those that come meanwhile: who looks for
    // dialogs comes and goes before the browser is there.
    const args = ['-displayfd', '3', '-noreset', '-screen', '0', SIZE, '-nolisten', 'tcp', '-auth', authority];
    const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], env });
    const ended = once(server, 'exit').then(() => undefined);
    let number = '';
    const shown = (async () => {
      for await (const chunk of server.stdio[3] as Readable) {
        number += String(chunk);
        if (number.endsWith('\n')) return number.trim();
      }
      return undefined;
    })();
    const found = await Promise.race([shown, ended]);
    if (found !== undefined) return new VirtualScreen(server, found, authority);
    throw new BrowserError('no-screen', {
      en: 'Xvfb ended before it had a screen: is there a place in /tmp/.X11-unix?',
      fr: "Xvfb s'est arrêté avant d'avoir un écran : y a-t-il de la place dans /tmp/.X11-unix ?",
    });
  }

  async close(): Promise<void> {
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    const ended = once(this.#server, 'exit');
    this.#server.kill();
    await ended;
  }
}
