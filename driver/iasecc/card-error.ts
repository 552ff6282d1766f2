import { CodedError } from '#common/coded-error.ts';
import type { IsoName } from '#iso7816/commands.ts';
import { swMeaning, swText } from '#iso7816/status-word.ts';

/** ISO name of a command: `READ BINARY`; with its operation for PERFORM SECURITY OPERATION. */
export type CommandLabel = IsoName | `PSO ${string}`;

/** The card refused a command in a way the caller did not expect; expected outcomes are results, not errors. */
export class CardError extends CodedError {
  override readonly name = 'CardError';
  readonly code = 'ERR_CARD';
  /** SW1-SW2 as one number. */
  readonly sw: number;
  readonly command: CommandLabel;

  /** @param detail what was asked of the card, without reference data: `file 3F002F00` */
  constructor(command: CommandLabel, sw: number, detail = '') {
    super(`${command}${detail === '' ? '' : ` (${detail})`}: ${swText(sw)}, ${swMeaning(sw)}`);
    this.sw = sw;
    this.command = command;
  }
}
