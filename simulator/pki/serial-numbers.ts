/** Serial numbers: each authority gives each of its numbers once. */
import { createHash } from 'node:crypto';
import { type Bytes, concat, toHex } from '#iso7816/bytes.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import type { SerialLayout } from './layout.ts';
import { PkiError } from './pki-error.ts';
import type { AuthorityState } from './state.ts';

/** Source: RFC 5280, 4.1.2.2. */
const LONGEST = 20;

/** What an INTEGER of a positive number holds: shortest form, first bit 0. */
function isSerial(bytes: Bytes): boolean {
  const [first, second] = bytes;
  if (first === undefined || bytes.length > LONGEST || first >= 0x80) return false;
  return first > 0 || (second !== undefined && second >= 0x80);
}

/** Bytes that begin a positive number of exactly that length. */
function serialStart(stream: SeededBytes, length: number): Bytes {
  const bytes = stream.next(length);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bytes;
}

function counted(number: number, bytes: number): Bytes {
  return Uint8Array.from({ length: bytes }, (_, i) => Math.floor(number / 256 ** (bytes - 1 - i)) % 256);
}

export class SerialNumbers {
  readonly #layout: SerialLayout;
  readonly #own: Bytes;
  readonly #stream: SeededBytes;
  /** Digest of what each certificate says, by number. */
  readonly #given = new Map<string, string>();
  #count = 0;

  /** @param name names the streams of its numbers */
  constructor(layout: SerialLayout, ...name: readonly (string | number)[]) {
    this.#layout = layout;
    this.#stream = new SeededBytes('serial numbers', ...name);
    this.#own = layout.kind === 'prefixed' ? serialStart(this.#stream, layout.own) : new Uint8Array(0);
  }

  /** A number that was never given. */
  next(content: Bytes): Bytes {
    for (;;) {
      const serial = this.#layout.kind === 'counted' ? this.#counted(this.#count++) : this.#drawn(this.#stream);
      if (this.#take(serial, content) === 'new') return serial;
    }
  }

  /** The number of a certificate that says this: asked again, the same, so that what is made twice is the same. */
  ofContent(content: Bytes): Bytes {
    for (let attempt = 0; ; attempt++) {
      const stream = new SeededBytes('serial number', createHash('sha256').update(content).digest('hex'), attempt);
      const serial = this.#layout.kind === 'counted' ? this.#countedFrom(stream) : this.#drawn(stream);
      if (this.#take(serial, content) !== 'taken') return serial;
    }
  }

  /** @throws PkiError `serial` when it is no serial number, or was given to another certificate */
  take(serial: Bytes, content: Bytes): Bytes {
    if (!isSerial(serial))
      throw new PkiError('serial', {
        en: `serial number: expected 1 to ${LONGEST} bytes of a positive number, first bit 0`,
        fr: `numéro de série : attendu 1 à ${LONGEST} octets d'un nombre positif, premier bit à 0`,
      });
    if (this.#take(serial, content) === 'taken')
      throw new PkiError('serial', {
        en: `serial number ${toHex(serial)}: another certificate of this authority has it`,
        fr: `numéro de série ${toHex(serial)} : un autre certificat de cette autorité l'a déjà`,
      });
    return serial;
  }

  /** Numbers that are given, each with the digest of what its certificate says. */
  get given(): readonly (readonly [serial: string, digest: string])[] {
    return [...this.#given];
  }

  /** These were given before. A number that is drawn or counted again is then found taken. */
  giveAgain(given: AuthorityState['given']): void {
    for (const [serial, digest] of given) this.#given.set(serial, digest);
  }

  #take(serial: Bytes, content: Bytes): 'new' | 'same' | 'taken' {
    const [number, digest] = [toHex(serial), createHash('sha256').update(content).digest('base64')];
    const given = this.#given.get(number);
    if (given !== undefined) return given === digest ? 'same' : 'taken';
    this.#given.set(number, digest);
    return 'new';
  }

  #drawn(stream: SeededBytes): Bytes {
    const { random } = this.#layout as Exclude<SerialLayout, { kind: 'counted' }>;
    const prefix = this.#layout.kind === 'ascii' ? Buffer.from(this.#layout.prefix, 'ascii') : this.#own;
    return concat(prefix, stream.next(random));
  }

  #counted(count: number): Bytes {
    const { first, bytes } = this.#layout as Extract<SerialLayout, { kind: 'counted' }>;
    if (first + count >= 2 ** (8 * bytes - 1))
      throw new PkiError('serial', {
        en: `serial numbers: all ${count} of this authority are given`,
        fr: `numéros de série : les ${count} de cette autorité sont tous donnés`,
      });
    return counted(first + count, bytes);
  }

  #countedFrom(stream: SeededBytes): Bytes {
    const { first, bytes } = this.#layout as Extract<SerialLayout, { kind: 'counted' }>;
    const left = 2 ** (8 * bytes - 1) - first;
    return this.#counted(Number.parseInt(toHex(stream.next(6)), 16) % left);
  }
}
