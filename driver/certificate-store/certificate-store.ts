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
        `${folder}: no store can be made here (${reason(cause)}); choose another folder`,
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
        `${this.folder}: ${thumbprint} cannot be removed (${reason(cause)})`,
        { cause },
      );
    }
  }

  #write(certificate: StoreCertificate): void {
    const path = join(this.folder, `${certificate.thumbprint}${EXTENSION}`);
    try {
      writeAtomically(path, encodeStoreFile(certificate));
    } catch (cause) {
      throw new CertificateStoreError('notWritten', `${path}: cannot be written (${reason(cause)})`, { cause });
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
        damaged.push({ file: name, why: error instanceof CertificateStoreError ? error.message : reason(error) });
      }
    }
    certificates.sort((a, b) => a.order - b.order || (a.thumbprint < b.thumbprint ? -1 : 1));
    return { certificates, damaged };
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
    } catch (cause) {
      throw new CertificateStoreError('notRead', `${this.folder}: the store cannot be read (${reason(cause)})`, {
        cause,
      });
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

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'a folder is in its place',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
};

function reason(error: unknown): string {
  if (error instanceof FileKindError) return `is ${error.kind}, expected a file`;
  if (error instanceof TooLargeError) return error.why.en;
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return REASONS[code] === undefined ? code : `${code}, ${REASONS[code]}`;
}
