/** What is given to whatever works over PC/SC: see `#common/arguments.ts`. */
import { port } from '#common/arguments.ts';

export const WINSCARD = port('a winscard: w.winscard, or nativeWinScard()', 'establishContext', 'transmit');
