import { CodedError, textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import type { CommandLabel } from './card-error.ts';

/** The card accepted a command and answered with bytes that are not what the command promises. */
export class AnswerError extends CodedError {
  override readonly name = 'AnswerError';
  readonly code = 'ERR_CARD_ANSWER';
  readonly command: CommandLabel;

  constructor(command: CommandLabel, message: Text, options?: ErrorOptions) {
    super({ en: `${command}: ${message.en}`, fr: `${command} : ${message.fr}` }, options);
    this.command = command;
  }
}

/** `decode`, with its TlvError said to come from the answer to `command`. @throws AnswerError */
export function decodeAnswer<T>(command: CommandLabel, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof AnswerError) throw cause;
    const why = textOf(cause);
    const message = { en: `answer not understood: ${why.en}`, fr: `réponse non comprise : ${why.fr}` };
    throw new AnswerError(command, message, { cause });
  }
}
