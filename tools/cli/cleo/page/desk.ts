/** What CleoCPS does for the page: the steps of the verb, the card one at a time, and what came of each for whoever looks. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  type CardHolder,
  CleoError,
  CspCardSigner,
  complete,
  createFolder,
  createRequest,
  holderOf,
  type IncomingMail,
  initialise,
  issue,
  REQUEST_CIPHERS,
  type RequestCipher,
  type RequestFolder,
  type RequestForm,
  type RequestPath,
  requestAt,
  type ServerKind,
  send,
  stampOf,
  wizard,
} from '../../../../driver/cleo/index.ts';
import { CspProcess, NOBODY } from '../../../../driver/csp/index.ts';
import { machineMinidriver } from '../../../../driver/minidriver/index.ts';
import { type ListedMail, registrationService } from '../service.ts';
import { Forms } from './forms.ts';
import { atMost } from './patience.ts';
import { padText, STAGES } from './words.ts';
import { Works } from './works.ts';

export interface DeskOptions {
  /** The folder of all folders. */
  readonly root: string;
  /** Page of the registration server. */
  readonly service: string;
  /** Address of the person. */
  readonly from: string;
  /** Whether the directory is asked, unless the person says otherwise. */
  readonly ldap: boolean;
  readonly winscard: WinScard;
  /** Opens a folder on the desktop; false where there is none. */
  readonly openFolder: (path: string) => Promise<boolean>;
  /** Told of what nobody foresaw. */
  readonly failed: (error: unknown) => void;
}

/** What came of the last form of a page. */
export interface Notice {
  readonly error?: unknown;
  readonly done?: Text;
  readonly warnings?: readonly Text[];
  /** Fields to be shown again; never a secret. */
  readonly typed?: Readonly<Record<string, string>>;
}

export interface Issued {
  readonly form: RequestForm;
  readonly keyPassword: string | undefined;
  readonly code: string | undefined;
  readonly signed: boolean;
  readonly cipher: RequestCipher;
}

export interface Wished {
  readonly kind: ServerKind;
  readonly server: string | undefined;
  readonly password: string | undefined;
  readonly code: string | undefined;
  readonly ldap: boolean;
  /** Whether CleoCPS may send and read mail. */
  readonly mailAllowed: boolean;
}

export interface Imported {
  readonly answer: Bytes;
  readonly keyPassword: string | undefined;
  readonly pair: boolean;
  readonly p12Password: string | undefined;
}

type Tell = (stage: Text) => void;
/** What came of it, and where it leads when that is another page. */
type Outcome = Notice & { readonly page?: string };

const SIGNING: Text = { en: 'signs the request with the card', fr: 'signe la demande avec la carte' };
/** For what still runs when the page ends. */
const PATIENCE_MS = 2000;

/** Where one waits for what takes its time. */
export const WAITING_PAGE = '/travail';

function alreadyAtWork(): CleoError {
  return new CleoError('step', {
    en: 'not begun: CleoCPS is at work with something else; begin again when that is over',
    fr: "pas commencé : CleoCPS travaille à autre chose ; recommencez quand c'est fini",
  });
}

export class Desk {
  readonly options: DeskOptions;
  readonly forms = new Forms();
  readonly works = new Works();
  readonly #csp: CspProcess;
  readonly #closing = new AbortController();
  readonly #notices = new Map<string, Notice>();
  #tell: Tell = () => {};

  constructor(options: DeskOptions) {
    this.options = options;
    const showPinPad = ({ reader }: { readonly reader: string }) => this.#tell(padText(reader));
    const dialogs = { ...NOBODY, showPinPad };
    this.#csp = new CspProcess(options.winscard, { dialogs, minidriver: machineMinidriver(), program: 'CleoCPS' });
  }

  /** What came of the last form that led to that page; it is shown once. */
  takeNotice(page: string): Notice | undefined {
    const notice = this.#notices.get(page);
    this.#notices.delete(page);
    return notice;
  }

  at(path: RequestPath): RequestFolder {
    return requestAt(this.options.root, path);
  }

  /**
   * Does something, and keeps for the page what came of it.
   * @param typed fields to be shown again when it fails
   * @returns the page, or the one that `work` leads to
   */
  async noticed(page: string, work: () => Promise<Outcome>, typed?: Notice['typed']): Promise<string> {
    this.#notices.delete(page);
    const { page: next = page, ...notice } = await work().catch((error): Outcome => {
      this.options.failed(error);
      return { error, ...(typed && { typed }) };
    });
    this.#notices.set(next, notice);
    return next;
  }

