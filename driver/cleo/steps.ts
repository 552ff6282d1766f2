/** The three steps of a request by hand: initialisation, request, completion. Source: reference/documents.md L16 to L25. */
import type { KeyObject } from 'node:crypto';
import { pemOf } from '#asn1/pem.ts';
import { equalSecrets } from '#common/equal-secrets.ts';
import type { Text } from '#common/language.ts';
import { certificateFor, readCertificates } from '#formats/certificates.ts';
import { type Envelope, encryptCms } from '#formats/cms-enveloped.ts';
import { signCms } from '#formats/cms-signed.ts';
import { makePkcs12 } from '#formats/pkcs12-writer.ts';
import { newRsaKey, privateKeyPem, readPrivateKey } from '#formats/private-key.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CleoError } from './cleo-error.ts';
import { checkForm, type RequestForm, requestOf } from './form.ts';
import type { CardSigner, MailProgram, OutgoingMail, RegistrationAuthority } from './ports.ts';
import { REQUEST_CIPHERS, type RequestDigest } from './request-ciphers.ts';
import type { RequestFolder, RequestState, RequestStep } from './request-folder.ts';

/** What the window proposes. Source: reference/documents.md L17. */
const USUAL_BITS = 1024;
const KEY_LENGTHS = [1024, 2048] as const;

function requireStep(state: RequestState, expected: readonly RequestStep[]): void {
  if (expected.includes(state.step)) return;
  const issued = state.step === 'issued' || state.step === 'completed';
  if (issued && !expected.includes('issued'))
    throw new CleoError('issued', {
      en: 'the request was issued: it can be neither changed nor played again; create a new one, then delete this one',
      fr: 'la demande a été émise : elle ne peut être ni modifiée ni rejouée ; créez-en une nouvelle, puis supprimez celle-ci',
    });
  throw new CleoError('step', {
    en: `the request is ${state.step}, expected ${expected.join(' or ')}: do the steps in their order`,
    fr: `la demande est à l'étape ${state.step}, attendu ${expected.join(' ou ')} : faites les étapes dans l'ordre`,
  });
}

export interface InitialiseOptions {
  /** Of the key; advised. */
  readonly password?: string | undefined;
  /** 1024 by default. */
  readonly bits?: (typeof KEY_LENGTHS)[number] | undefined;
}

/** Step 1: makes the key pair, anew as long as no request was issued. @throws CleoError `issued` */
export function initialise(
  folder: RequestFolder,
  { password, bits = USUAL_BITS }: InitialiseOptions = {},
): Promise<void> {
  return folder.alone(async () => {
    const { state } = folder;
    requireStep(state, ['created', 'initialised']);
    const key = await newRsaKey(bits);
    // An empty password is none: the box was ticked and nothing typed.
    const protection = password ? ({ password, cipher: '3des' } as const) : undefined;
    folder.write('key', privateKeyPem(key, protection));
    folder.enter({ ...state, step: 'initialised', keyHasPassword: protection !== undefined });
  });
}

/** @throws FormatError `passwordMissing`, `password` */
function keyIn(folder: RequestFolder, password: string | undefined): KeyObject {
  return readPrivateKey(`${folder.name}.key`, folder.read('key'), password);
}

export interface IssueOptions {
  readonly form: RequestForm;
  readonly keyPassword?: string | undefined;
  readonly signer: CardSigner;
  readonly authority: RegistrationAuthority;
  /** As receivers of then read it, 3DES and PKCS#1 v1.5, by default. */
  readonly envelope?: Envelope | undefined;
  /** What the card signs; SHA-256 by default. */
  readonly digest?: RequestDigest | undefined;
  /** The box "sign and encrypt with the CPS card", which is ticked beforehand. */
  readonly signed?: boolean | undefined;
}

async function sealed(
  request: Bytes,
  { signer, authority, envelope = REQUEST_CIPHERS['3des'], digest = 'sha256' }: IssueOptions,
): Promise<Bytes> {
  const certificate = await signer.certificate();
  const signHash = (hash: Bytes) => signer.sign(hash, digest);
  const signed = await signCms({ content: request, certificate, digest, signHash });
  return encryptCms(signed, [authority.certificate], envelope);
}

/**
 * Step 2: issues the request, signed by the card and encrypted for the authority, as a file .p7m; from then on it cannot be changed.
 * @returns path of the file
 * @throws CleoError `step`, `issued`, `field`, those of the card; FormatError of the key's password. Nothing is issued then
 */
