/** Properties of keys of the smart card KSP. Source: ncrypt.h; reference/minidriver.md 10. */
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { type KeyUser, onCardAgain } from './card/card-search.ts';
import { keyCertificate } from './private-key.ts';

/** What NCryptGetProperty gives, by pszProperty. */
export interface KeyProperties {
  readonly Name: string;
  readonly 'Unique Name': string;
  readonly 'Algorithm Name': 'RSA';
  readonly 'Algorithm Group': 'RSA';
  readonly Length: number;
  /** NCRYPT_CERTIFICATE_PROPERTY: DER. */
  readonly SmartCardKeyCertificate: Bytes;
  /** NCRYPT_SMARTCARD_GUID_PROPERTY: cardid, 16 bytes. */
  readonly SmartCardGuid: Bytes;
  /** NCRYPT_READER_PROPERTY: where the card is now. */
  readonly SmartCardReader: string;
}

export const PROPERTIES: {
  readonly [K in keyof KeyProperties]: (user: KeyUser) => Promise<KeyProperties[K]> | KeyProperties[K];
} = {
  Name: ({ container }) => container.record.name,
  'Unique Name': ({ container }) => container.record.name,
  'Algorithm Name': () => 'RSA',
  'Algorithm Group': () => 'RSA',
  Length: ({ container: { record } }) => Math.max(record.sigKeySizeBits, record.keyExchangeKeySizeBits),
  SmartCardKeyCertificate: keyCertificate,
  SmartCardGuid: ({ container }) => fromHex(container.cardIdentifier),
  SmartCardReader: (user) => onCardAgain(user, async ({ reader }) => reader),
};
