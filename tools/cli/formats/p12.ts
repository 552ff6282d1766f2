/** `cps-sim p12`: the key and its certificate in one file, in the form that its reader takes. */
import type { KeyObject } from 'node:crypto';
import { certificateFor, readCertificates, x509 } from '#formats/certificates.ts';
import { completeChain } from '#formats/chain.ts';
import { FormatError } from '#formats/format-error.ts';
import { keyFingerprint } from '#formats/key-fingerprint.ts';
import type { Pkcs12Form } from '#formats/pkcs12-forms.ts';
import { type Pkcs12, readPkcs12 } from '#formats/pkcs12-reader.ts';
import { makePkcs12 } from '#formats/pkcs12-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { colon, say } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { authoritiesAmong } from './cert.ts';
import { exportedKey } from './certreq-computer.ts';
import { keyOfFile } from './csr.ts';
import { printFields, readFile, remark, SENSITIVE, writeNew } from './files.ts';
import { passwordOf } from './password.ts';

export interface MakeOptions {
  readonly key?: string;
  readonly computer?: string;
  readonly cert: string;
  readonly authority?: readonly string[];
  readonly chain: 'none' | 'aci' | 'all';
  readonly form: Pkcs12Form;
  readonly name?: string;
  readonly password?: string;
  readonly keyPassword?: string;
  readonly out: string;
}

/** Authorities that go into the file. @throws FormatError `chain` when one that is wanted is not at hand */
function above(
  path: string,
  certificate: Bytes,
  given: readonly Bytes[],
  chain: MakeOptions['chain'],
): readonly Bytes[] {
  if (chain === 'none') return [];
  const { certificates, complete, missing } = completeChain(certificate, given);
  if (!complete)
    throw new FormatError('chain', path, {
      en: `the authority '${missing}' is not at hand: give it with --authority FILE, or take --chain none`,
      fr: `l'autorité '${missing}' n'est pas là : donnez-la par --authority FICHIER, ou prenez --chain none`,
    });
  return certificates.slice(1, chain === 'aci' ? -1 : undefined);
}

async function keyFor(
  { key, computer, cert, keyPassword }: MakeOptions,
  certificates: readonly Bytes[],
): Promise<KeyObject> {
  if (key !== undefined && computer === undefined) return keyOfFile(key, keyPassword, '--key-password');
  if (key === undefined && computer !== undefined) return exportedKey(computer, cert, certificates);
  throw new UsageError({
    en: 'name the key: --key FILE, or --computer FOLDER where CertReq made it',
    fr: "nommez la clé : --key FICHIER, ou --computer DOSSIER où CertReq l'a faite",
  });
}

/** @throws FormatError, UsageError; nothing is written then */
export async function makeP12(options: MakeOptions): Promise<void> {
  const { cert, authority = [], chain, form, name, out } = options;
  const certificates = readCertificates(cert, readFile(cert));
  const key = await keyFor(options, certificates);
  const certificate = certificateFor(cert, certificates, key);
  const authorities = above(cert, certificate, [...certificates, ...authoritiesAmong(authority)], chain);
  const password = await passwordOf(options.password, { option: '--password', of: out, twice: true });
  const friendlyName = name === undefined ? {} : { friendlyName: name };
  writeNew({ path: out, content: makePkcs12({ key, certificate, authorities, ...friendlyName, password, form }) });
  remark({ en: `${out}: ${SENSITIVE.en}`, fr: `${out} : ${SENSITIVE.fr}` });
}

export interface ShowOptions {
  readonly password?: string;
  readonly json?: true;
}

/** What is in the file, whose password is asked for only when it has one. */
export async function p12OfFile(file: string, password: string | undefined, option = '--password'): Promise<Pkcs12> {
  const bytes = readFile(file);
  const asked = { option, of: file };
  if (password !== undefined) return readPkcs12(file, bytes, await passwordOf(password, asked));
  try {
    return readPkcs12(file, bytes);
  } catch (error) {
    if (!(error instanceof FormatError) || error.reason !== 'passwordMissing') throw error;
    return readPkcs12(file, bytes, await passwordOf(undefined, asked));
  }
}

function subjectOf(file: string, certificate: Bytes): string {
  return x509(file, certificate).subject.replaceAll('\n', ', ');
}

/** Never a key: its fingerprint. */
function told(file: string, { keys, certificates, protection }: Pkcs12) {
  return {
    file,
    protection,
    keys: keys.map(({ key, friendlyName, certificate }) => ({
      ...(friendlyName !== undefined && { name: friendlyName }),
      modulusBits: key.asymmetricKeyDetails?.modulusLength ?? 0,
      keyFingerprint: keyFingerprint(key),
      ...(certificate && { subject: subjectOf(file, certificate) }),
    })),
    certificates: certificates.map((certificate) => ({ subject: subjectOf(file, certificate) })),
  };
}

/** Names of algorithms have no language; that there is no protection has one. */
function protectionText(words: readonly string[]): string {
  return words.map((word) => (word === 'none' ? say({ en: 'none', fr: 'aucune protection' }) : word)).join('; ') || '-';
}

export async function showP12(file: string, { password, json }: ShowOptions): Promise<void> {
  const { protection, keys, certificates } = told(file, await p12OfFile(file, password));
  if (json) {
    printJson({ file, protection, keys, certificates });
    return;
  }
  printFields([
    [{ en: 'checksum', fr: 'somme de contrôle' }, protectionText([protection.mac])],
    [{ en: 'certificates protected by', fr: 'certificats protégés par' }, protectionText(protection.certificates)],
    [{ en: 'keys protected by', fr: 'clés protégées par' }, protectionText(protection.keys)],
  ]);
  const without = say({ en: 'no certificate of this key', fr: 'pas de certificat de cette clé' });
  for (const { name, modulusBits, subject, keyFingerprint: fingerprint } of keys)
    printLines(`RSA ${modulusBits} ${name ?? '-'}${colon()} ${subject ?? without} (${fingerprint.slice(0, 16)})`);
  for (const { subject } of certificates) printLines(`  ${subject}`);
}
