/** A card that is looked at, and what can be wrong with it. */
import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../../card/profile/schema.ts';
import type { CardState } from '../../card/state/store.ts';

/** What a card is and what it keeps. A card file is one. */
export interface InspectedCard {
  readonly profile: Profile;
  readonly seed: number;
  readonly state: CardState;
}

type Reason =
  | 'wrongHolder'
  | 'noFile'
  | 'wrongLength'
  | 'wrongIssuer'
  | 'wrongCheckDigit'
  | 'notACertificate'
  | 'certificateOfAnotherKey'
  | 'certificateOfAnotherIssuer'
  | 'endsBeforeItBegins'
  | 'notADf'
  | 'dfOfAnotherName'
  | 'noCode'
  | 'noKey'
  | 'notTwoTimes'
  | 'noCounterpart'
  | 'unreadable';

export interface Problem {
  readonly reason: Reason;
  /** One sentence for people: which file, what was found, what was expected. */
  readonly text: Text;
}

export function problem(reason: Reason, path: string, text: Text): Problem {
  return { reason, text: { en: `${path}: ${text.en}`, fr: `${path} : ${text.fr}` } };
}

/** A problem that keeps a check from going on. */
export class Obstacle extends CodedError {
  override readonly name = 'Obstacle';
  readonly code = 'ERR_CARD_PROBLEM';
  readonly problem: Problem;

  constructor(found: Problem) {
    super(found.text);
    this.problem = found;
  }
}

const NO_FILE: Text = { en: 'no such file, expected one', fr: "ce fichier n'existe pas, attendu : qu'il y soit" };

/** @throws Obstacle when the card has no such file */
export function contentOf({ state }: InspectedCard, path: string): Bytes {
  const content = state.contents[path];
  if (content === undefined) throw new Obstacle(problem('noFile', path, NO_FILE));
  return content;
}
