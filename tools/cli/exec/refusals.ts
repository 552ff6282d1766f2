/** Options of exec, shell and their kin that do not go together. */

import { UsageError } from '../usage-error.ts';
import type { ExecOptions } from './options.ts';
import type { ServicesOptions } from './services.ts';

/** @throws UsageError */
export function refuseTrustAlone({ trust, services }: ServicesOptions): void {
  if (trust && services === undefined)
    throw new UsageError({
      en: '--trust is about the authorities of --services: name some',
      fr: '--trust porte sur les autorités de --services : nommez-en',
    });
}

/** @throws UsageError */
export function refuseIdentityAlone({ identity, card = [] }: ExecOptions): void {
  if (identity !== undefined && card.length === 0)
    throw new UsageError({
      en: '--identity needs --card PROFILE: it says whom that card is for',
      fr: '--identity demande --card PROFIL : elle dit pour qui est cette carte',
    });
}

/** @throws UsageError */
export function refuseReportOfNothing({ reporter, scenario }: ExecOptions): void {
  if (reporter !== undefined && scenario === undefined)
    throw new UsageError({
      en: '--reporter needs --scenario FILE: a report is one of its steps',
      fr: '--reporter demande --scenario FICHIER : un rapport est celui de ses étapes',
    });
}

/** @throws UsageError */
export function refusePadUnknown({ pinPad, readerDriver }: Pick<ExecOptions, 'pinPad' | 'readerDriver'>): void {
  if (pinPad !== undefined && readerDriver === 'vpcd')
    throw new UsageError({
      en: '--reader-driver vpcd knows of no PIN pad: leave it or --pin-pad out',
      fr: '--reader-driver vpcd ne connaît pas de clavier : laissez-le de côté, ou --pin-pad',
    });
}

/** What a scenario says itself is not taken and forgotten. @throws UsageError */
export function refuseWithScenario({
  card = [],
  seed,
  identity,
  face,
  reader,
  readerDriver,
  pinPad,
}: ExecOptions): void {
  if (pinPad !== undefined)
    throw new UsageError({
      en: '--scenario says itself what is typed: { readers: { bureau: pinpad } } and the step pinPad',
      fr: "--scenario dit lui-même ce qui est tapé : { readers: { bureau: pinpad } } et l'étape pinPad",
    });
  if (face !== undefined)
    throw new UsageError({
      en: '--scenario says itself which side is seen: { readers: { bureau: contactless } }',
      fr: '--scenario dit lui-même quelle face est vue : { readers: { bureau: contactless } }',
    });
  if (readerDriver !== undefined)
    throw new UsageError({
      en: '--scenario says itself what its readers are: { readers: { bureau: vpcd } }',
      fr: '--scenario dit lui-même ce que sont ses lecteurs : { readers: { bureau: vpcd } }',
    });
  if (reader !== undefined)
    throw new UsageError({
      en: '--scenario names its readers itself: leave --reader out',
      fr: '--scenario nomme lui-même ses lecteurs : laissez --reader de côté',
    });
  if (card.length > 1)
    throw new UsageError({
      en: '--scenario brings its own cards: --card replaces one of them, at most',
      fr: '--scenario apporte ses cartes : --card en remplace une, au plus',
    });
  const alone = card.length > 0 ? undefined : seed !== undefined ? '--seed' : identity !== undefined && '--identity';
  if (alone)
    throw new UsageError({
      en: `${alone} goes with --card PROFILE, which takes the place of the first card of the scenario`,
      fr: `${alone} va avec --card PROFIL, qui prend la place de la première carte du scénario`,
    });
}
