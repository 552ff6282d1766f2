/** A physical card cannot be in two readers at a time, nor can a card file: a lock beside it says which process has it. */

import { CodedError } from '#common/coded-error.ts';
import { type Release, tryLock } from '#files/index.ts';

/** The card is in another reader. */
export class CardInUseError extends CodedError {
  override readonly name = 'CardInUseError';
  readonly code = 'ERR_CARD_IN_USE';
}

/**
 * Takes the lock of a card file.
 * @returns the function that gives it back
 * @throws CardInUseError when a living process has it
 */
export function lockCard(path: string): Release {
  const lock = `${path}.lock`;
  const taken = tryLock(lock);
  if (typeof taken === 'function') return taken;
  throw new CardInUseError(
    taken.holder === undefined
      ? {
          en: `${path}: could not lock the card; remove ${lock} if no program uses it`,
          fr: `${path} : la carte n'a pu être verrouillée ; supprimez ${lock} si aucun programme ne s'en sert`,
        }
      : {
          en: `${path}: the card is in a reader already (process ${taken.holder}); take it out there, or use a copy of the file`,
          fr: `${path} : la carte est déjà dans un lecteur (processus ${taken.holder}) ; retirez-la de là, ou prenez une copie du fichier`,
        },
  );
}
