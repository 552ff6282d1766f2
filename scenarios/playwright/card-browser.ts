/** Chromium, driven by Playwright, in front of the cards of a world. */
import type { BrowserContext, BrowserType } from '@playwright/test';
import { FLAG, instanceOf, listOf, members, optional, parameters, port, TEXT } from '#common/arguments.ts';
import {
  ANSWERED_CHROMIUM,
  CodeDialogs,
  certificatesOfPem,
  chromiumArguments,
  installed,
  isRoot,
  makeChromiumProfile,
  OwnHome,
  pkcs11Module,
  VirtualScreen,
} from '../browser/index.ts';
import { closeAll } from '../world/closing.ts';
import { World } from '../world/world.ts';
import { CodeDialog } from './code-dialog.ts';

export interface CardBrowserOptions {
  /** Opened with `target: 'private'`, or `pcsc` over the pcscd of this machine: a browser can enter no other. */
  readonly world: World;
  /** Typed into Chromium's dialog, until the card refuses it; `1234` by default. */
  readonly code?: string | undefined;
  /** Path of Chromium; the one in PATH by default. Playwright's own does as well. */
  readonly executablePath?: string | undefined;
  /** Path of the card's PKCS#11 module; OpenSC's by default. */
  readonly module?: string | undefined;
  /** Certificates in PEM of authorities whose sites are trusted, beside those of the world. */
  readonly trust?: string | undefined;
  /**
   * Common names of the certificates that sites are shown; any, when there is none. A card whose technical certificate shows in
   * contact wants its holder named.
   */
  readonly subjects?: readonly string[] | undefined;
  /** On the screen of the user (DISPLAY), instead of one that nobody sees. */
  readonly visible?: boolean | undefined;
}

const checkArguments = parameters('openCardBrowser', {
  chromium: port('the chromium of Playwright', 'launchPersistentContext'),
  options: members({
    world: instanceOf(World, "a world: await world({ target: 'private' })"),
    code: optional(TEXT),
    executablePath: optional(TEXT),
    module: optional(TEXT),
    trust: optional(TEXT),
    subjects: optional(listOf(TEXT)),
    visible: optional(FLAG),
  }),
});

export interface CardBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly codeDialog: CodeDialog;
  /** Ends Chromium, and leaves nothing of it behind. */
  close(): Promise<void>;
}

async function makeProfile(home: OwnHome, options: CardBrowserOptions): Promise<string> {
  const { world, module, trust, subjects = [] } = options;
  const roots = world.pki.authorities().filter(({ issuer }) => issuer === undefined);
  const own = trust === undefined ? [] : certificatesOfPem('trust', trust);
  const trusted = [...roots.map(({ certificate }) => certificate), ...own];
  const folder = home.path('profile');
  await makeChromiumProfile(folder, home.folder, { module: pkcs11Module(module), trusted, subjects });
  return folder;
}

/**
 * Starts Chromium with the cards of that world and a profile of its own. Its dialog for the code is answered by keys on its
 * screen (xvfb, xdotool): headless it cannot be shown.
 * @throws ArgumentError, BrowserError, WorldError for a world that no program can enter
 */
export async function openCardBrowser(chromium: BrowserType, options: CardBrowserOptions): Promise<CardBrowser> {
  checkArguments(chromium, options);
  const { world, code = '1234', executablePath = installed('chromium'), visible = false } = options;
  const codeDialog = new CodeDialog(code);
  const { PCSCLITE_CSOCK_NAME } = world.environment;
  const closing: (() => unknown)[] = [];
  const close = () => closeAll(closing.splice(0).reverse());
  try {
    const home = new OwnHome();
    closing.push(() => home.remove());
    const env = { ...home.environment, ...(PCSCLITE_CSOCK_NAME && { PCSCLITE_CSOCK_NAME }) };
    const profile = await makeProfile(home, options);
    if (!visible) {
      const screen = await VirtualScreen.open(home.path('screen'), env);
      closing.push(() => screen.close());
      Object.assign(env, screen.environment);
    }
    Object.assign(env, ANSWERED_CHROMIUM);
    closing.push(world.trace.subscribe({ name: 'code dialog', event: (event) => codeDialog.happened(event) }));
    const dialogs = new CodeDialogs({ env, answer: () => codeDialog.answer() });
    closing.push(() => dialogs.close());
    const args = chromiumArguments(profile).filter((argument) => !/^--(user-data-dir=|no-sandbox)/.test(argument));
    const launch = { executablePath, headless: false, chromiumSandbox: !isRoot(), args, env };
    const context = await chromium.launchPersistentContext(profile, launch);
    closing.push(() => context.close());
    return { context, codeDialog, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
