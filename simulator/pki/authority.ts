/**
 * Certification authorities: their names, keys and certificates.
 *
 * The last part of each name says SIMULATION so that nobody takes it for a real one; the keys come from a public seed, so
 * anybody can issue in their name: trust them on test servers only.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DerValue } from '#asn1/der-writer.ts';
import { type Bytes, concat, fromHex } from '#iso7816/bytes.ts';
import { rsaKey } from '../keys/rsa-key.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import { nameOf } from './attributes.ts';
import { AUTHORITIES, type AuthorityId } from './authorities/index.ts';
import { signCertificate } from './certificate.ts';
import { extensionsOf } from './extensions.ts';
import type { AuthorityLayout, Branch, RdnLayout } from './layout.ts';
import type { ListAddresses } from './list-addresses.ts';
import { SerialNumbers } from './serial-numbers.ts';
import type { UrlForm } from './urls.ts';

const MARK = ' SIMULATION';

/** One that issues certificates. */
export interface Authority {
  readonly id: AuthorityId;
  readonly branch: 'production' | 'test';
  /** Whoever issued its certificate; undefined for a root. */
  readonly issuer: AuthorityId | undefined;
  /** What its files are called, without what follows the dot: `ACI-FO-PP-TEST`. */
  readonly fileName: string;
  /** Its private key: a test key, which anybody can make. */
  readonly key: KeyObject;
  /** Its own certificate in DER. */
  readonly certificate: Bytes;
  /** Its certificate and those above it in DER, the root's last. */
  readonly chain: readonly Bytes[];
}

/** The authorities' world: what their names and keys have in common. */
export interface AuthorityContext {
  /** Behind SIMULATION in the names. */
  readonly name?: string | undefined;
  readonly seed?: number | undefined;
  readonly urls: UrlForm;
  readonly lists?: ListAddresses | undefined;
  readonly authority: (id: AuthorityId) => IssuingAuthority;
}

function marked(subject: readonly RdnLayout[], name: string | undefined): RdnLayout[] {
  const mark = name === undefined ? MARK : `${MARK} ${name}`;
  return subject.map((rdn, i) =>
    i === subject.length - 1 && !('together' in rdn) ? { ...rdn, value: `${rdn.value}${mark}` } : rdn,
  );
}

/** `make`, called once and not before its value is asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** An authority at work. Its key and certificate are made when they are asked for. */
export class IssuingAuthority implements Authority {
  readonly id: AuthorityId;
  readonly branch: Branch;
  readonly issuer: AuthorityId | undefined;
  readonly fileName: string;
  /** How its layout describes it. */
  readonly layout: AuthorityLayout<AuthorityId>;
  /** DER of its name. */
  readonly name: DerValue;
  /** Numbers of what it issues. */
  readonly serialNumbers: SerialNumbers;
  readonly #context: AuthorityContext;
  readonly #key: () => KeyObject;
  readonly #certificate: () => Bytes;

  constructor(id: AuthorityId, context: AuthorityContext) {
    const layout = AUTHORITIES[id];
    this.id = id;
    this.layout = layout;
    this.branch = layout.branch;
    this.issuer = layout.issuer;
    this.fileName = layout.fields.file ?? id;
    this.name = nameOf(marked(layout.subject, context.name), {});
    this.#context = context;
    this.serialNumbers = new SerialNumbers(layout.serials, ...this.#names());
    this.#key = once(() => rsaKey(this.keyStream(), layout.keyBits));
    this.#certificate = once(() => this.#certified());
  }

  get key(): KeyObject {
    return this.#key();
  }

  get certificate(): Bytes {
    return this.#certificate();
  }

  get chain(): readonly Bytes[] {
    const above = this.issuer === undefined ? [] : this.#context.authority(this.issuer).chain;
    return [this.certificate, ...above];
  }

  /** The stream its key is the first thing of. */
  keyStream(): SeededBytes {
    return this.stream('authority');
  }

  /** A stream that is its own, for that use. */
  stream(use: string): SeededBytes {
    return new SeededBytes(use, ...this.#names());
  }

  #names(): (string | number)[] {
    const { name, seed } = this.#context;
    return [this.id, ...(name === undefined ? [] : [name]), ...(seed === undefined ? [] : [seed])];
  }

  /** Serial number of its own certificate. Nothing is computed for it but that. */
  get serial(): Bytes {
    const { prefix, length } = this.layout.serial;
    const start = fromHex(prefix);
    return concat(start, this.stream('certificate of the authority').next(length - start.length));
  }

  #certified(): Bytes {
    const { layout } = this;
    const issuer = this.issuer === undefined ? this : this.#context.authority(this.issuer);
    const [notBefore, notAfter] = [new Date(layout.validity.from), new Date(layout.validity.to)];
    const publicKey = createPublicKey(this.key);
    const common = { publicKey, notBefore, notAfter };
    const { urls, lists } = this.#context;
    const certified = { ...common, fields: layout.fields, issuerKey: issuer.key, branch: this.branch, urls, lists };
    return signCertificate(
      {
        ...common,
        serial: this.serial,
        issuer: issuer.name,
        subject: this.name,
        extensions: extensionsOf(layout.extensions, certified),
        signature: layout.signature,
      },
      issuer.key,
    );
  }
}
