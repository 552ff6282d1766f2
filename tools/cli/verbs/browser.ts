/** `cps-sim browser`, as it is typed. */
import { Argument, Command } from 'commander';
import type { Language, Text } from '#common/language.ts';
import type { BrowserName } from '../../../scenarios/browser/profiles.ts';
import type { BrowserOptions } from '../browser/options.ts';
import { say } from '../language.ts';
import { observerOptions, worldOptions } from './options.ts';
import { list } from './repeated.ts';

const TEXTS = {
  about: {
    en:
      'Opens Firefox or Chromium, unmodified, in a PC/SC world of its own, with a card in its reader and a profile that\n' +
      'knows the card, trusts the simulated authorities and goes with the browser. No root, nothing to click.',
    fr:
      'Ouvre Firefox ou Chromium, tel quel, dans un monde PC/SC à lui, une carte dans son lecteur, avec un profil qui\n' +
      "connaît la carte, fait confiance aux autorités simulées et s'en va avec le navigateur. Ni root, ni clic.",
  },
  name: { en: 'which one', fr: 'lequel' },
  url: {
    en: 'the page (default: TESTSSL, which shows what it reads on the card, started for this browser)',
    fr: 'la page (par défaut : TESTSSL, qui montre ce qu’il lit sur la carte, démarré pour ce navigateur)',
  },
  module: {
    en: "path of the card's PKCS#11 module (default: OpenSC's)",
    fr: "chemin du module PKCS#11 de la carte (par défaut : celui d'OpenSC)",
  },
  trust: {
    en: 'PEM file of authorities whose sites are trusted too; may be repeated',
    fr: 'fichier PEM des autorités de sites de confiance en plus ; peut être répétée',
  },
  headless: { en: 'without a window, until Ctrl-C', fr: "sans fenêtre, jusqu'à Ctrl-C" },
  screenshot: {
    en: 'without a window: the picture of the page into a file (PNG), and the browser ends',
    fr: "sans fenêtre : l'image de la page dans un fichier (PNG), puis le navigateur se ferme",
  },
} as const satisfies Readonly<Record<string, Text>>;

const AFTER_HELP: Readonly<Record<Language, readonly string[]>> = {
  en: [
    '',
    "The code is typed into the browser's own dialog, or at the reader's PIN pad with --pin-pad. Chromium shows its dialog",
    'even then; without a window it does so on a screen that nobody sees (xvfb, xdotool). As root it runs without its sandbox.',
    'A page says "no certificate" whatever the reason was: --explain tells what happened at the card.',
    '',
    'Example: cps-sim browser firefox --card cps3-medecin --pin-pad 1234,cancel --screenshot page.png',
  ],
  fr: [
    '',
    'Le code se tape dans le dialogue du navigateur, ou au clavier du lecteur avec --pin-pad. Chromium montre son dialogue',
    'même alors ; sans fenêtre, sur un écran que personne ne voit (xvfb, xdotool). En root il tourne sans son bac à sable.',
    "Une page dit « pas de certificat » quelle qu'en soit la raison : --explain dit ce qui s'est passé côté carte.",
    '',
    'Exemple : cps-sim browser firefox --card cps3-medecin --pin-pad 1234,cancel --screenshot page.png',
  ],
};

const NAMES: readonly BrowserName[] = ['firefox', 'chromium'];

export function browserCommand(): Command {
  const command = new Command('browser')
    .description(say(TEXTS.about))
    .addArgument(new Argument('<browser>', say(TEXTS.name)).choices(NAMES))
    .argument('[url]', say(TEXTS.url));
  return observerOptions(worldOptions(command))
    .option('--module <file>', say(TEXTS.module))
    .option('--trust <file>', say(TEXTS.trust), list)
    .option('--headless', say(TEXTS.headless))
    .option('--screenshot <file>', say(TEXTS.screenshot))
    .addHelpText('after', say({ en: AFTER_HELP.en.join('\n'), fr: AFTER_HELP.fr.join('\n') }))
    .action(async (name: BrowserName, url: string | undefined, options: BrowserOptions) =>
      (await import('../browser.ts')).browser(name, url, options),
    );
}
