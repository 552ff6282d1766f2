/** What an order needs of the authorities: a key that was not seen before, and the certificate. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { newRsaKey, privateKeyPem } from '#formats/private-key.ts';
import { readRequest } from '#formats/request.ts';
import { type KeyRule, UsedKeys } from '#formats/used-keys.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import {
  type AuthorityId,
  CERTIFICATE_PROFILES,
  type IssuedCertificate,
  type Pki,
  PkiError,
  type SubjectStructure,
} from '../../pki/index.ts';
import type { Terms } from './habilitations.ts';
import type { Holder } from './holder.ts';
import { type Order, requireUsage, subjectOf } from './order.ts';
import { PortalError } from './portal-error.ts';

export type Branch = 'test' | 'production';

export interface IssuerOptions {
  readonly pki: Pki;
  /** Of the authorities that issue; `test` by default. */
  readonly branch?: Branch | undefined;
  /** `one-certificate` by default. Source: reference/documents.md P10; reference/pki-services.md 6 for the other. */
  readonly keyRule?: KeyRule | undefined;
}

/** The key of an order. */
interface PreparedKey {
  readonly publicKey: KeyObject;
  /** PKCS#8, encrypted with a password that only the person knows; of keys made on line. */
  readonly protectedKey?: Bytes;
}

export interface Asked {
  readonly holder: Holder;
  readonly terms: Terms;
  readonly key: PreparedKey;
  readonly structure: SubjectStructure | undefined;
}

export class Issuer {
  readonly #options: IssuerOptions;
  #usedKeys: UsedKeys;

  constructor(options: IssuerOptions) {
    this.#options = options;
    this.#usedKeys = new UsedKeys(options.keyRule);
  }

  /** The key of an order, and everything else that takes time. @throws FormatError for a request that is none */
  async prepare({ key, ...terms }: Order): Promise<PreparedKey> {
    const prepared = await preparedKey(key);
    await this.#options.pki.ready(this.#authorityOf(terms));
    return prepared;
  }

  /** Takes the key and issues, in one step. @throws FormatError `usedKey`; PortalError `key` */
  issue({ holder, terms, key: { publicKey }, structure }: Asked): IssuedCertificate {
    const use = `${terms.offer} ${terms.usage}`;
    this.#usedKeys.take('CSR', publicKey, use);
    try {
      const { profile } = requireUsage(terms.offer, terms.usage);
      const authority = this.#authorityOf(terms);
      return this.#options.pki.issue(profile, subjectOf(terms, holder, structure), publicKey, { authority });
    } catch (cause) {
      this.#usedKeys.release(publicKey, use);
      if (!(cause instanceof PkiError)) throw cause;
      throw new PortalError('key', { en: cause.messageIn('en'), fr: cause.messageIn('fr') }, { cause });
    }
  }

  get keys(): ReturnType<UsedKeys['entries']> {
    return this.#usedKeys.entries();
  }

  /** These keys alone were seen before. */
  enterKeys(keys: Iterable<readonly [fingerprint: string, uses: readonly string[]]>): void {
    this.#usedKeys = new UsedKeys(this.#options.keyRule, keys);
  }

  #authorityOf({ offer, usage }: Pick<Terms, 'offer' | 'usage'>): AuthorityId {
    const { pki, branch = 'test' } = this.#options;
    const { issuers } = CERTIFICATE_PROFILES[requireUsage(offer, usage).profile];
    const [first] = issuers;
    return issuers.find((id) => pki.authority(id).branch === branch) ?? (first as AuthorityId);
  }
}

async function preparedKey(key: Order['key']): Promise<PreparedKey> {
  if ('request' in key) return { publicKey: readRequest('CSR', key.request).publicKey };
  const made = await newRsaKey();
  const protectedKey = Buffer.from(privateKeyPem(made, { password: key.password }));
  return { publicKey: createPublicKey(made), protectedKey };
}
