/** Whether a certificate is revoked, as a program finds out by the addresses in it. */
export {
  checkRevocation,
  REVOCATION_SOURCES,
  REVOCATION_WAYS,
  type RevocationCheck,
  VERDICTS,
} from './check.ts';
