/** `cps-sim browser`: Firefox or Chromium, unmodified, in a PC/SC world of its own, with a card in its reader. */
import type { Text } from '#common/language.ts';
import { readInput } from '#files/regular-file.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import {
  type BrowserName,
  certificatesOfPem,
  installed,
  makeChromiumProfile,
  makeFirefoxProfile,
  OwnHome,
  pkcs11Module,
} from '../../scenarios/browser/index.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import type { BrowserOptions } from './browser/options.ts';
import { refuseForeignPicture } from './browser/picture.ts';
import { BrowserRun } from './browser/started.ts';
import { refuseUnusable } from './browser/usage.ts';
import type { OpenedCard } from './card/source.ts';
import { authenticationCertificate, tlsSubject } from './card/tls-subject.ts';
import { withCards } from './exec.ts';
import { Interruption } from './interruption.ts';
import { say } from './language.ts';

const LARGEST_TRUST = 10_000_000;
/** Firefox waits for ever where the code was there before its window that says so: nobody types that fast. */
const TYPING_MS: Readonly<Record<BrowserName, number>> = { firefox: 3000, chromium: 0 };

/** Roots of the simulated authorities, and those of the user. */
function trusted(files: readonly string[]): Bytes[] {
  const roots = defaultPki.authorities().filter(({ issuer }) => issuer === undefined);
  const own = files.flatMap((file) => certificatesOfPem(file, readInput(file, LARGEST_TRUST).toString()));
  return [...roots.map(({ certificate }) => certificate), ...own];
}

async function makeProfile(
  name: BrowserName,
  home: OwnHome,
  { module, trust = [] }: BrowserOptions,
  cards: readonly OpenedCard[],
): Promise<string> {
  const folder = home.path('profile');
  const security = { module: pkcs11Module(module), trusted: trusted(trust) };
  if (name === 'firefox') await makeFirefoxProfile(folder, security);
  else {
    const names = cards.map(({ store }) => tlsSubject(store));
    const subjects = names.filter((subject) => subject !== undefined);
    // A card that is not of ours has a name that is not known: then any is let through.
    const all = subjects.length === cards.length ? subjects : [];
    await makeChromiumProfile(folder, home.folder, { ...security, subjects: all });
  }
  return folder;
}

const ITS_SITE: Text = {
  en: 'no URL: TESTSSL, which shows what it reads on the card, was started for this browser',
  fr: 'pas d’URL : TESTSSL, qui montre ce qu’il lit sur la carte, a été démarré pour ce navigateur',
};

/** The site takes the cards of one branch: those of production where there are no others. */
function ofProduction(cards: readonly OpenedCard[]): boolean {
  const issuers = cards
    .map(({ store }) => authenticationCertificate(store))
    .map((one) => one && defaultPki.issuerOf(one));
  return issuers.length > 0 && issuers.every((issuer) => issuer?.branch === 'production');
}

/** A site that asks for the card, for whoever names none. */
async function openSite(cards: readonly OpenedCard[]): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { HealthServices } = await import('../../simulator/services/index.ts');
  const services = await HealthServices.start({ names: ['testssl'] });
  if (ofProduction(cards)) await services.testssl.change({ branch: 'production' });
  const { url } = services.testssl;
  process.stderr.write(`cps-sim: ${say(ITS_SITE)} (${url})\n`);
  return { url, close: () => services.close() };
}

/** @throws UsageError, BrowserError */
export async function browser(name: BrowserName, url: string | undefined, options: BrowserOptions): Promise<void> {
  refuseUnusable(url, options);
  if (options.screenshot !== undefined) refuseForeignPicture(options.screenshot);
  const program = installed(name);
  const interruption = new Interruption();
  const home = new OwnHome();
  try {
    process.exitCode = await withCards({ ...options, typingMs: TYPING_MS[name] }, async (world, cards) => {
      const profile = await makeProfile(name, home, options, cards);
      const site = url === undefined ? await openSite(cards) : undefined;
      try {
        const place = { name, program, profile, home, url: url ?? site?.url ?? '', world: world.environment };
        return await new BrowserRun(place, options, interruption.signal).toItsEnd();
      } finally {
        await site?.close();
      }
    });
    if (interruption.exitCode !== undefined) process.exitCode = interruption.exitCode;
  } finally {
    interruption.over();
    home.remove();
  }
}
