/**
 * A certificate of the store as a file: its properties, one a line, above a PEM block. OpenSSL and every other reader
 * of PEM skip what is above the block.
 */

import { type CertificateProperties, StoreCertificate } from './store-certificate.ts';
import { CertificateStoreError } from './store-error.ts';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const HEAD = '# A certificate of the store MY. OpenSSL reads the block below.';
const PEM_LINE = 64;

function pem(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? [];
  return [BEGIN, ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Line breaks would end a property. */
function line(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name}: ${String(value).replaceAll(/[\r\n]+/g, ' ')}`];
}

export function encodeStoreFile(certificate: StoreCertificate): string {
  const { friendlyName, keyProviderInfo: key, cardIdentifier } = certificate.properties;
  const lines = [
    HEAD,
    ...line('subject', certificate.subject),
    ...line('issuer', certificate.issuer),
    ...line('order', certificate.order),
    ...line('friendlyName', friendlyName),
    ...line('containerName', key?.containerName),
    ...line('providerName', key?.providerName),
    ...line('providerType', key?.providerType),
    ...line('keySpec', key?.keySpec),
    ...line('cardIdentifier', cardIdentifier),
  ];
  return `${lines.join('\n')}\n${pem(certificate.der)}`;
}

function properties(values: ReadonlyMap<string, string>): CertificateProperties {
  const friendlyName = values.get('friendlyName');
  const containerName = values.get('containerName');
  const cardIdentifier = values.get('cardIdentifier');
  const number = (name: string) => Number(values.get(name) ?? '0');
  return {
    ...(friendlyName !== undefined && { friendlyName }),
    ...(cardIdentifier !== undefined && { cardIdentifier }),
    ...(containerName !== undefined && {
      keyProviderInfo: {
        containerName,
        providerName: values.get('providerName') ?? '',
        providerType: number('providerType'),
        keySpec: number('keySpec'),
      },
    }),
  };
}

/**
 * A file of the store; one that somebody else put there has no properties and comes first.
 * @throws CertificateStoreError when there is no certificate in it; the caller knows the name of the file
 */
export function decodeStoreFile(text: string): StoreCertificate {
  const start = text.indexOf(BEGIN);
  if (start < 0)
    throw new CertificateStoreError('noCertificate', {
      en: `no '${BEGIN}', expected a certificate in PEM`,
      fr: `pas de '${BEGIN}', attendu : un certificat en PEM`,
    });
  const values = new Map<string, string>();
  for (const given of text.slice(0, start).split('\n')) {
    const [, key, value] = /^(\w+): (.*)$/.exec(given) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  const base64 = text.slice(start + BEGIN.length).split('-----END')[0] ?? '';
  const order = Number.parseInt(values.get('order') ?? '0', 10);
  try {
    const der = new Uint8Array(Buffer.from(base64, 'base64'));
    return new StoreCertificate(der, properties(values), Number.isNaN(order) ? 0 : order);
  } catch (cause) {
    throw new CertificateStoreError(
      'noCertificate',
      { en: 'the PEM block is no certificate', fr: "le bloc PEM n'est pas un certificat" },
      { cause },
    );
  }
}