export function issue(folder: RequestFolder, options: IssueOptions): Promise<string> {
  return folder.alone(async () => {
    const { state } = folder;
    requireStep(state, ['initialised']);
    const { form, keyPassword, signed = true } = options;
    checkForm(state.kind, form);
    const request = requestOf(state.kind, form, keyIn(folder, keyPassword));
    const path = folder.write('p7m', signed ? await sealed(request, options) : request);
    folder.enter({ ...state, step: 'issued', form });
    return path;
  });
}

/** The mail that opens, ready to be sent. */
function requestMail(folder: RequestFolder, from: string, to: string): OutgoingMail {
  const server = folder.state.form?.server ?? '';
  return {
    from,
    to,
    subject: `Demande de certificat : ${server}`,
    text: `Demande de certificat pour ${server}, en pièce jointe.\n`,
    fileName: `${folder.name}.p7m`,
    content: folder.read('p7m'),
  };
}

/** Sends an issued request by mail. @throws CleoError `mailProgram`: the file is there to be sent by hand */
export async function send(folder: RequestFolder, mailProgram: MailProgram, from: string, to: string): Promise<string> {
  const { state } = folder;
  requireStep(state, ['issued']);
  const messageId = await mailProgram.send(requestMail(folder, from, to));
  folder.enter({ ...state, messageIds: [...(state.messageIds ?? []), messageId] });
  return messageId;
}

export interface CompleteOptions {
  /** The file that came with the answer. */
  readonly answer: Bytes;
  readonly keyPassword?: string | undefined;
  /** Whether .key and .crt are wanted; yes by default. */
  readonly pair?: boolean | undefined;
  /** Of the .p12, which is made when there is one. */
  readonly p12Password?: string | undefined;
  /** What former results are put aside under. */
  readonly stamp: string;
}

export interface Completed {
  /** Paths of what was written. */
  readonly files: readonly string[];
  readonly warnings: readonly Text[];
}

const SAME_PASSWORD: Text = {
  en: 'the .p12 has the same password as the keys: it is given to others, take another one',
  fr: "le .p12 a le même mot de passe que les clés : il se donne à d'autres, prenez-en un autre",
};

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && equalSecrets(a, b);
}

/** Contents of the files by their extensions. */
function results(key: KeyObject, name: string, { answer, keyPassword, pair = true, p12Password }: CompleteOptions) {
  const certificates = readCertificates('smime.p7c', answer);
  const certificate = certificateFor('smime.p7c', certificates, key);
  const authorities = certificates.filter((one) => one !== certificate);
  const protection = keyPassword ? ({ password: keyPassword, cipher: '3des' } as const) : undefined;
  return new Map<string, string | Bytes>([
    ...(pair
      ? ([
          ['key', privateKeyPem(key, protection)],
          ['crt', pemOf('CERTIFICATE', certificate)],
        ] as const)
      : []),
    ...(p12Password === undefined
      ? []
      : ([['p12', makePkcs12({ key, certificate, authorities, friendlyName: name, password: p12Password })]] as const)),
  ]);
}

/**
 * Step 3: takes the answer, and writes .key and .crt, a .p12, or both; it may be done again, for the other form.
 * @throws CleoError `step`; FormatError when the answer holds no certificate (`otherKind`, `damaged`), or that of another key
 *   (`otherKey`), and of the key's password. Nothing is written then
 */
export function complete(folder: RequestFolder, options: CompleteOptions): Promise<Completed> {
  return folder.alone(() => {
    const { state } = folder;
    requireStep(state, ['issued', 'completed']);
    const { p12Password, stamp } = options;
    const keyPassword = state.keyHasPassword ? options.keyPassword : undefined;
    const contents = results(keyIn(folder, keyPassword), folder.name, { ...options, keyPassword });
    // The key stays what it is: it is written again under its own name.
    const written = [...contents.keys()];
    folder.putAside(
      written.filter((extension) => extension !== 'key').map((one) => folder.file(one)),
      stamp,
    );
    const files = written.map((extension) => folder.write(extension, contents.get(extension) ?? ''));
    folder.enter({ ...state, step: 'completed' });
    return { files, warnings: same(keyPassword, p12Password) ? [SAME_PASSWORD] : [] };
  });
}
