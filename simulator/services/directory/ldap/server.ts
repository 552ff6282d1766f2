/**
 * A directory that can be searched and nothing else: bind without a name, search, unbind. No maintained LDAP server for
 * Node was found (reference/pki-services.md 2).
 *
 * Source: RFC 4511.
 */
import type { Socket } from 'node:net';
import { englishOnly } from '#common/language.ts';
import {
  ber,
  berNumber,
  berText,
  type Element,
  elementAt,
  elementsIn,
  integerOf,
  LdapError,
} from '#common/ldap/ber.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import type { ServiceContext } from '../../service.ts';
import { delay } from '../delay.ts';
import type { Publications } from '../publications.ts';
import { type Entry, entriesOf, type ListedEntry, listedEntry } from './entries.ts';
import { baseType } from './filter.ts';
import { asksAll, type Found, find, parseSearch, RESULT, type Search, searchResultEntry } from './search.ts';

/** Bytes of a message that is read; none of a search is near it. */
const LARGEST_MESSAGE = 65_536;
const IDLE_MS = 60_000;

const REQUEST = { BIND: 0x60, UNBIND: 0x42, SEARCH: 0x63, ABANDON: 0x50 } as const;
const RESPONSE = { BIND: 0x61, SEARCH_DONE: 0x65, EXTENDED: 0x78 } as const;
const TAG = { INTEGER: 0x02, OCTET_STRING: 0x04, ENUMERATED: 0x0a, SEQUENCE: 0x30, SIMPLE: 0x80, NAME: 0x8a } as const;
/** Notice of Disconnection. Source: RFC 4511, 4.4.1. */
const DISCONNECTION = '1.3.6.1.4.1.1466.20036';

/** What answers the requests that change or compare: a response has the number behind its request's. */
const ANSWERS: Readonly<Record<number, number>> = {
  102: 0x67, // modify
  104: 0x69, // add
  74: 0x6b, // delete
  108: 0x6d, // modify the name
  110: 0x6f, // compare
  119: RESPONSE.EXTENDED,
};

export interface LdapOptions extends ServiceContext {
  readonly publications: Publications;
  /** Entries that anybody gets at most. */
  readonly sizeLimit: () => number;
  /** What other services list. */
  readonly listed: () => readonly ListedEntry[];
}

function result(tag: number, code: number, message = '', ...behind: readonly Bytes[]): Bytes {
  const name = berText(TAG.OCTET_STRING, '');
  return ber(tag, berNumber(TAG.ENUMERATED, code), name, berText(TAG.OCTET_STRING, message), ...behind);
}

/** @param id contents of the INTEGER */
function message(id: Bytes, response: Bytes): Bytes {
  return ber(TAG.SEQUENCE, ber(TAG.INTEGER, id), response);
}

