/** Where the simulated computer of this user lies, when no other folder is named. */
import { userFolder } from '#files/user-folder.ts';

export const DEFAULT_FOLDER = userFolder('computer');
