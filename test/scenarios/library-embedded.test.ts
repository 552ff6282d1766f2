/** Every shipped scenario over the sockets of vpcd, in the time it takes. */
import { playLibrary } from './play-library.ts';

playLibrary({ target: 'embedded', clock: 'real' });