  /** As `noticed`, for what takes its time. @returns the page on which one waits; `page` while something else is at work */
  #begun(page: string, stage: Text, typed: Notice['typed'], work: (tell: Tell) => Promise<Outcome>): string {
    const started = this.works.start(stage, (tell) => {
      this.#tell = tell;
      return this.noticed(page, () => work(tell), typed);
    });
    if (started) return WAITING_PAGE;
    this.#notices.set(page, { error: alreadyAtWork(), ...(typed && { typed }) });
    return page;
  }

  createFolder(name: string | undefined): string {
    return createFolder(this.options.root, name);
  }

  createRequest(folder: string, kind: ServerKind, name: string | undefined): RequestFolder {
    return createRequest(this.options.root, folder, kind, name);
  }

  initialise(path: RequestPath, password: string | undefined, bits: 1024 | 2048): Promise<void> {
    return initialise(this.at(path), { password, bits });
  }

  /** Whose card is there. @throws CleoError `cardAbsent`, `otherCard`; an error of PC/SC */
  async card(): Promise<CardHolder> {
    return this.#withSigner(undefined, async (signer) => holderOf(await signer.certificate()));
  }

  async #withSigner<T>(pin: string | undefined, work: (signer: CspCardSigner) => Promise<T>): Promise<T> {
    const signer = new CspCardSigner(this.#csp, { pin });
    try {
      return await work(signer);
    } finally {
      await signer.close();
    }
  }

  #service() {
    return registrationService(this.options.service, this.#closing.signal);
  }

  issue(path: RequestPath, page: string, { code, cipher, ...issued }: Issued, typed: Notice['typed']): string {
    return this.#begun(page, SIGNING, typed, async () => {
      const request = this.at(path);
      const { authority } = await this.#service();
      const envelope = REQUEST_CIPHERS[cipher];
      await this.#withSigner(code, (signer) => issue(request, { ...issued, signer, authority, envelope }));
      return {};
    });
  }

  /** Sends it once: the registration server takes no request twice. */
  async send(path: RequestPath): Promise<void> {
    const request = this.at(path);
    const { authority, mailProgram } = await this.#service();
    await request.alone(async () => {
      if ((request.state.messageIds ?? []).length > 0)
        throw new CleoError('issued', {
          en: 'the request was sent already: it is not played again',
          fr: 'la demande est déjà partie : elle ne se rejoue pas',
        });
      await send(request, mailProgram, this.options.from, authority.address);
    });
  }

  async authorityAddress(): Promise<string> {
    return (await this.#service()).authority.address;
  }

  /** The mails that answer a request, the first one first. */
  async answers(request: RequestFolder): Promise<readonly (ListedMail & { readonly mail: IncomingMail })[]> {
    const { messageIds = [] } = request.state;
    if (messageIds.length === 0) return [];
    const { inbox, read } = await this.#service();
    const found = (await inbox(this.options.from)).filter(({ inReplyTo = '' }) => messageIds.includes(inReplyTo));
    return Promise.all(found.map(async (listed) => ({ ...listed, mail: await read(listed) })));
  }

  complete(path: RequestPath, imported: Imported) {
    if (!imported.pair && imported.p12Password === undefined)
      throw new CleoError('field', {
        en: 'no form was chosen: tick .key and .crt, or .p12 with its password',
        fr: 'aucune forme choisie : cochez .key et .crt, ou .p12 avec son mot de passe',
      });
    return complete(this.at(path), { ...imported, stamp: this.#stamp() });
  }

  wizard(page: string, next: string, { code, ldap, mailAllowed, ...wished }: Wished, typed: Notice['typed']): string {
    return this.#begun(page, STAGES.server, typed, async (tell) => {
      if (!mailAllowed) throw notAllowed();
      const { authority, mailProgram, directory } = await this.#service();
      const { root, from } = this.options;
      const stage = { stamp: this.#stamp(), tell: (one: keyof typeof STAGES) => tell(STAGES[one]) };
      const asked = { ...wished, root, from, authority, mailProgram, ...(ldap && { directory }), ...stage };
      await this.#withSigner(code, (signer) => wizard({ ...asked, signer }));
      return { page: next };
    });
  }

  /** @throws CleoError `step` while something else is at work */
  async delete(path: RequestPath): Promise<void> {
    if (this.works.busy) throw alreadyAtWork();
    const request = this.at(path);
    await request.alone(() => request.delete());
  }

  #stamp(): string {
    return stampOf(SYSTEM_CLOCK.date());
  }

  /** Ends what waits for an answer by mail; somebody at a PIN pad is not waited for. */
  async close(): Promise<void> {
    this.#closing.abort(new CleoError('cancelled', { en: 'CleoCPS ends', fr: "CleoCPS s'arrête" }));
    if (this.works.last !== undefined) await atMost(this.works.last.done, PATIENCE_MS);
    await atMost(this.#csp.close(), PATIENCE_MS);
  }
}

/** Source: reference/documents.md L15. */
function notAllowed(): CleoError {
  return new CleoError('mailProgram', {
    en: 'CleoCPS was not allowed to send and read mail: allow it, or go on by hand',
    fr: "CleoCPS n'a pas l'autorisation d'envoyer et de lire du courrier : donnez-la, ou continuez à la main",
  });
}
