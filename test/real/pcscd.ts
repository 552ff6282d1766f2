/** The system's pcscd, as every test of this folder wants it; the bench has the same one. */
export { ensurePcscd, READER_NAMES, restartPcscd, stopPcscd, VPCD_PORT } from '../../tools/pcscd.ts';
