/** `cps-sim csr`: requests as OpenSSL, XCA and CertReq make them, and what a portal says of one. */
import type { KeyObject } from 'node:crypto';
import { messageIn } from '#common/coded-error.ts';
import { terminalLines } from '#common/terminal-text.ts';
import { readCertificates } from '#formats/certificates.ts';
import { readCertReqInf } from '#formats/certreq-inf.ts';
import { dnsNamesFault } from '#formats/dns-name.ts';
import { FormatError, type FormatReason } from '#formats/format-error.ts';
import { parseName } from '#formats/names.ts';
import { newRsaKey, privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import { type CertificateRequest, makeRequest, type RequestRules, readRequest, requestPem } from '#formats/request.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { EXIT } from '../exit-code.ts';
import { spokenLanguage } from '../language.ts';
import { printJson } from '../print-json.ts';
import { UsageError } from '../usage-error.ts';
import { accept, storeKey } from './certreq-computer.ts';
import { type Draft, deliver, printFields, readFile, remark, SENSITIVE, writeNew } from './files.ts';
import { passwordOf } from './password.ts';

export interface NewOptions {
  readonly key?: string;
  readonly newKey?: string;
  readonly inf?: string;
  readonly computer?: string;
  readonly bits: number;
  readonly cipher?: '3des' | 'aes-256' | 'none';
  readonly password?: string;
  readonly subject: string;
  readonly dnsName?: readonly string[];
  readonly digest: 'sha256' | 'sha384' | 'sha512' | 'sha1' | 'md5';
  readonly out?: string;
}

const ONE_KEY = {
  en: 'one key pair for each certificate and use: the next product starts at a new key',
  fr: 'un bi-clé par certificat et par usage : le produit suivant commence par une nouvelle clé',
};

/** The key of a file, whose password is asked for only when it has one. */
export async function keyOfFile(path: string, password: string | undefined, option = '--password'): Promise<KeyObject> {
  const bytes = readFile(path);
  try {
    return readPrivateKey(
      path,
      bytes,
      password === undefined ? undefined : await passwordOf(password, { option, of: path }),
    );
  } catch (error) {
    if (!(error instanceof FormatError) || error.reason !== 'passwordMissing') throw error;
    return readPrivateKey(path, bytes, await passwordOf(undefined, { option, of: path }));
  }
}

async function draftOfKey(path: string, key: KeyObject, { cipher = 'aes-256', password }: NewOptions): Promise<Draft> {
  if (cipher === 'none') return { path, content: privateKeyPem(key) };
  const asked = { option: '--password', of: path, twice: true };
  return { path, content: privateKeyPem(key, { cipher, password: await passwordOf(password, asked) }) };
}

/** As CertReq -New: the key stays on that computer. */
async function byInf(inf: string, { computer, out }: NewOptions): Promise<void> {
  if (computer === undefined)
    throw new UsageError({
      en: '--inf wants --computer FOLDER: the simulated computer in whose store the key stays',
      fr: "--inf veut --computer DOSSIER : l'ordinateur simulé dans le magasin duquel la clé reste",
    });
  const order = readCertReqInf(inf, readFile(inf));
  if (order.passedOver.length > 0) {
    const names = order.passedOver.join(', ');
    remark({ en: `${inf}: passed over: ${names}`, fr: `${inf} : laissés de côté : ${names}` });
  }
  const key = await newRsaKey(order.keyLength);
  const { subject, digest, exportable } = order;
  storeKey(computer, key, exportable, () => deliver(out, requestPem(makeRequest({ key, subject, digest }))));
}

/** @throws UsageError, FormatError; nothing is written then */
export async function newRequest(options: NewOptions): Promise<void> {
  const { key: path, newKey, inf, subject, dnsName = [], digest, bits, out } = options;
  const given = [path, newKey, inf].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new UsageError({
      en: 'name one of --new-key FILE (a key is made there), --key FILE (that is there) or --inf FILE (as CertReq)',
      fr: 'nommez --new-key FICHIER (une clé y est faite), --key FICHIER (qui est là) ou --inf FICHIER (comme CertReq), un seul',
    });
  const fault = dnsNamesFault('--dns-name', dnsName);
  if (fault) throw fault;
  const name = parseName(subject);
  if (inf !== undefined) return byInf(inf, options);
  const key = path === undefined ? await newRsaKey(bits) : await keyOfFile(path, options.password);
  const request = requestPem(makeRequest({ key, subject: name, digest, dnsNames: dnsName }));
  if (newKey === undefined) return deliver(out, request);
  const drafts = [
    await draftOfKey(newKey, key, options),
    ...(out === undefined ? [] : [{ path: out, content: request }]),
  ];
  writeNew(...drafts);
  if (out === undefined) process.stdout.write(request);
  remark({ en: `${newKey}: ${SENSITIVE.en}`, fr: `${newKey} : ${SENSITIVE.fr}` });
  remark(ONE_KEY);
}

export interface ShowOptions {
  readonly minimumBits: number;
  readonly weakDigests?: true;
  readonly json?: true;
}

/** What a portal refuses in a file that is a request. */
const REFUSALS: readonly FormatReason[] = ['signature', 'weakKey', 'weakDigest', 'algorithm'];

function fieldsOf({ subjectText, modulusBits, digest, keyFingerprint, dnsNames }: CertificateRequest) {
  return { subject: subjectText, modulusBits, digest, keyFingerprint, dnsNames };
}

function print(request: CertificateRequest): void {
  const { subject, modulusBits, digest, keyFingerprint, dnsNames } = fieldsOf(request);
  printFields([
    [{ en: 'subject', fr: 'sujet' }, subject],
    [{ en: 'key', fr: 'clé' }, `RSA ${modulusBits}`],
    [{ en: 'fingerprint of the key', fr: 'empreinte de la clé' }, keyFingerprint],
    [{ en: 'signed with', fr: 'signée avec' }, digest.toUpperCase()],
    [{ en: 'names of servers', fr: 'noms de serveurs' }, dnsNames.join(', ') || '-'],
  ]);
}

interface Verdict {
  /** Undefined when what is wrong leaves nothing that can be told of it. */
  readonly request?: CertificateRequest | undefined;
  readonly refused?: FormatError | undefined;
}

/** What it says of itself, its weakness left out of account. */
function despiteWeakness(file: string, bytes: Bytes): CertificateRequest | undefined {
  try {
    return readRequest(file, bytes, { minimumBits: 1, weakDigests: true });
  } catch {
    return undefined;
  }
}

/** @throws FormatError for a file that is no request */
function verdictOn(file: string, bytes: Bytes, rules: RequestRules): Verdict {
  try {
    const request = readRequest(file, bytes, rules);
    return { request, refused: dnsNamesFault(`${file}, subjectAltName`, request.dnsNames) };
  } catch (error) {
    if (!(error instanceof FormatError) || !REFUSALS.includes(error.reason)) throw error;
    return { request: despiteWeakness(file, bytes), refused: error };
  }
}

/** Exit code 1 for a request that a portal refuses. @throws FormatError for a file that is none */
export function showRequest(file: string, { minimumBits, weakDigests, json }: ShowOptions): void {
  const { request, refused } = verdictOn(file, readFile(file), { minimumBits, weakDigests: weakDigests === true });
  const message = refused && messageIn(refused, spokenLanguage());
  if (json) {
    const why = refused && { refused: { reason: refused.reason, message } };
    printJson({ file, ...(request && fieldsOf(request)), ...why });
  } else if (request && (!refused || refused.reason === 'name')) print(request);
  if (message === undefined) return;
  process.stderr.write(`cps-sim: ${terminalLines(message)}\n`);
  process.exitCode = EXIT.FAILED;
}

export interface AcceptOptions {
  readonly computer: string;
  readonly authority?: readonly string[];
}

/** As CertReq -Accept. @throws FormatError `otherComputer`, `chain` */
export function acceptCertificate(file: string, { computer, authority = [] }: AcceptOptions): void {
  const authorities = authority.flatMap((path) => readCertificates(path, readFile(path)));
  const stored = accept(computer, file, readCertificates(file, readFile(file)), authorities);
  remark({ en: `${stored}: the certificate is with its key`, fr: `${stored} : le certificat est avec sa clé` });
}
