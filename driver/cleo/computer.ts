/** What CleoCPS finds on its computer when it starts. Source: reference/documents.md L10. */
import { CleoError } from './cleo-error.ts';

export interface CleoComputer {
  /** Whether Cryptolib CPS is installed, with its PKCS#11 part; it is by default. */
  readonly cryptolib?: boolean | undefined;
  /** An older CleoCPS that is installed still: its version. */
  readonly olderVersion?: string | undefined;
}

/** @throws CleoError `olderVersion` as its installer, `cryptolib` as its start */
export function checkComputer({ cryptolib = true, olderVersion }: CleoComputer): void {
  if (olderVersion !== undefined)
    throw new CleoError('olderVersion', {
      en: `CleoCPS ${olderVersion} is installed: uninstall it first, then install again`,
      fr: `CleoCPS ${olderVersion} est installé : désinstallez-le d'abord, puis réinstallez`,
    });
  if (cryptolib) return;
  throw new CleoError('cryptolib', {
    en: 'Cryptolib CPS is not installed, whose PKCS#11 part CleoCPS needs: install a reader, then Cryptolib CPS',
    fr: 'Cryptolib CPS, dont CleoCPS prend la partie PKCS#11, est absente : installez un lecteur, puis Cryptolib CPS',
  });
}
