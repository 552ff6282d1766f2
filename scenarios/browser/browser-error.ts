import { ReasonedError } from '#common/coded-error.ts';

/**
 * What kept a browser from its page: a program or module that is not installed, no screen to open a window on, a profile
 * that could not be made, trusted certificates that are none, a page that did not come.
 */
export type BrowserReason = 'not-installed' | 'no-module' | 'no-screen' | 'profile' | 'trust' | 'no-page';

/** A browser that cannot be given the card, or does not come to its page; the message says what to do. */
export class BrowserError extends ReasonedError<BrowserReason> {
  override readonly name = 'BrowserError';
  readonly code = 'ERR_BROWSER';
}
