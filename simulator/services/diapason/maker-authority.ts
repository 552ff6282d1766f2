/**
 * Authorities that are not of the health world: that of the terminal's maker, and the commercial one of the payment provider.
 * Both are stand-ins.
 *
 * Source: reference/documents.md D02; names, keys and extensions: simulation.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import { findKey, rsaKey } from '../../keys/rsa-key.ts';
import { SeededBytes } from '../../keys/seeded-bytes.ts';
import { nameOf } from '../../pki/attributes.ts';
import { signCertificate } from '../../pki/certificate.ts';
import { extensionsOf } from '../../pki/extensions.ts';
import type { ExtensionLayout, Purpose } from '../../pki/layout.ts';

const ROOT: readonly ExtensionLayout[] = [
  { extension: 'basicConstraints', critical: true, ca: true },
  { extension: 'keyUsage', critical: true, bits: ['keyCertSign', 'cRLSign'] },
  { extension: 'subjectKeyIdentifier' },
];
const YEARS = { authority: 10, issued: 3 } as const;

/** A private key and what certifies it. */
export interface Certified {
  readonly key: KeyObject;
  /** In DER: the certificate, and those above it that are sent with it. */
  readonly chain: readonly Bytes[];
}

interface Issued {
  readonly commonName: string;
  readonly purpose: Purpose;
  readonly dnsName?: string;
  /** Several names in the place of one. */
  readonly dnsNames?: readonly string[];
}

function subject(commonName: string) {
  return nameOf(
    [
      { attribute: 'C', as: 'printable', value: 'FR' },
      { attribute: 'O', as: 'utf8', value: 'SIMULATION' },
      { attribute: 'CN', as: 'utf8', value: commonName },
    ],
    {},
  );
}

function later(from: Date, years: number): Date {
  const to = new Date(from);
  to.setUTCFullYear(to.getUTCFullYear() + years);
  return to;
}

async function keyFrom(...names: readonly string[]): Promise<KeyObject> {
  await findKey(new SeededBytes('diapason', ...names));
  return rsaKey(new SeededBytes('diapason', ...names));
}

export class MakerAuthority {
  /** In DER; whoever trusts it has to install it first. */
  readonly certificate: Bytes;
  readonly #name: string;
  readonly #key: KeyObject;
  readonly #from: Date;

  private constructor(name: string, key: KeyObject, from: Date) {
    this.#name = name;
    this.#key = key;
    this.#from = from;
    const to = later(from, YEARS.authority);
    this.certificate = this.#signed({ commonName: name, extensions: ROOT, key, serial: 1, to });
  }

  /** @param from the moment since when its certificates are valid */
  static async found(name: string, from: Date): Promise<MakerAuthority> {
    return new MakerAuthority(name, await keyFrom(name), from);
  }

  /** The certificate of that terminal or server; the root does not go with it. */
  async issue({
    commonName,
    purpose,
    dnsName,
    dnsNames = dnsName === undefined ? [] : [dnsName],
  }: Issued): Promise<Certified> {
    const key = await keyFrom(this.#name, commonName);
    const extensions: readonly ExtensionLayout[] = [
      { extension: 'basicConstraints' },
      { extension: 'keyUsage', critical: true, bits: ['digitalSignature', 'keyEncipherment'] },
      { extension: 'extKeyUsage', purposes: [purpose] },
      { extension: 'authorityKeyIdentifier' },
      ...(dnsNames.length === 0 ? [] : [{ extension: 'subjectAltName', names: [{ dns: 'dnsNames' }] } as const]),
    ];
    const to = later(this.#from, YEARS.issued);
    return { key, chain: [this.#signed({ commonName, extensions, key, serial: 2, to, dnsNames })] };
  }

  #signed(one: Signed): Bytes {
    const { commonName, key, to, dnsNames = [] } = one;
    const publicKey = createPublicKey(key);
    const structure = { name: 'SIMULATION', nationalId: '', department: '' };
    const validity = { notBefore: this.#from, notAfter: to };
    const extensions = extensionsOf(one.extensions, {
      ...{ subject: { kind: 'software', commonName, structure, dnsNames }, fields: {}, publicKey },
      ...{ issuerKey: this.#key, branch: 'test', urls: 'invalid', ...validity },
    });
    const fields = { serial: Uint8Array.of(one.serial), issuer: subject(this.#name), subject: subject(commonName) };
    const signature = 'sha256WithRSAEncryption';
    return signCertificate({ ...fields, ...validity, publicKey, extensions, signature }, this.#key);
  }
}

interface Signed {
  readonly commonName: string;
  readonly extensions: readonly ExtensionLayout[];
  readonly key: KeyObject;
  readonly serial: number;
  readonly to: Date;
  readonly dnsNames?: readonly string[];
}
