/** What a browser cannot be asked for, told before anything is made. */

import { dirname } from 'node:path';
import { isFolder } from '#files/is-there.ts';
import { BrowserError } from '../../../scenarios/browser/index.ts';
import { UsageError } from '../usage-error.ts';
import type { BrowserOptions } from './options.ts';

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Told before a browser is started for it. @throws UsageError */
function refuseUnwritable(screenshot: string): void {
  if (!isFolder(screenshot) && isFolder(dirname(screenshot))) return;
  throw new UsageError({
    en: `${screenshot}: expected the path of a picture to be written, in a folder that is there`,
    fr: `${screenshot} : attendu le chemin d'une image à écrire, dans un dossier qui existe`,
  });
}

/** @throws UsageError, BrowserError `no-screen` */
export function refuseUnusable(url: string | undefined, options: BrowserOptions): void {
  const { card = [], pinPad, readerDriver, headless, screenshot } = options;
  if (url !== undefined && !isWebAddress(url))
    throw new UsageError({
      // Not shown: behind `--pin-pad 1234, 1234` it is a code.
      en: 'what stands where the URL is expected is no address of a page: type it as https://localhost:8443/, and values of options without blanks',
      fr: "ce qui est à la place de l'URL n'est pas l'adresse d'une page : tapez-la comme https://localhost:8443/, et les valeurs des options sans blancs",
    });
  if (card.length === 0)
    throw new UsageError({
      en: 'expected --card CARD, a card file or the name of a profile',
      fr: "attendu : --card CARTE, un fichier de carte ou le nom d'un profil",
    });
  if (pinPad !== undefined && readerDriver === 'vpcd')
    throw new UsageError({
      en: '--reader-driver vpcd knows of no PIN pad: leave it or --pin-pad out',
      fr: '--reader-driver vpcd ne connaît pas de clavier : laissez-le de côté, ou --pin-pad',
    });
  if (screenshot !== undefined) refuseUnwritable(screenshot);
  const unseen = headless === true || screenshot !== undefined;
  if (unseen && pinPad === undefined)
    throw new UsageError({
      en: 'nobody types a code into a window that cannot be seen: give the reader a PIN pad, --pin-pad 1234',
      fr: "personne ne tape de code dans une fenêtre qu'on ne voit pas : donnez un clavier au lecteur, --pin-pad 1234",
    });
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!unseen && !DISPLAY && !WAYLAND_DISPLAY)
    throw new BrowserError('no-screen', {
      en: 'there is no screen here (DISPLAY): --screenshot FILE or --headless, with --pin-pad, want none',
      fr: "il n'y a pas d'écran ici (DISPLAY) : --screenshot FICHIER ou --headless, avec --pin-pad, n'en demandent pas",
    });
}
