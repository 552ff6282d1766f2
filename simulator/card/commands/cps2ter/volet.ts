/** The current file of the CPS2ter volet; the IAS volet has its own. */
import { SW } from '#iso7816/status-word.ts';
import type { Cps2terFiles } from '../../state/session.ts';
import type { CardContext } from '../context.ts';
import { StatusWordError } from '../status-word-error.ts';

/** @throws StatusWordError 6E00 when this card, or this face of it, has no such volet */
export function volet({ session, files, face }: CardContext): Cps2terFiles {
  if (files.cps2ter === undefined || face !== 'contact')
    throw new StatusWordError(SW.CLA_NOT_SUPPORTED, { en: 'no CPS2ter volet here', fr: 'pas de volet CPS2ter ici' });
  session.cps2ter ??= { df: files.cps2ter, ef: undefined };
  return session.cps2ter;
}
