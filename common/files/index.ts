/** Files that are never half written, and one writer at a time. */
export { createAtomically, writeAtomically } from './atomic-file.ts';
export { hasErrorCode } from './error-code.ts';
export { exclusively } from './exclusively.ts';
export { makeFolder, removeFolderAtomically, writeFolderAtomically } from './folder.ts';
export { throughLinks } from './links.ts';
export { type Release, tryLock } from './lock.ts';
