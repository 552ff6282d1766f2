import { ReasonedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';

/** `late`: it is too old; `unreachable`: there is none; `unusable`: it must not be believed. */
export type RevocationAnswerReason = 'late' | 'unusable' | 'unreachable';

/** Why a list or an answer decides nothing; callers of checkRevocation get it as a verdict. */
export class RevocationAnswerError extends ReasonedError<RevocationAnswerReason> {
  override readonly name = 'RevocationAnswerError';
  readonly code = 'ERR_REVOCATION_ANSWER';

  /** @param why in the words of protocols */
  constructor(reason: RevocationAnswerReason, why: string) {
    super(reason, englishOnly(why));
  }
}
