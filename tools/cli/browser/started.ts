/** One run of a browser: from its start until it ends, its page is pictured, or somebody says that it is enough. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { writeAtomically } from '#files/index.ts';
import { throughLinks } from '#files/links.ts';
import {
  ANSWERED_CHROMIUM,
  BrowserError,
  type BrowserName,
  CodeDialogs,
  chromiumArguments,
  firefoxArguments,
  type OwnHome,
  REMOTE_CONTROL,
  RemotePage,
  VirtualScreen,
} from '../../../scenarios/browser/index.ts';
import { endProgram } from '../../../scenarios/world/ending.ts';
import { say } from '../language.ts';
import type { BrowserOptions } from './options.ts';

export interface BrowserPlace {
  readonly name: BrowserName;
  /** Path of the program. */
  readonly program: string;
  readonly profile: string;
  readonly home: OwnHome;
  readonly url: string;
  /** Variables that bring it into its world. */
  readonly world: Readonly<Record<string, string>>;
}

/** Only a page that never comes takes so long. */
const PICTURE_LIMIT_MS = 60_000;
/** As shells count. */
const SIGNALLED = 128;
/** Chromium wants something typed before it lets the pad be asked; nobody reads it. */
const ANYTHING = '0';

const NO_PAGE: Text = {
  en:
    'no page within 60 s: the site wants a certificate and got none (code refused or cancelled, card blocked), or does not ' +
    'answer; --explain tells what happened at the card',
  fr:
    'pas de page en 60 s : le site veut un certificat et n’en a pas eu (code refusé ou annulé, carte bloquée), ou ne répond ' +
    'pas ; --explain dit ce qui s’est passé côté carte',
};

const PAD_NOTICE: Text = {
  en: 'Chromium knows no PIN pad: type anything into its dialog, and the pad is asked then',
  fr: 'Chromium ne connaît pas de clavier : tapez n’importe quoi dans son dialogue, le clavier est alors demandé',
};

function codeOf(child: ChildProcess): number {
  const { exitCode, signalCode } = child;
  return signalCode === null ? (exitCode ?? 0) : SIGNALLED + constants.signals[signalCode];
}

export class BrowserRun {
  readonly #place: BrowserPlace;
  readonly #options: BrowserOptions;
  readonly #interrupted: AbortSignal;
  readonly #env: Record<string, string>;

  constructor(place: BrowserPlace, options: BrowserOptions, interrupted: AbortSignal) {
    this.#place = place;
    this.#options = options;
    this.#interrupted = interrupted;
    this.#env = { ...place.home.environment, ...place.world };
  }

  /** Resolves to an exit code. @throws BrowserError */
  async toItsEnd(): Promise<number> {
    const { headless, screenshot, pinPad } = this.#options;
    if (this.#place.name === 'firefox')
      return screenshot === undefined ? this.#untilClosed(this.#firefox([])) : this.#firefoxPicture(screenshot);
    if (headless || screenshot !== undefined) return this.#chromiumOutOfSight();
    if (pinPad !== undefined) process.stderr.write(`cps-sim: ${say(PAD_NOTICE)}\n`);
    return this.#untilClosed(this.#chromium([this.#place.url]));
  }

  #firefox(more: readonly string[]): ChildProcess {
    const { program, profile, url } = this.#place;
    const headless = this.#options.headless || more.length > 0 ? ['--headless'] : [];
    const args = [...firefoxArguments(profile), ...headless, ...more, url];
    return spawn(program, args, { stdio: 'ignore', env: this.#env });
  }

  #chromium(more: readonly string[], remote: readonly 'pipe'[] = []): ChildProcess {
    const { program, profile } = this.#place;
    const args = [...chromiumArguments(profile), ...more];
    return spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', ...remote], env: this.#env });
  }

  /** Nobody sees Chromium's dialogs here: they are answered on a screen of their own, and the pad is asked. */
  async #chromiumOutOfSight(): Promise<number> {
    const { screenshot } = this.#options;
    const { home, url } = this.#place;
    const screen = await VirtualScreen.open(home.path('screen'), this.#env);
    Object.assign(this.#env, screen.environment, ANSWERED_CHROMIUM);
    try {
      const dialogs = new CodeDialogs({ env: this.#env, answer: () => ({ digits: ANYTHING }) });
      try {
        if (screenshot === undefined) return await this.#untilClosed(this.#chromium([url]));
        return await this.#chromiumPicture(screenshot);
      } finally {
        await dialogs.close();
      }
    } finally {
      await screen.close();
    }
  }

  async #chromiumPicture(path: string): Promise<number> {
    const child = this.#chromium([REMOTE_CONTROL.argument], REMOTE_CONTROL.stdio);
    const picture = async () => {
      const page = await RemotePage.of(child);
      await page.open(this.#place.url);
      return page.picture();
    };
    return this.#pictured(child, picture(), path);
  }

  /** Firefox ends by itself behind its picture; of a page that was refused it takes none and goes on. */
  async #firefoxPicture(path: string): Promise<number> {
    const file = this.#place.home.path('page.png');
    const child = this.#firefox(['--screenshot', file]);
    const picture = once(child, 'exit').then(() => {
      if (statSync(file, { throwIfNoEntry: false }) === undefined) throw new BrowserError('no-page', NO_PAGE);
      return readFileSync(file);
    });
    return this.#pictured(child, picture, path);
  }

  async #pictured(child: ChildProcess, picture: Promise<Buffer>, path: string): Promise<number> {
    const tooLong = new AbortController();
    const limit = SYSTEM_CLOCK.after(PICTURE_LIMIT_MS, () => tooLong.abort());
    const enough = AbortSignal.any([tooLong.signal, this.#interrupted]);
    try {
      const stopped = enough.aborted ? Promise.resolve() : once(enough, 'abort');
      picture.catch(() => {}); // told by the race, unless that is over
      const png = await Promise.race([picture, stopped.then(() => undefined)]);
      if (png === undefined && tooLong.signal.aborted) throw new BrowserError('no-page', NO_PAGE);
      if (png !== undefined) writeAtomically(throughLinks(path), png);
      return 0;
    } finally {
      limit();
      await this.#end(child);
    }
  }

  /** Until somebody closes it, or Ctrl-C. */
  async #untilClosed(child: ChildProcess): Promise<number> {
    const end = () => void this.#end(child);
    this.#interrupted.addEventListener('abort', end);
    if (this.#interrupted.aborted) end();
    try {
      await once(child, 'exit');
      return codeOf(child);
    } finally {
      this.#interrupted.removeEventListener('abort', end);
    }
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const running = { terminate: () => child.kill('SIGTERM'), kill: () => child.kill('SIGKILL'), ended };
    await endProgram(this.#place.name, running, SYSTEM_CLOCK);
  }
}
