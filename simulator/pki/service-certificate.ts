/** Certificates that an authority issues for its own services: they sign lists or OCSP responses. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { type DerValue, der, sequence, time } from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { IssuingAuthority } from './authority.ts';
import { keyInfo, signCertificate } from './certificate.ts';
import { extensionsOf } from './extensions.ts';
import type { ExtensionLayout } from './layout.ts';
import type { UrlForm } from './urls.ts';

/** Who signs, and the certificate that says who it is. */
export interface Signer {
  readonly key: KeyObject;
  /** In DER. */
  readonly certificate: Bytes;
}

export interface ServiceOrder {
  readonly issuer: IssuingAuthority;
  readonly subject: DerValue;
  readonly key: KeyObject;
  readonly extensions: readonly ExtensionLayout[];
  readonly urls: UrlForm;
  /** When the authority's own certificate ends, by default. */
  readonly notAfter?: Date;
}

/** Valid since the authority that issues it; the same each time it is made. */
export function serviceCertificate(order: ServiceOrder): Bytes {
  const { issuer, subject, key, extensions, urls } = order;
  const { layout, branch, key: issuerKey } = issuer;
  const { notAfter = new Date(layout.validity.to) } = order;
  const notBefore = new Date(layout.validity.from);
  const publicKey = createPublicKey(key);
  const certified = { fields: layout.fields, publicKey, issuerKey, branch, urls, notBefore, notAfter };
  const values = extensionsOf(extensions, certified);
  const content = der(sequence(time(notBefore), time(notAfter), subject, keyInfo(publicKey), ...values));
  const { signature } = layout;
  const serial = issuer.serialNumbers.ofContent(content);
  const named = { serial, issuer: issuer.name, subject, notBefore, notAfter, publicKey, extensions: values, signature };
  return signCertificate(named, issuerKey);
}
