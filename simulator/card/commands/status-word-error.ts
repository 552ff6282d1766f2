import { CodedError } from '#common/coded-error.ts';
import { colonIn, type Language, type Text } from '#common/language.ts';
import { swText } from '#iso7816/status-word.ts';

/** Why a card refuses, for people: made when somebody asks, where it tells of what was sent or found. */
export type Reason = Text | (() => Text);

/**
 * The card refuses a command: `sw` is its answer, the message says why to people. Caught only by `Card.transmit`.
 *
 * Cards refuse all day: it is a CodedError by its prototype alone, so that no stack is captured, which would take twenty
 * times as long as the command. Its words are made when a trace asks for them.
 */
export class StatusWordError implements Pick<CodedError, keyof CodedError> {
  readonly name = 'StatusWordError';
  readonly code = 'ERR_STATUS_WORD';
  readonly sw: number;
  readonly reason: Reason;

  constructor(sw: number, reason: Reason) {
    this.sw = sw;
    this.reason = reason;
  }

  get message(): string {
    return this.messageIn('en');
  }

  messageIn(language: Language): string {
    const { reason } = this;
    const text = typeof reason === 'function' ? reason() : reason;
    return `${swText(this.sw)}${colonIn(language)} ${text[language]}`;
  }
}

Object.setPrototypeOf(StatusWordError.prototype, CodedError.prototype);
