/** Firefox of Debian, driven by its own remote control: a length, a colon and JSON. Source: the Marionette protocol, version 3. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync, statSync, watch } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const PORT_FILE = 'MarionetteActivePort';
/** Only a browser that hangs takes so long. */
const LIMIT_MS = 60_000;
/** A page that goes on by itself takes what was asked of it with it. */
const PAGE_WENT_ON = /destroyed before query/;

/** Takes the place of Firefox's own dialogs. Source: reference/browsers.md 1. */
const PROMPTER = `
const [code] = arguments;
const prompter = {
  QueryInterface: ChromeUtils.generateQI(['nsIPromptFactory', 'nsIPrompt']),
  getPrompt: () => prompter,
  promptPassword(title, text, password) {
    password.value = code;
    return true;
  },
};
const registrar = Components.manager.QueryInterface(Ci.nsIComponentRegistrar);
const factory = {
  QueryInterface: ChromeUtils.generateQI(['nsIFactory']),
  createInstance: (iid) => prompter.QueryInterface(iid),
};
registrar.registerFactory(Services.uuid.generateUUID(), 'prompter', '@mozilla.org/prompter;1', factory);
`;

/** Resolves once that file is there, and something in it: Firefox makes both of its files empty first. */
export async function appears(path: string): Promise<void> {
  const watcher = watch(dirname(path), { signal: AbortSignal.timeout(LIMIT_MS) });
  try {
    while (!statSync(path, { throwIfNoEntry: false })?.size) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

export class Marionette {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #answers = new EventEmitter();
  #pending: Buffer = Buffer.alloc(0);
  #last = 0;

  private constructor(child: ChildProcess, socket: Socket) {
    this.#child = child;
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#take(data));
  }

  /** Starts Firefox with that profile, whose `marionette.port` is 0: any that is free; `close` ends it. */
  static async start(profile: string, env: NodeJS.ProcessEnv): Promise<Marionette> {
    const args = ['--no-remote', '--headless', '--marionette', '--remote-allow-system-access', '--profile', profile];
    const child = spawn('firefox-esr', args, { stdio: 'ignore', env });
    await appears(join(profile, PORT_FILE));
    const socket = connect(Number(readFileSync(join(profile, PORT_FILE), 'utf8')), '127.0.0.1');
    const firefox = new Marionette(child, socket);
    await once(firefox.#answers, 'ready');
    await firefox.send('WebDriver:NewSession', {});
    return firefox;
  }

  async send(name: string, parameters: object): Promise<unknown> {
    const id = ++this.#last;
    const answered = once(this.#answers, String(id), { signal: AbortSignal.timeout(LIMIT_MS) });
    const message = JSON.stringify([0, id, name, parameters]);
    this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    const [error, result] = (await answered) as [{ readonly message: string } | null, { readonly value?: unknown }];
    if (error !== null) throw new Error(`${name} ${JSON.stringify(parameters)}: ${error.message}`);
    return result?.value ?? result;
  }

  /** Types that code into every dialog of a password: while one is open this remote control hangs. */
  async answerPasswords(code: string): Promise<void> {
    await this.send('Marionette:SetContext', { value: 'chrome' });
    await this.send('WebDriver:ExecuteScript', { script: PROMPTER, args: [code] });
    await this.send('Marionette:SetContext', { value: 'content' });
  }

  async open(url: string): Promise<void> {
    await this.send('WebDriver:Navigate', { url });
  }

  async #find(selector: string): Promise<string> {
    try {
      const found = await this.send('WebDriver:FindElement', { using: 'css selector', value: selector });
      return (found as Readonly<Record<string, string>>)[ELEMENT] ?? '';
    } catch (error) {
      if (PAGE_WENT_ON.test((error as Error).message)) return this.#find(selector);
      throw error;
    }
  }

  async click(selector: string): Promise<void> {
    await this.send('WebDriver:ElementClick', { id: await this.#find(selector) });
  }

  /** Types into a field; into one of a file, its path. */
  async type(selector: string, text: string): Promise<void> {
    await this.send('WebDriver:ElementSendKeys', { id: await this.#find(selector), text });
  }

  async text(selector = 'body'): Promise<string> {
    return String(await this.send('WebDriver:GetElementText', { id: await this.#find(selector) }));
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(String(await this.send('WebDriver:TakeScreenshot', { full: true })), 'base64');
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #take(data: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, data]);
    for (;;) {
      const colon = this.#pending.indexOf(':');
      const end = colon + 1 + Number(this.#pending.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || this.#pending.length < end) return;
      const message = JSON.parse(this.#pending.subarray(colon + 1, end).toString());
      this.#pending = this.#pending.subarray(end);
      if (Array.isArray(message)) this.#answers.emit(String(message[1]), message[2], message[3]);
      else this.#answers.emit('ready');
    }
  }
}
