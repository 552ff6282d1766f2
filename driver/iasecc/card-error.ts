import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import type { IsoName } from '#iso7816/commands.ts';
import { swText } from '#iso7816/status-word.ts';
import { swMeaning } from '#iso7816/status-word-meaning.ts';

/** ISO name of a command: `READ BINARY`; with its operation for PERFORM SECURITY OPERATION. */
export type CommandLabel = IsoName | `PSO ${string}`;

function inBrackets(detail: string | undefined): string {
  return detail === undefined ? '' : ` (${detail})`;
}

/** The card refused a command in a way the caller did not expect; expected outcomes are results, not errors. */
export class CardError extends CodedError {
  override readonly name = 'CardError';
  readonly code = 'ERR_CARD';
  /** SW1-SW2 as one number. */
  readonly sw: number;
  readonly command: CommandLabel;

  /** @param detail what was asked of the card, without reference data: `file 3F002F00` */
  constructor(command: CommandLabel, sw: number, detail?: Text) {
    const meaning = swMeaning(sw);
    super({
      en: `${command}${inBrackets(detail?.en)}: ${swText(sw)}, ${meaning.en}`,
      fr: `${command}${inBrackets(detail?.fr)} : ${swText(sw)}, ${meaning.fr}`,
    });
    this.sw = sw;
    this.command = command;
  }
}
