import { swMeaning, swText } from '#iso7816/status-word.ts';

/** The card refused a command in a way the caller did not expect; expected outcomes are results, not errors. */
export class CardError extends Error {
  override name = 'CardError';
  readonly code = 'ERR_CARD';
  /** SW1-SW2 as one number. */
  readonly sw: number;
  /** ISO name of the command: `READ BINARY`. */
  readonly command: string;

  /** @param detail what was asked of the card, without reference data: `file 3F002F00` */
  constructor(command: string, sw: number, detail = '') {
    super(`${command}${detail === '' ? '' : ` (${detail})`}: ${swText(sw)}, ${swMeaning(sw)}`);
    this.sw = sw;
    this.command = command;
  }
}
