import { swText } from '#iso7816/status-word.ts';

/** The card refuses a command: `sw` is its answer, the message says why to people. Caught only by `Card.transmit`. */
export class StatusWordError extends Error {
  override name = 'StatusWordError';
  readonly code = 'ERR_STATUS_WORD';
  readonly sw: number;
  constructor(sw: number, reason: string) {
    super(`${swText(sw)}: ${reason}`);
    this.sw = sw;
  }
}
