import { CodedError } from '#common/coded-error.ts';
import { swText } from '#iso7816/status-word.ts';

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
  readonly reason: string;

  constructor(sw: number, reason: string) {
    this.sw = sw;
    this.reason = reason;
  }

  get message(): string {
    return `${swText(this.sw)}: ${this.reason}`;
  }

  messageIn(): string {
    return this.message;
  }
}

Object.setPrototypeOf(StatusWordError.prototype, CodedError.prototype);
