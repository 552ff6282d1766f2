/**
 * The store of a simulated computer, as CertReq uses it: keys that wait for their certificates, in a folder of its own.
 *
 * A key is in `certreq/FINGERPRINT.key`, a line in front of its PEM says whether it may leave; its certificate, once
 * accepted, is in `certreq/FINGERPRINT.cer` beside it.
 */
import type { KeyObject } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#files/index.ts';
import { x509 } from '#formats/certificates.ts';
import { wholeChain } from '#formats/chain.ts';
import { FormatError } from '#formats/format-error.ts';
import { keyFingerprint } from '#formats/key-fingerprint.ts';
import { privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { readFile, writeNew } from './files.ts';

const EXPORTABLE = 'Exportable = TRUE\n';
const KEPT = 'Exportable = FALSE\n';

function placeOf(computer: string, fingerprint: string): string {
  return join(computer, 'certreq', fingerprint);
}

/** Keeps the key there, and takes it away again when what is done with it fails. */
export function storeKey(computer: string, key: KeyObject, exportable: boolean, work: () => void): void {
  makeFolder(join(computer, 'certreq'));
  const path = `${placeOf(computer, keyFingerprint(key))}.key`;
  writeNew({ path, content: (exportable ? EXPORTABLE : KEPT) + privateKeyPem(key) });
  try {
    work();
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

function stored(computer: string, file: string, certificates: readonly Bytes[]) {
  for (const certificate of certificates) {
    const place = placeOf(computer, keyFingerprint(x509(file, certificate).publicKey));
    if (existsSync(`${place}.key`)) return { place, certificate };
  }
  throw new FormatError('otherComputer', file, {
    en: `the key of this certificate is not on the computer ${computer}: accept it where its request was made`,
    fr: `la clé de ce certificat n'est pas sur l'ordinateur ${computer} : acceptez-le là où sa demande a été faite`,
  });
}

/**
 * Puts a certificate with the key that waits for it.
 * @returns the file it is kept in
 * @throws FormatError `otherComputer` when no such key waits there, `chain` when an authority is not given
 */
export function accept(
  computer: string,
  file: string,
  certificates: readonly Bytes[],
  authorities: readonly Bytes[],
): string {
  const { place, certificate } = stored(computer, file, certificates);
  wholeChain(file, certificate, [...authorities, ...certificates]);
  const path = `${place}.cer`;
  if (!existsSync(path)) writeNew({ path, content: certificate });
  return path;
}

/** The key of a certificate, to be exported. @throws FormatError `otherComputer`, `setting` when it may not leave */
export function exportedKey(computer: string, file: string, certificates: readonly Bytes[]): KeyObject {
  const path = `${stored(computer, file, certificates).place}.key`;
  const content = Buffer.from(readFile(path));
  if (!content.toString('latin1').startsWith(EXPORTABLE))
    throw new FormatError('setting', file, {
      en: 'its key may not leave the computer: the .inf of its request did not say Exportable = TRUE; order again',
      fr: "sa clé ne peut quitter l'ordinateur : le .inf de sa demande ne disait pas Exportable = TRUE ; commandez de nouveau",
    });
  return readPrivateKey(path, content);
}
