/** What the operations do. Each is done or refused as a whole. */
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Addresses } from '../addresses.ts';
import type { Holder } from '../admission.ts';
import type { Folder, StoredMessage } from '../folder.ts';
import type { HolderBox } from '../holder-box.ts';
import type { MailStore } from '../mail-store.ts';
import type { Values } from './fields.ts';
import { composeMail, messageContent, messageHead, type Outgoing } from './messages.ts';
import type { SoapSessions } from './sessions.ts';
import { SoapRefusal } from './soap-refusal.ts';

/** Who calls. */
export interface Caller {
  readonly holder: Holder;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** In the header Session. */
  readonly token: string | undefined;
}

export interface OperationsOptions {
  readonly clock: Clock;
  readonly store: MailStore;
  readonly addresses: Addresses;
  readonly sessions: SoapSessions;
  readonly sessionMinutes: () => number;
  /** Domains that messages may be sent to. */
  readonly trusted: () => readonly string[];
}

const MOST_LISTED = 200;
const LISTED = 50;
const MOST_RECEIVERS = 100;
const LONGEST_ADDRESS = 254;
const LONGEST_LINE = 900;

const ADDRESS = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/i;
const TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
const CONTROL = /\p{Cc}/u;

function wrong(text: Text): SoapRefusal {
  return new SoapRefusal('argument', 'service', text);
}

/** What stands in a line of the head of a mail: with a line end in it, it would be two. */
function requireLine(name: string, value: string): void {
  if (value.length <= LONGEST_LINE && !CONTROL.test(value)) return;
  throw wrong({
    en: `${name}: at most ${LONGEST_LINE} characters, and no control characters`,
    fr: `${name} : au plus ${LONGEST_LINE} caractères, et aucun caractère de contrôle`,
  });
}

function requireAddress(address: string): void {
  if (address.length <= LONGEST_ADDRESS && ADDRESS.test(address)) return;
  const shown = JSON.stringify(address.slice(0, LONGEST_ADDRESS));
  throw wrong({ en: `${shown} is no address`, fr: `${shown} n'est pas une adresse` });
}

function found(folder: Folder, number: number): StoredMessage {
  const message = folder.message(number);
  if (message !== undefined) return message;
  const text = { en: `${folder.name}: no message ${number}`, fr: `${folder.name} : pas de message ${number}` };
  throw new SoapRefusal('noMessage', 'service', text);
}

type Deed = (caller: Caller, given: never) => Values | Promise<Values>;

interface OneMessage {
  readonly folder: string;
  readonly number: number;
}

