/** Files that are never half written, and one writer at a time. */
export { createAtomically, writeAtomically } from './atomic-file.ts';
export { exclusively } from './exclusively.ts';
export { makeFolder, removeFolderAtomically, writeFolderAtomically } from './folder.ts';
export { type Release, tryLock } from './lock.ts';
