/** What a test of Playwright gets: a world, a reader, a card in it, and a page in a browser that sees the card. */
import type {
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test';
import type { ServiceName } from '../world/health-services.ts';
import { world as openWorld, type World, type WorldCard, type WorldReader } from '../world/index.ts';
import { type CardBrowser, openCardBrowser } from './card-browser.ts';
import type { CodeDialog } from './code-dialog.ts';

/** Set by `use` of a test or of playwright.config. */
export interface CardOptions {
  /** Profile of the card in the reader; `cps3-medecin` by default. */
  cardProfile: string;
  /** Which card of the profile; 1 by default. */
  cardSeed: number;
  /** Typed into the dialog of the browser, until the card refuses it; `1234` by default. */
  cardCode: string;
  /**
   * Where the reader stands: `private`, by default, seen by the browser of the test alone; `pcsc`, in the pcscd of this machine,
   * which all programs share: then with one worker.
   */
  cardTarget: 'private' | 'pcsc';
  /** Services around the card: `world.services.pfc.url`; none by default. */
  cardServices: readonly ServiceName[];
  /** Certificates in PEM of authorities whose sites are trusted, beside those of the world. */
  cardTrust: string | undefined;
  /** Path of the card's PKCS#11 module; OpenSC's by default. */
  cardModule: string | undefined;
  /** Common names of the certificates that sites are shown; any, when there is none. */
  cardSubjects: readonly string[];
}

export interface CardFixtures {
  /** Of the test alone, with its reader and card. */
  world: World;
  /** Where a hand inserts and removes cards. */
  reader: WorldReader;
  /** In the reader. */
  card: WorldCard;
  /** What the person does when the browser asks for the code. */
  codeDialog: CodeDialog;
  /** Chromium with its context and its dialog. */
  cardBrowser: CardBrowser;
}

/** What `extend` of Playwright takes. */
export type CardFixtureSet = Fixtures<
  CardFixtures & CardOptions,
  object,
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
>;

/** `base.extend<CardFixtures & CardOptions>(cardFixtures)`: `context` and `page` are then of a browser that sees the card. */
export const cardFixtures: CardFixtureSet = {
  cardProfile: ['cps3-medecin', { option: true }],
  cardSeed: [1, { option: true }],
  cardCode: ['1234', { option: true }],
  cardTarget: ['private', { option: true }],
  cardServices: [[], { option: true }],
  cardTrust: [undefined, { option: true }],
  cardModule: [undefined, { option: true }],
  cardSubjects: [[], { option: true }],
  world: async ({ cardTarget, cardServices }, use) => {
    await using world = await openWorld({ target: cardTarget, services: cardServices });
    await use(world);
  },
  reader: async ({ world }, use) => {
    await use(world.reader('poste'));
  },
  card: async ({ world, reader, cardProfile, cardSeed }, use) => {
    const card = world.card(cardProfile, { seed: cardSeed });
    await reader.insert(card);
    await use(card);
  },
  // The card first: it is in the reader when the browser starts.
  cardBrowser: async (
    { playwright, world, card: _, cardCode, cardTrust, cardModule, cardSubjects, headless, launchOptions },
    use,
  ) => {
    await using browser = await openCardBrowser(playwright.chromium, {
      world,
      code: cardCode,
      trust: cardTrust,
      module: cardModule,
      subjects: cardSubjects,
      visible: headless === false,
      executablePath: launchOptions.executablePath,
    });
    await use(browser);
  },
  context: async ({ cardBrowser }, use) => {
    await use(cardBrowser.context);
  },
  page: async ({ context }, use) => {
    await use(context.pages()[0] ?? (await context.newPage()));
  },
  codeDialog: async ({ cardBrowser }, use) => {
    await use(cardBrowser.codeDialog);
  },
};
