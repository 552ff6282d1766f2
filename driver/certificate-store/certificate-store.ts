/**
 * The store MY of one user: a folder with one file a certificate.
 *
 * Several programs may use one folder at the same time: each file is replaced as a whole.
 *
 * Source: reference/minidriver.md 11; wincrypt.h, CertAddCertificateContextToStore.
 */

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ANYTHING, BYTES, instanceOf, members, optional, parameters, TEXT } from '#common/arguments.ts';
import { textOf as messageOf } from '#common/coded-error.ts';
import { inEach, type Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { systemWords } from '#common/system-error.ts';
import { FileKindError } from '#files/file-kind-error.ts';
import { makeFolder, writeAtomically } from '#files/index.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CertificateProperties, StoreCertificate } from './store-certificate.ts';
import { CertificateStoreError } from './store-error.ts';
import { decodeStoreFile, encodeStoreFile } from './store-file.ts';

const PROPERTIES = members({
  friendlyName: optional(TEXT),
  keyProviderInfo: ANYTHING,
  cardIdentifier: optional(TEXT),
});
const THUMBPRINT = { thumbprint: TEXT };
const ARGUMENTS = {
  open: parameters('CertificateStore.open', { folder: TEXT }),
  find: parameters('CertificateStore.find', THUMBPRINT),
  matching: parameters('CertificateStore.matching', THUMBPRINT),
  add: parameters('CertificateStore.add', { der: BYTES, properties: PROPERTIES }),
  remove: parameters('CertificateStore.remove', {
    certificate: instanceOf(StoreCertificate, 'a certificate of a store'),
  }),
};

const EXTENSION = '.pem';
/** Of a certificate with its properties. */
const LARGEST = 1_000_000;

/** A file of the folder that holds no certificate, and why. */
export interface DamagedFile {
  readonly file: string;
  readonly why: string;
  /** `why` in each language. */
  readonly whyText: Text;
}

export type Addition = 'added' | 'replaced' | 'unchanged';

export class CertificateStore {
  /** Path of the folder. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** The store in that folder, made when it is not there. @throws CertificateStoreError when it cannot be made */
  static open(folder: string): CertificateStore {
    ARGUMENTS.open(folder);
    try {
      makeFolder(folder);
    } catch (cause) {
      throw new CertificateStoreError(
        'notMade',
        {
          en: `${folder}: no store can be made here (${reason(cause).en}); choose another folder`,
          fr: `${folder} : aucun magasin ne peut y être fait (${reason(cause).fr}) ; choisissez un autre dossier`,
        },
        { cause },
      );
    }
    return new CertificateStore(folder);
  }

  /** The certificates in the order of their arrival. @throws CertificateStoreError when the folder cannot be read */
  certificates(): readonly StoreCertificate[] {
    return this.#read().certificates;
  }

  /** Files of the folder that hold no certificate: told, and left alone. */
  damaged(): readonly DamagedFile[] {
    return this.#read().damaged;
  }

  /** The certificate of that thumbprint, or of the only one that begins so; undefined when there is none. */
  find(thumbprint: string): StoreCertificate | undefined {
    ARGUMENTS.find(thumbprint);
    const [found, ...others] = this.matching(thumbprint);
    return others.length === 0 ? found : undefined;
  }

  /** The certificates whose thumbprint begins so, in either case, with spaces and colons or without; none for ''. */
  matching(thumbprint: string): readonly StoreCertificate[] {
    ARGUMENTS.matching(thumbprint);
    const wanted = thumbprint.replaceAll(/[\s:]/g, '').toUpperCase();
    return wanted === '' ? [] : this.certificates().filter((candidate) => candidate.thumbprint.startsWith(wanted));
  }

  /**
   * CertAddCertificateContextToStore with CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES: a certificate that is
   * there already (issuer and serial number) keeps its place and the properties that are not given anew.
   * @throws CertificateStoreError when it cannot be written
   */
  add(der: Bytes, properties: CertificateProperties = {}): Addition {
    ARGUMENTS.add(der, properties);
    const all = this.certificates();
    const asNew = new StoreCertificate(der, properties, 1 + Math.max(0, ...all.map(({ order }) => order)));
    const existing = all.find((candidate) => candidate.isSameAs(asNew));
    if (existing === undefined) {
      this.#write(asNew);
      return 'added';
    }
    const merged = new StoreCertificate(der, { ...existing.properties, ...properties }, existing.order);
    if (encodeStoreFile(merged) === encodeStoreFile(existing)) return 'unchanged';
    this.#write(merged);
    if (merged.thumbprint !== existing.thumbprint) this.remove(existing);
    return 'replaced';
  }

  /** CertDeleteCertificateFromStore; no error when another program was faster. */
  remove(certificate: StoreCertificate): void {
    ARGUMENTS.remove(certificate);
    const { thumbprint } = certificate;
    try {
      rmSync(join(this.folder, `${thumbprint}${EXTENSION}`), { force: true });
    } catch (cause) {
      throw new CertificateStoreError(
        'notRemoved',
        {
          en: `${this.folder}: ${thumbprint} cannot be removed (${reason(cause).en})`,
          fr: `${this.folder} : ${thumbprint} ne peut être enlevé (${reason(cause).fr})`,
        },
        { cause },
      );
    }
  }

  #write(certificate: StoreCertificate): void {
    const path = join(this.folder, `${certificate.thumbprint}${EXTENSION}`);
    try {
      writeAtomically(path, encodeStoreFile(certificate));
    } catch (cause) {
      const why = reason(cause);
      throw new CertificateStoreError(
        'notWritten',
        { en: `${path}: cannot be written (${why.en})`, fr: `${path} : ne peut être écrit (${why.fr})` },
        { cause },
      );
    }
  }

  #read(): { readonly certificates: StoreCertificate[]; readonly damaged: DamagedFile[] } {
    const certificates: StoreCertificate[] = [];
    const damaged: DamagedFile[] = [];
    for (const name of this.#names()) {
      try {
        const text = textOf(join(this.folder, name));
        if (text !== undefined) certificates.push(decodeStoreFile(text));
      } catch (error) {
        const whyText = error instanceof CertificateStoreError ? messageOf(error) : reason(error);
        damaged.push({ file: name, why: whyText.en, whyText });
      }
    }
    certificates.sort((a, b) => a.order - b.order || (a.thumbprint < b.thumbprint ? -1 : 1));
    return { certificates, damaged };
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
    } catch (cause) {
      const why = reason(cause);
      throw new CertificateStoreError(
        'notRead',
        {
          en: `${this.folder}: the store cannot be read (${why.en})`,
          fr: `${this.folder} : le magasin ne peut être lu (${why.fr})`,
        },
        { cause },
      );
    }
  }
}

/** Undefined for a file that another program has just removed. */
function textOf(path: string): string | undefined {
  try {
    return readRegularFile(path, LARGEST).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const REASONS: Readonly<Record<string, Text>> = {
  EEXIST: { en: 'a file is in its place', fr: 'un fichier est à sa place' },
  ENOTDIR: { en: 'a part of the path is a file', fr: 'une partie du chemin est un fichier' },
  EISDIR: { en: 'a folder is in its place', fr: 'un dossier est à sa place' },
};

function reason(error: unknown): Text {
  if (error instanceof FileKindError)
    return { en: `is ${error.kind.en}, expected a file`, fr: `est ${error.kind.fr}, attendu : un fichier` };
  if (error instanceof TooLargeError) return error.why;
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const why = own(REASONS, code) ?? systemWords(code);
  return inEach((language) => (why === undefined ? code : `${code}, ${why[language]}`));
}
