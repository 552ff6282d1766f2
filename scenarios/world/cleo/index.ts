/** CleoCPS on the computer of a world: it signs with the card in a reader, and sends its mail to the mailbox of the world. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toPem } from '#asn1/pem.ts';
import type { Clock } from '#common/clock.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import {
  CleoError,
  type Completed,
  CspCardSigner,
  checkComputer,
  complete,
  initialise,
  issue,
  ldapDirectory,
  REQUEST_CIPHERS,
  RequestFolder,
  type ServerDirectory,
  send,
  stampOf,
  type WizardResult,
  wizard,
} from '../../../driver/cleo/index.ts';
import type { HealthServices } from '../health-services.ts';
import type { WorldService } from '../services.ts';
import type { WindowsProgram } from '../windows/windows-computer.ts';
import {
  ARGUMENTS,
  type CleoSettings,
  type CompleteRequest,
  type IssueRequest,
  type NewRequest,
  type WizardRequest,
} from './arguments.ts';
import { CleoMail } from './mail.ts';

export type {
  CleoSettings,
  Completed,
  CompleteRequest,
  IssueRequest,
  NewRequest,
  RequestFolder,
  WizardRequest,
  WizardResult,
};

/** What it needs of its world. */
export interface CleoGround {
  readonly windows: { program(name: string): WindowsProgram };
  readonly services: HealthServices;
  readonly clock: Clock;
  elapse(time: string): Promise<void>;
  /** Closes it with the world. */
  start(service: WorldService): unknown;
}

/** The program whose process and dialogs it has. */
export const CLEO_PROGRAM = 'CleoCPS';

const INSTALLED = new WeakMap<CleoGround, Cleo>();

/** CleoCPS of a world, which needs the service `registration`; one for each world, and gone with it. */
export function cleoIn(world: CleoGround): Cleo {
  ARGUMENTS.cleoIn(world);
  const installed = INSTALLED.get(world);
  if (installed !== undefined) return installed;
  const cleo = new Cleo(world);
  INSTALLED.set(world, cleo);
  world.start({ happened: () => {}, settled: async () => {}, close: async () => cleo.close() });
  return cleo;
}

export class Cleo {
  readonly #ground: CleoGround;
  #settings: CleoSettings = {};
  #root: string | undefined;
  /** Where its person receives mail. */
  readonly address = 'demandeur@poste.invalid';
  readonly #requests = new Map<string, RequestFolder>();

  constructor(ground: CleoGround) {
    this.#ground = ground;
  }

  /** The folder of all folders. */
  get root(): string {
    this.#root ??= temporaryFolder('cps-sim-cleo-');
    return join(this.#root, 'Dossiers');
  }

  /** How the computer is, from now on. */
  configure(settings: CleoSettings): void {
    ARGUMENTS.configure(settings);
    this.#settings = { ...this.#settings, ...settings };
  }

  /** Starts it, as each of its steps does. @throws CleoError `cryptolib`, `olderVersion` */
  start(): void {
    const { cryptolib = 'installed', olderVersion } = this.#settings;
    checkComputer({ cryptolib: cryptolib === 'installed', olderVersion: olderVersion || undefined });
  }

  /** A new request, and step 1. @throws CleoError */
  async init(request: NewRequest): Promise<RequestFolder> {
    ARGUMENTS.init(request);
    const { kind, folder, name, password, bits } = request;
    this.start();
    const created = RequestFolder.create(this.root, kind, { ...(folder && { folder }), ...(name && { name }) });
    this.#requests.delete(created.name);
    this.#requests.set(created.name, created);
    await initialise(created, { password, bits });
    return created;
  }

  has(name?: string): boolean {
    return this.#named(name) !== undefined;
  }

  #named(name: string | undefined): RequestFolder | undefined {
    return name === undefined ? [...this.#requests.values()].at(-1) : this.#requests.get(name);
  }

  /** The request of that name, the last one by default; of several of one name the last. @throws CleoError `absent` */
  request(name?: string): RequestFolder {
    ARGUMENTS.request(name);
    const found = this.#named(name);
    if (found !== undefined) return RequestFolder.open(found.path);
    throw new CleoError('absent', {
      en: `no request '${name ?? ''}': create one first`,
      fr: `aucune demande « ${name ?? ''} » : créez-en une d'abord`,
    });
  }

  /** Step 2: issues a request as a file. @throws CleoError, FormatError */
  async issue(request: RequestFolder, issued: IssueRequest): Promise<string> {
    ARGUMENTS.issue(request, issued);
    const { keyPassword, signed, cipher = '3des', digest, ...form } = issued;
    this.start();
    const { address, certificate } = this.#ground.services.registration;
    return this.#withSigner((signer) =>
      issue(request, {
        ...{ form, keyPassword, signed, digest, signer, authority: { address, certificate } },
        envelope: REQUEST_CIPHERS[cipher],
      }),
    );
  }