export class Operations {
  readonly #options: OperationsOptions;

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** By the name that the contract has. */
  readonly deeds: Readonly<Record<string, Deed>> = {
    OpenSession: (caller, { address }: { address?: string }) => this.#openSession(caller, address),
    CloseSession: ({ token = '' }) => {
      this.#options.sessions.close(token);
      return {};
    },
    ListFolders: (caller) => ({ folder: this.#box(caller).folders().map(folderValues) }),
    ListMessages: (caller, given: Parameters<Operations['listMessages']>[1]) => this.listMessages(caller, given),
    ReadMessage: (caller, { folder, number }: OneMessage) => this.#read(this.#box(caller).folder(folder), number),
    SendMessage: (caller, given: Values) => this.#send(caller, given),
    MoveMessage: (caller, { target, ...one }: OneMessage & { target: string }) => this.#move(caller, one, target),
    DeleteMessage: (caller, { folder, number }: OneMessage) => {
      const from = this.#box(caller).folder(folder);
      found(from, number);
      from.remove([number]);
      return {};
    },
    ListAddresses: (_, { search = '' }: { search?: string }) => ({ entry: this.#entries(search) }),
    ListTrustedDomains: () => ({ domain: this.#options.trusted() }),
  };

  #box({ holder }: Caller): HolderBox {
    return this.#options.store.boxOf(holder);
  }

  #openSession(caller: Caller, wanted: string | undefined): Values {
    const { address } = this.#box(caller);
    if (wanted !== undefined && wanted.trim().toLowerCase() !== address)
      throw new SoapRefusal('identity', 'session', {
        en: `the address ${wanted.slice(0, LONGEST_ADDRESS)} is not that of the holder of this card: ${address}`,
        fr: `l'adresse ${wanted.slice(0, LONGEST_ADDRESS)} n'est pas celle du porteur de cette carte : ${address}`,
      });
    const { token, until } = this.#options.sessions.open(caller.fingerprint, this.#options.sessionMinutes());
    const { nationalId, familyName, givenName } = caller.holder;
    return { token, address, holder: { nationalId, familyName, givenName }, expires: until };
  }

  async listMessages(caller: Caller, given: { folder: string; after?: number; most?: number }): Promise<Values> {
    const { folder, after = 0, most = LISTED } = given;
    if (most < 1 || most > MOST_LISTED)
      throw wrong({ en: `most: 1 to ${MOST_LISTED}`, fr: `most : de 1 à ${MOST_LISTED}` });
    const behind = this.#box(caller)
      .folder(folder)
      .messages()
      .filter(({ uid }) => uid > after)
      .slice(0, most);
    return { message: await Promise.all(behind.map(messageHead)) };
  }

  async #read(folder: Folder, number: number): Promise<Values> {
    found(folder, number);
    const [message] = folder.changeFlags([number], 'add', ['\\Seen']);
    return messageContent(message as StoredMessage);
  }

  #move(caller: Caller, { folder, number }: OneMessage, target: string): Values {
    const box = this.#box(caller);
    const from = box.folder(folder);
    found(from, number);
    const [moved] = from.copyTo(box.folder(target), [number]);
    from.remove([number]);
    return { number: moved?.[1] };
  }

  #entries(search: string): Values[] {
    const wanted = search.trim().toLowerCase();
    return this.#options.addresses
      .all()
      .map(([address, { familyName, givenName }]) => ({ address, familyName, givenName }))
      .filter((one) => Object.values(one).some((text) => text.toLowerCase().includes(wanted)))
      .slice(0, MOST_LISTED);
  }

  async #send(caller: Caller, given: Values): Promise<Values> {
    const outgoing = outgoingOf(given);
    this.#requireTrusted(outgoing.to);
    const box = this.#box(caller);
    const { messageId, raw } = await composeMail(box, outgoing, this.#options.clock.date());
    const kept = box.append('Sent', raw, ['\\Seen']);
    try {
      this.#options.store.deliver(raw, outgoing.to);
    } catch (error) {
      box.folder('Sent').remove([kept.uid]);
      throw error;
    }
    return { messageId };
  }

  #requireTrusted(to: readonly string[]): void {
    const trusted = new Set(this.#options.trusted());
    const strange = to.find((address) => !trusted.has(address.slice(address.lastIndexOf('@') + 1).toLowerCase()));
    if (strange === undefined) return;
    throw new SoapRefusal('untrustedDomain', 'service', {
      en: `${strange}: its domain is not on the list of trusted domains`,
      fr: `${strange} : son domaine n'est pas dans la liste blanche`,
    });
  }
}

function folderValues(folder: Folder): Values {
  const messages = folder.messages();
  const unseen = messages.filter(({ flags }) => !flags.has('\\Seen')).length;
  return { name: folder.name, messages: messages.length, unseen };
}

function outgoingOf(given: Values): Outgoing {
  const {
    to,
    subject,
    text,
    attachment = [],
  } = given as unknown as Outgoing & {
    readonly attachment?: Outgoing['attachments'];
  };
  const receivers = to.map((address) => address.trim());
  if (receivers.length > MOST_RECEIVERS)
    throw wrong({ en: `to: at most ${MOST_RECEIVERS} receivers`, fr: `destinataires : ${MOST_RECEIVERS} au plus` });
  receivers.forEach(requireAddress);
  requireLine('subject', subject);
  for (const one of attachment) requireAttachment(one);
  return { to: receivers, subject, text, attachments: attachment };
}

function requireAttachment({ fileName, contentType }: { fileName: string; contentType: string; content: Bytes }): void {
  requireLine('fileName', fileName);
  if (!TYPE.test(contentType))
    throw wrong({
      en: 'contentType: no type as application/pdf',
      fr: 'contentType : pas un type comme application/pdf',
    });
}
