import { CodedError } from '#common/coded-error.ts';
import type { CommandLabel } from './card-error.ts';

/** The card accepted a command and answered with bytes that are not what the command promises. */
export class AnswerError extends CodedError {
  override readonly name = 'AnswerError';
  readonly code = 'ERR_CARD_ANSWER';
  readonly command: CommandLabel;

  constructor(command: CommandLabel, message: string, options?: ErrorOptions) {
    super(`${command}: ${message}`, options);
    this.command = command;
  }
}

/** `decode`, with its TlvError said to come from the answer to `command`. @throws AnswerError */
export function decodeAnswer<T>(command: CommandLabel, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof AnswerError) throw cause;
    throw new AnswerError(command, `answer not understood: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