  /** Sends an issued request. @throws CleoError `mailProgram` */
  async send(request: RequestFolder): Promise<void> {
    ARGUMENTS.send(request);
    await send(request, this.#mail(), this.address, this.#ground.services.registration.address);
  }

  /** Step 3, with the answer that has come by mail. @throws CleoError, FormatError */
  async complete(request: RequestFolder, options: CompleteRequest = {}): Promise<Completed> {
    ARGUMENTS.complete(request, options);
    this.start();
    const { attachments = 'listed', ...how } = options;
    const { step, messageIds = [] } = request.state;
    // What was never issued has no answer: step 3 itself says so.
    if (step === 'created' || step === 'initialised') return this.#completed(request, how, NO_BYTES);
    const mail = await this.#mail().answer(messageIds);
    const [listed, unlisted] = [false, true].map((is) => mail.attachments.find(({ hidden }) => hidden === is));
    const answer = (attachments === 'all' ? unlisted : undefined) ?? listed;
    if (answer !== undefined) return this.#completed(request, how, answer.content);
    throw new CleoError('noCertificate', {
      en: `no attachment in the mail "${mail.subject}": ${mail.text}`,
      fr: `aucune pièce jointe dans le message « ${mail.subject} » : ${mail.text}`,
    });
  }

  /** @throws CleoError, BusyError */
  async wizard(options: WizardRequest): Promise<WizardResult> {
    ARGUMENTS.wizard(options);
    this.start();
    const { registration } = this.#ground.services;
    return this.#withSigner((signer) =>
      wizard({
        ...options,
        root: this.root,
        from: this.address,
        signer,
        authority: registration,
        mailProgram: this.#mail(),
        directory: this.#directory(),
        stamp: this.#stamp(),
      }),
    );
  }

  close(): void {
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
  }

  #completed(request: RequestFolder, how: Omit<CompleteRequest, 'attachments'>, answer: Bytes): Promise<Completed> {
    return complete(request, { ...how, answer, stamp: this.#stamp() });
  }

  async #withSigner<T>(work: (signer: CspCardSigner) => Promise<T>): Promise<T> {
    const signer = new CspCardSigner(this.#ground.windows.program(CLEO_PROGRAM).process);
    try {
      return await work(signer);
    } finally {
      await signer.close();
    }
  }

  #directory(): ServerDirectory | undefined {
    if (this.#settings.ldap === 'closed') return undefined;
    const { urls, pki, secured } = this.#ground.services.directory;
    if (this.#settings.ldap !== 'ldaps') return ldapDirectory(urls.ldap);
    const root = pki.authority(secured.authority).chain.at(-1) as Bytes;
    return ldapDirectory(urls.ldaps, { ca: [toPem(root)], servername: secured.name });
  }

  #mail(): CleoMail {
    const { services, elapse } = {
      services: this.#ground.services,
      elapse: (time: string) => this.#ground.elapse(time),
    };
    const allowed = this.#settings.mail !== 'refused';
    return new CleoMail({ mailbox: services.mailbox, address: this.address, allowed, elapse });
  }

  #stamp(): string {
    return stampOf(this.#ground.clock.date());
  }
}
