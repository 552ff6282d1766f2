/** One search of LDAP, without a name of one's own. Source: RFC 4511, 4.5. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ber, berNumber, berText, type Element, elementAt, elementsIn, integerOf, textOf } from '#common/ldap/ber.ts';
import { type Bytes, concat, NO_BYTES } from '#iso7816/bytes.ts';

const TAG = { INTEGER: 0x02, OCTET_STRING: 0x04, ENUMERATED: 0x0a, BOOLEAN: 0x01, SEQUENCE: 0x30 } as const;
const OPERATION = { SEARCH: 0x63, ENTRY: 0x64, DONE: 0x65, UNBIND: 0x42 } as const;
const FILTER = { EQUAL: 0xa3, PRESENT: 0x87 } as const;
const SCOPES = { base: 0, one: 1, sub: 2 } as const;
const NEVER_DEREFERENCE = 0;

/** Source: RFC 4511, 4.1.9. */
export const LDAP_RESULT = { SUCCESS: 0, NO_SUCH_OBJECT: 32 } as const;

export type LdapScope = keyof typeof SCOPES;

/** Whom a client of LDAPS trusts, and whom it looks for. */
export interface LdapTls {
  /** In PEM. */
  readonly ca: readonly string[];
  readonly servername: string;
}

export interface LdapSearch {
  readonly host: string;
  readonly port: number;
  /** From the first byte; without it nothing is encrypted. */
  readonly tls?: LdapTls | undefined;
  readonly base: string;
  readonly scope: LdapScope;
  /** Equality; presence without a value. */
  readonly filter: { readonly type: string; readonly value?: string | undefined };
  readonly attributes: readonly string[];
  /** Of entries; as many as there are by default. */
  readonly sizeLimit?: number;
}

/** Values of an entry by the type of their attribute, in lower case and without options. */
export type LdapEntry = ReadonlyMap<string, readonly Bytes[]>;

export interface LdapAnswer {
  readonly result: number;
  readonly entries: readonly LdapEntry[];
}

export interface SearchLimits {
  readonly signal: AbortSignal;
  /** Bytes of one message, and of all of them together. */
  readonly largest: number;
}

function requestOf({ base, scope, filter: { type, value }, attributes, sizeLimit = 0 }: LdapSearch): Bytes {
  const filter =
    value === undefined
      ? berText(FILTER.PRESENT, type)
      : ber(FILTER.EQUAL, berText(TAG.OCTET_STRING, type), berText(TAG.OCTET_STRING, value));
  return ber(
    OPERATION.SEARCH,
    berText(TAG.OCTET_STRING, base),
    berNumber(TAG.ENUMERATED, SCOPES[scope]),
    berNumber(TAG.ENUMERATED, NEVER_DEREFERENCE),
    berNumber(TAG.INTEGER, sizeLimit),
    berNumber(TAG.INTEGER, 0),
    ber(TAG.BOOLEAN, Uint8Array.of(0)),
    filter,
    ber(TAG.SEQUENCE, ...attributes.map((one) => berText(TAG.OCTET_STRING, one))),
  );
}

function message(id: number, operation: Bytes): Bytes {
  return ber(TAG.SEQUENCE, berNumber(TAG.INTEGER, id), operation);
}

/** `certificateRevocationList;binary` without its option, in lower case. */
export function typeOf(description: string): string {
  return (description.split(';')[0] ?? '').toLowerCase();
}

function entryOf({ content }: Element): LdapEntry {
  const [, attributes] = elementsIn(content);
  const parts = attributes === undefined ? [] : elementsIn(attributes.content).map((one) => elementsIn(one.content));
  return new Map(
    parts.flatMap(([type, values]) =>
      type && values ? [[typeOf(textOf(type)), elementsIn(values.content).map((one) => one.content)] as const] : [],
    ),
  );
}

/** What the messages say, or undefined while the last one is still to come. */
class Answers {
  readonly #entries: LdapEntry[] = [];
  readonly #largest: number;
  #left: Bytes = NO_BYTES;
  #length = 0;

  constructor(largest: number) {
    this.#largest = largest;
  }

  take(data: Uint8Array): LdapAnswer | undefined {
    this.#length += data.length;
    if (this.#length > this.#largest) throw new Error(`more than ${this.#largest} bytes`);
    this.#left = concat(this.#left, data);
    for (let next = elementAt(this.#left); next !== undefined; next = elementAt(this.#left)) {
      this.#left = this.#left.slice(next.end);
      const [, operation] = elementsIn(next.content);
      if (operation?.tag === OPERATION.ENTRY) this.#entries.push(entryOf(operation));
      const [code] = operation?.tag === OPERATION.DONE ? elementsIn(operation.content) : [];
      if (code !== undefined) return { result: integerOf(code), entries: this.#entries };
    }
    return undefined;
  }
}

async function connected({ host, port, tls }: LdapSearch, signal: AbortSignal): Promise<Socket> {
  const plain = connect({ host, port, signal });
  try {
    await once(plain, 'connect', { signal });
    if (tls === undefined) return plain;
    const { connect: secure } = await import('node:tls');
    const secured = secure({ socket: plain, ca: [...tls.ca], servername: tls.servername });
    await once(secured, 'secureConnect', { signal });
    return secured;
  } catch (error) {
    plain.destroy();
    throw error;
  }
}

/** @throws an Error that says why nothing came, LdapError for what is none, the signal's reason */
export async function searchLdap(search: LdapSearch, { signal, largest }: SearchLimits): Promise<LdapAnswer> {
  const socket = await connected(search, signal);
  try {
    socket.write(message(1, requestOf(search)));
    const answers = new Answers(largest);
    for await (const data of socket as AsyncIterable<Uint8Array>) {
      const answer = answers.take(data);
      if (answer === undefined) continue;
      socket.write(message(2, ber(OPERATION.UNBIND)));
      return answer;
    }
    throw new Error('the connection ended without an answer');
  } finally {
    socket.destroy();
  }
}