class Connection {
  readonly #socket: Socket;
  readonly #options: LdapOptions;
  readonly #entries: readonly Entry[];
  readonly #gone = new AbortController();
  #read: Bytes = new Uint8Array(0);
  /** One message after the other: an answer may take its time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(socket: Socket, options: LdapOptions, entries: readonly Entry[]) {
    this.#socket = socket;
    this.#options = options;
    this.#entries = entries;
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#gone.abort());
    socket.on('data', (data) => {
      socket.pause();
      this.#turn = this.#turn.then(() => this.#take(data)).then(() => void socket.resume());
    });
  }

  async #take(data: Bytes): Promise<void> {
    this.#read = concat(this.#read, data);
    try {
      while (!this.#gone.signal.aborted) {
        const [first = TAG.SEQUENCE] = this.#read;
        if (first !== TAG.SEQUENCE) throw new LdapError(englishOnly('no message of LDAP'));
        const found = elementAt(this.#read, 0, LARGEST_MESSAGE);
        if (found === undefined) return;
        this.#read = this.#read.slice(found.end);
        await this.#answer(found);
      }
    } catch (error) {
      if (!(error instanceof LdapError)) throw error;
      this.#told(`bad message: ${error.message}`, `message incorrect : ${error.message}`);
      this.#disconnect(error.message);
    }
  }

  #told(en: string, fr: string): void {
    this.#options.tell('directory', 'asked', { en: `LDAP: ${en}`, fr: `LDAP : ${fr}` });
  }

  /** Says why, and takes nothing more. */
  #disconnect(why: string): void {
    const notice = result(RESPONSE.EXTENDED, RESULT.PROTOCOL_ERROR, why, berText(TAG.NAME, DISCONNECTION));
    this.#read = new Uint8Array(0);
    this.#socket.removeAllListeners('data').end(message(Uint8Array.of(0), notice), () => this.#socket.destroy());
  }

  /**
   * One write for each message, so that over TLS each has a record of its own: curl with libldap takes one message of a record
   * and waits for the socket, where nothing more comes (curl/curl#9580; curl 7.88 of Debian 12). Nothing more is read before the
   * other side has its answer: it could ask for more than there is memory.
   */
  async #send(id: Element, ...responses: readonly Bytes[]): Promise<void> {
    for (const response of responses) {
      if (this.#gone.signal.aborted) return;
      await new Promise<void>((resolve) => this.#socket.write(message(id.content, response), () => resolve()));
    }
  }

  async #answer(found: Element): Promise<void> {
    const [id, request] = elementsIn(found.content);
    if (id?.tag !== TAG.INTEGER || request === undefined) throw new LdapError(englishOnly('no message of LDAP'));
    integerOf(id);
    if (request.tag === REQUEST.UNBIND) this.#socket.end();
    else if (request.tag === REQUEST.BIND) await this.#send(id, bound(request));
    else if (request.tag === REQUEST.SEARCH) await this.#search(id, parseSearch(request));
    else if (request.tag !== REQUEST.ABANDON) await this.#send(id, refused(request));
  }

  async #search(id: Element, search: Search): Promise<void> {
    const { publications, sizeLimit, clock, listed } = this.#options;
    const all = [...this.#entries, ...listed().map(listedEntry)];
    const found = find(search, all, publications, sizeLimit());
    this.#told(
      `${search.base || '(root)'}: ${found.entries.length}`,
      `${search.base || '(racine)'} : ${found.entries.length}`,
    );
    for (const fault of this.#faults(found, search)) {
      if (fault === 'unreachable') return void this.#socket.destroy();
      await delay(clock, fault, this.#gone.signal);
    }
    const entries = found.entries.map((entry) => searchResultEntry(entry, search, publications));
    await this.#send(id, ...entries, result(RESPONSE.SEARCH_DONE, found.result));
  }

  #faults({ entries }: Found, { wanted }: Search) {
    const { publications } = this.#options;
    const kinds = (['crl', 'deltaCrl', 'certificate'] as const).filter(
      (what) => asksAll(wanted) || wanted.some((one) => baseType(one) === TYPES[what]),
    );
    return entries.flatMap(({ authority }) =>
      authority === undefined ? [] : kinds.map((what) => publications.fault({ authority, what }, 'ldap')),
    );
  }
}

/** Nobody has a name and a password here. Source: RFC 4511, 4.2: version, name, simple password. */
function bound({ content }: Element): Bytes {
  const [version, , credentials] = elementsIn(content);
  if (version === undefined || credentials === undefined) throw new LdapError(englishOnly('bind that is cut short'));
  const answer = (code: number, why = '') => result(RESPONSE.BIND, code, why);
  if (integerOf(version) < 2) return answer(RESULT.PROTOCOL_ERROR, 'LDAP 3 is spoken here');
  if (credentials.tag !== TAG.SIMPLE)
    return answer(RESULT.AUTH_METHOD_NOT_SUPPORTED, 'bind without a name and a password');
  if (credentials.content.length > 0)
    return answer(RESULT.INVALID_CREDENTIALS, 'nobody has a password here: bind without one');
  return answer(RESULT.SUCCESS);
}

const TYPES = {
  crl: 'certificaterevocationlist',
  deltaCrl: 'deltarevocationlist',
  certificate: 'cacertificate',
} as const;

function refused({ tag }: Element): Bytes {
  return result(ANSWERS[tag] ?? RESPONSE.EXTENDED, RESULT.UNWILLING_TO_PERFORM, 'this directory can be searched only');
}

/**
 * Takes a connection.
 * @param options asked when somebody connects first
 */
export function ldapResponder(options: () => LdapOptions): (socket: Socket) => void {
  let entries: readonly Entry[] | undefined;
  return (socket) => {
    const now = options();
    entries ??= entriesOf(now.publications);
    new Connection(socket, now, entries);
  };
}
