/** `cps-sim cleo`: server certificates asked for with the card in a reader, as CleoCPS does. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Language } from '#common/language.ts';
import { readInput } from '#files/regular-file.ts';
import { userFolder } from '#files/user-folder.ts';
import {
  CspCardSigner,
  complete,
  initialise,
  issue,
  REQUEST_CIPHERS,
  type RequestCipher,
  RequestFolder,
  type ServerKind,
  send,
  stampOf,
  wizard,
} from '../../driver/cleo/index.ts';
import { CspProcess } from '../../driver/csp/index.ts';
import { machineMinidriver } from '../../driver/minidriver/index.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { registrationService } from './cleo/service.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { passwordIn, secretSource } from './secret-source.ts';
import { UsageError } from './usage-error.ts';

export interface CleoOptions {
  readonly lang?: Language;
  readonly json?: true;
}

export interface InitOptions extends CleoOptions {
  readonly root?: string;
  readonly folder?: string;
  readonly name?: string;
  readonly kind: ServerKind;
  readonly keyPassword?: string;
  readonly bits: '1024' | '2048';
}

export interface RequestOptions extends CleoOptions {
  readonly server: string;
  readonly structure: string;
  readonly structureName?: string;
  readonly service: string;
  readonly from: string;
  readonly keyPassword?: string;
  readonly code?: string;
  readonly cipher: RequestCipher;
  /** False: the file is made and not sent. */
  readonly send: boolean;
}

export interface CompleteOptions extends CleoOptions {
  readonly answer: string;
  readonly keyPassword?: string;
  readonly p12Password?: string;
  readonly pair: boolean;
}

export interface WizardOptions extends CleoOptions {
  /** Whether the directory is asked. */
  readonly ldap: boolean;
  readonly root?: string;
  readonly kind: ServerKind;
  readonly server?: string;
  readonly service: string;
  readonly from: string;
  readonly keyPassword?: string;
  readonly code?: string;
}

const LARGEST_ANSWER = 1_000_000;
const ROOT = () => userFolder('cleo');

/** Passwords and codes are in files or variables: what is typed is seen by every user of the machine. */
function secret(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = secretSource(option, value);
  if (text !== undefined) return passwordIn(option, text);
  throw new UsageError({
    en: `${option}: expected file:PATH or env:NAME, so that nobody else of this machine sees it`,
    fr: `${option} : attendu file:CHEMIN ou env:NOM, pour que personne d'autre sur cette machine ne le voie`,
  });
}

async function withSigner<T>(code: string | undefined, work: (signer: CspCardSigner) => Promise<T>): Promise<T> {
  const pin = secret('--code', code);
  const csp = new CspProcess(nativeWinScard(), { minidriver: machineMinidriver() });
  const signer = new CspCardSigner(csp, { pin });
  try {
    return await work(signer);
  } finally {
    await signer.close();
    await csp.close();
  }
}

function stamp(): string {
  return stampOf(SYSTEM_CLOCK.date());
}

/** What was made, one path a line. */
function print(json: true | undefined, made: { readonly request: string; readonly files?: readonly string[] }): void {
  if (json) printJson(made);
  else printLines([made.request, ...(made.files ?? [])].join('\n'));
}

export async function init({ root = ROOT(), folder, name, kind, keyPassword, bits, json }: InitOptions): Promise<void> {
  const password = secret('--key-password', keyPassword);
  const request = RequestFolder.create(root, kind, { ...(folder && { folder }), ...(name && { name }) });
  await initialise(request, { password, bits: bits === '1024' ? 1024 : 2048 });
  print(json, { request: request.path, files: [request.file('key')] });
}

export async function request(path: string, options: RequestOptions): Promise<void> {
  const { server, structure: structureId, structureName, service, from, code, cipher, json } = options;
  const folder = RequestFolder.open(path);
  const keyPassword = secret('--key-password', options.keyPassword);
  const { authority, mailProgram } = await registrationService(service);
  const p7m = await withSigner(code, (signer) =>
    issue(folder, {
      form: { server, structureId, structureName },
      keyPassword,
      signer,
      authority,
      envelope: REQUEST_CIPHERS[cipher],
    }),
  );
  if (options.send) await send(folder, mailProgram, from, authority.address);
  print(json, { request: folder.path, files: [p7m] });
}

export async function completeRequest(path: string, options: CompleteOptions): Promise<void> {
  const folder = RequestFolder.open(path);
  const keyPassword = secret('--key-password', options.keyPassword);
  const p12Password = secret('--p12-password', options.p12Password);
  const answer = new Uint8Array(readInput(options.answer, LARGEST_ANSWER));
  const how = { answer, keyPassword, p12Password, pair: options.pair, stamp: stamp() };
  const { files, warnings } = await complete(folder, how);
  for (const warning of warnings) process.stderr.write(`cps-sim: ${say(warning)}\n`);
  print(options.json, { request: folder.path, files });
}

export async function runWizard({
  root = ROOT(),
  kind,
  server,
  service,
  from,
  code,
  ...rest
}: WizardOptions): Promise<void> {
  const password = secret('--key-password', rest.keyPassword);
  const { authority, mailProgram, directory } = await registrationService(service);
  const asked = rest.ldap ? { directory } : {};
  const { folder, files } = await withSigner(code, (signer) =>
    wizard({ root, kind, server, password, from, signer, authority, mailProgram, ...asked, stamp: stamp() }),
  );
  print(rest.json, { request: folder, files });
}

/** Deletes a request with all that is in its folder. */
export function remove(path: string): void {
  RequestFolder.open(path).delete();
}
