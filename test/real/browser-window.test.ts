/**
 * `cps-sim browser` in a window, as an ordinary user: Firefox ESR and Chromium of Debian, unmodified, in their sandboxes. Keys and
 * eyes are xdotool's, on a screen of the test.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { VirtualScreen } from '../../scenarios/browser/index.ts';
import { builtMain } from '../built.ts';
import { type Site, site } from './card-site.ts';
import { giveTo, nodeFor, ORDINARY, temporaryOf } from './ordinary-user.ts';
import { tool } from './plugged-card.ts';

const HOLDER = 'CLAIRE MEDECIN9990001, Médecin';
/** A window in which a page can be read. */
const LEAST = { width: 600, height: 400 };

/** Ctrl-C. */
const INTERRUPTED = 128 + 2;
/** SIGTRAP. */
const TRAPPED = 128 + 5;
const ATTEMPTS = 3;

/** What is done and seen at a screen. */
class Screen {
  readonly environment: Readonly<Record<string, string>>;

  private constructor(environment: Readonly<Record<string, string>>) {
    this.environment = environment;
  }

  static async open(t: ExecutionContext, folder: string): Promise<Screen> {
    const authority = join(folder, 'screen');
    const screen = await VirtualScreen.open(authority, process.env);
    t.teardown(() => screen.close());
    giveTo(ORDINARY, authority);
    return new Screen(screen.environment);
  }

  /** The first window with that in its title, once it can be seen. */
  async window(title: string): Promise<string> {
    const search = ['search', '--sync', '--onlyvisible', '--name', title];
    for (;;) {
      const { code, stdout, stderr } = await tool('xdotool', search, '', this.environment);
      const [window = ''] = stdout.split('\n');
      if (code === 0) return window;
      // It breaks off at a window that goes while it is looked at.
      if (!stderr.includes('BadWindow')) throw new Error(`no window '${title}': xdotool ${code} ${stderr}`);
    }
  }

  async size(window: string): Promise<{ readonly width: number; readonly height: number }> {
    const told = await this.#xdo(['getwindowgeometry', '--shell', window]);
    const [width = 0, height = 0] = ['WIDTH', 'HEIGHT'].map((name) =>
      Number(new RegExp(`${name}=(\\d+)`).exec(told)?.[1]),
    );
    return { width, height };
  }

  async press(window: string, key: string): Promise<void> {
    await this.#xdo(['windowfocus', '--sync', window, 'key', key]);
  }

  async type(window: string, digits: string): Promise<void> {
    await this.#xdo(['windowfocus', '--sync', window]);
    await this.#xdo(['type', '--delay', '20', '--file', '-'], digits);
    await this.press(window, 'Return');
  }

  async #xdo(args: readonly string[], input = ''): Promise<string> {
    const { code, stdout, stderr } = await tool('xdotool', args, input, this.environment);
    if (code !== 0) throw new Error(`xdotool ${args.join(' ')}: ${code} ${stderr}`);
    return stdout;
  }
}

interface Typing {
  readonly browser: 'firefox' | 'chromium';
  /** Title of what asks for the code. */
  readonly dialog: string;
  /** Nothing where the reader has a pad. */
  readonly typed?: string;
  readonly options?: readonly string[];
}

interface Desk {
  readonly screen: Screen;
  readonly site: Site;
  /** Where the ordinary user finds ca.pem. */
  readonly folder: string;
  /** Where the browser makes its temporary files. */
  readonly temporary: string;
}

async function desk(t: ExecutionContext): Promise<Desk> {
  const [folder, temporary] = [temporaryOf(ORDINARY), temporaryOf(ORDINARY)];
  return { folder, temporary, site: await site(t, folder), screen: await Screen.open(t, folder) };
}

function start(t: ExecutionContext, at: Desk, { browser, options = [] }: Typing) {
  const variables = Object.entries({ ...at.screen.environment, TMPDIR: at.temporary, HOME: at.temporary });
  const [program = 'env', ...args] = [...ORDINARY.as, 'env', ...variables.map((pair) => pair.join('='))];
  const command = [nodeFor(ORDINARY), builtMain(), 'browser', browser, at.site.url];
  const own = ['--trust', join(at.folder, 'ca.pem'), '--card', 'cps3-medecin', '--explain', ...options];
  const child = spawn(program, [...args, ...command, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.teardown(() => child.kill());
  return { child, ended: once(child, 'exit'), told: text(child.stderr) };
}

/** The window of its page; undefined when the browser has ended before. */
async function openedPage(screen: Screen, ended: Promise<unknown>, typing: Typing): Promise<string | undefined> {
  const opened = async () => {
    const dialog = await screen.window(typing.dialog);
    if (typing.typed !== undefined) await screen.type(dialog, typing.typed);
    return screen.window(`^${HOLDER}`);
  };
  const page = opened();
  page.catch(() => {}); // what is done at the screen of a browser that has ended fails later
  return Promise.race([page, ended.then(() => undefined)]);
}

const inWindow = test.macro(async (t, typing: Typing) => {
  t.timeout(400_000);
  const at = await desk(t);
  for (let attempt = 1; ; attempt++) {
    const { child, ended, told } = start(t, at, typing);
    const page = await openedPage(at.screen, ended, typing);
    if (page === undefined) {
      // Chromium over OpenSC ends by itself now and then: reference/browsers.md 4.3.
      t.deepEqual([await ended, attempt < ATTEMPTS], [[TRAPPED, null], true], await told);
      continue;
    }
    const { width, height } = await at.screen.size(page);
    t.true(width >= LEAST.width && height >= LEAST.height, `${width}x${height}`);
    // Firefox takes no key where no window manager tells it that its window is the active one.
    if (typing.browser === 'chromium') await at.screen.press(page, 'ctrl+shift+w');
    else child.kill('SIGINT');
    const [code] = await ended;
    t.true((typing.browser === 'chromium' ? [0, TRAPPED] : [INTERRUPTED]).includes(code), `${code}: ${await told}`);
    t.is((await told).match(/presents PIN: accepted/g)?.length, 1, await told);
    break;
  }
  t.regex(at.site.pages.at(-1) ?? '', new RegExp(HOLDER));
  t.deepEqual(
    readdirSync(at.temporary).filter((name) => name.startsWith('cps-sim')),
    [],
  );
});

test.serial('Chromium: the code is typed into its dialog', inWindow, {
  browser: 'chromium',
  dialog: '^Unlock Security Device$',
  typed: '1234',
});
test.serial('Firefox: the code is typed into its dialog', inWindow, {
  browser: 'firefox',
  dialog: '^Password Required',
  typed: '1234',
});
test.serial('Firefox: its window says that the pad is asked', inWindow, {
  browser: 'firefox',
  dialog: '^Protected Authentication',
  options: ['--pin-pad', '1234,cancel'],
});
