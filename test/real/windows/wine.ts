/** Windows programs under Wine: a prefix of the tests' own, programs built by mingw and rustc, a world they look into. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { windowsProgram } from '../../../tools/cli/exec/windows-program.ts';
import { buildWindows } from '../../../tools/windows/mingw.ts';
import { WinePrefix } from '../../../tools/windows/wine-prefix.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const REGISTRY = '/usr/share/cargo/registry';
/** Debian's: another compiler in PATH has no library for Windows. */
const RUSTC = '/usr/bin/rustc';

export class Wine {
  readonly folder = temporaryDirectory('wine-');
  readonly prefix: WinePrefix;

  #started = 0;

  /** @throws Error when mingw is missing: tools/setup --windows */
  constructor() {
    const missing = buildWindows();
    if (missing !== undefined) throw new Error(missing);
    this.prefix = new WinePrefix(this.folder);
  }

  get environment(): NodeJS.ProcessEnv {
    return this.prefix.environment;
  }

  /** Builds one of our own programs; its path. */
  compiled(source: string, machine: 'x86_64' | 'i686' = 'x86_64'): string {
    const program = join(this.folder, source.replace(/\.c$/, `-${machine}.exe`));
    const flags = ['-Wall', '-Wextra', '-Werror', '-Wno-missing-field-initializers'];
    execFileSync(`${machine}-w64-mingw32-gcc`, [
      ...flags,
      '-o',
      program,
      join(HERE, source),
      '-lwinscard',
      '-ladvapi32',
    ]);
    return program;
  }

  /** The examples of Rust's `pcsc`, as Debian has its sources. */
  rustExamples(...names: readonly string[]): readonly string[] {
    const windows = ['--edition', '2018', '--target', 'x86_64-pc-windows-gnu', '-C', 'linker=x86_64-w64-mingw32-gcc'];
    const rustc = (...args: string[]) =>
      execFileSync(RUSTC, [...windows, '--cap-lints', 'allow', '-L', '.', ...args], { cwd: this.folder });
    const library = (name: string, source: string, ...more: string[]) =>
      rustc('--crate-type', 'rlib', '--crate-name', name, ...more, join(REGISTRY, source, 'src/lib.rs'));
    library('bitflags', 'bitflags-1.3.2');
    library('pcsc_sys', 'pcsc-sys-1.2.0', '-l', 'dylib=winscard');
    library('pcsc', 'pcsc-2.7.0', '--extern', 'bitflags', '--extern', 'pcsc_sys');
    return names.map((name) => {
      const program = join(this.folder, `${name}.exe`);
      const source = join(REGISTRY, 'pcsc-2.7.0/examples', `${name}.rs`);
      rustc(
        '--crate-type',
        'bin',
        '--crate-name',
        name.replaceAll('-', '_'),
        '--extern',
        'pcsc',
        '-o',
        program,
        source,
      );
      return program;
    });
  }

  /** A program in the world that `world` leads to, as `cps-sim exec` starts it. */
  start(program: string, world: Readonly<Record<string, string>>, ...given: readonly string[]): Running {
    const { launch } = windowsProgram('wine') ?? {};
    if (launch === undefined) throw new Error('expected a way to launch a program');
    return this.#spawn(launch('wine', [program, ...given]).args, world);
  }

  /** The same without our launcher: the program finds our DLL by itself. */
  startAsItIs(program: string, world: Readonly<Record<string, string>>, ...given: readonly string[]): Running {
    return this.#spawn([program, ...given], world);
  }

  #spawn(args: readonly string[], world: Readonly<Record<string, string>>): Running {
    const log = join(this.folder, `winscard-${this.#started++}.log`);
    const told = { CPS_SIM_WINSCARD_LOG: `Z:${log.replaceAll('/', '\\')}` };
    const env = { ...this.environment, ...windowsProgram('wine')?.environment, ...world, ...told };
    return new Running(spawn('wine', args, { env, stdio: ['pipe', 'pipe', 'inherit'] }), log);
  }

  /** The prefix's own server ends, and with it what Wine has started in it. */
  close(): void {
    this.prefix.close();
  }
}

export class Running {
  readonly lines: AsyncIterator<string>;
  readonly ended: Promise<number | null>;
  readonly #child: ReturnType<typeof spawn>;
  readonly #input: NodeJS.WritableStream;
  readonly #log: string;

  constructor(child: ReturnType<typeof spawn>, log: string) {
    if (child.stdout === null || child.stdin === null) throw new Error('expected pipes');
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    this.#child = child;
    this.#input = child.stdin;
    this.#log = log;
  }

  /** The next line that is not empty; undefined behind the last. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) return undefined;
      if (value.trim() !== '') return value.trim();
    }
  }

  /** All lines that are left. */
  async rest(): Promise<readonly string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== undefined; line = await this.line()) lines.push(line);
    return lines;
  }

  /** As if it had crashed. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  type(text: string): void {
    this.#input.write(text);
  }

  /** What our DLL has to say, without whose process it was. */
  get log(): readonly string[] {
    const lines = readFileSync(this.#log, 'utf8').trim().split('\r\n');
    return lines.map((line) => line.replace(/^.*?process \d+: /, ''));
  }
}
