/** What the CSP reads of a card, within a transaction: from its cache when it knows it. */
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { cardGetProperty, cardReadFile, MinidriverError } from '../../minidriver/index.ts';
import { type PinPolicy, parsePinInfo } from '../pin/pin-info.ts';
import type { CspProcess } from '../process.ts';
import type { CardConnection } from './card-connection.ts';
import { type ContainerRecord, parseContainerMap } from './container-map.ts';

const CONTAINER_PIN = 'PIN Information';

export function containerRecords(process: CspProcess, card: CardConnection): Promise<readonly ContainerRecord[]> {
  return process.cardCache.item(card.cardIdentifier, 'containers', 'cmapfile', async () =>
    parseContainerMap(await cardReadFile(card.cardData, 'mscp', 'cmapfile')),
  );
}

/** AT_SIGNATURE for a container with a signature key, else AT_KEYEXCHANGE. */
export function keySpecOf({ sigKeySizeBits }: ContainerRecord): 1 | 2 {
  return sigKeySizeBits > 0 ? 2 : 1;
}

/** The certificate beside a container's key, in DER; undefined when the card has none. */
export function certificateOf(
  process: CspProcess,
  card: CardConnection,
  record: ContainerRecord,
): Promise<Bytes | undefined> {
  const prefix = keySpecOf(record) === 2 ? 'ksc' : 'kxc';
  const file = `${prefix}${String(record.containerIndex).padStart(2, '0')}`;
  return process.cardCache.item(card.cardIdentifier, 'files', file, async () => {
    try {
      return await cardReadFile(card.cardData, 'mscp', file);
    } catch (error) {
      if (error instanceof MinidriverError && error.scard === SCARD.E_FILE_NOT_FOUND) return undefined;
      throw error;
    }
  });
}

/** How long a PIN may be used again, and which words ask for it. */
export async function pinPolicy(process: CspProcess, card: CardConnection, pinId: number): Promise<PinPolicy> {
  const said = await process.cardCache.item(card.cardIdentifier, 'pins', `${CONTAINER_PIN} ${pinId}`, async () =>
    parsePinInfo(await cardGetProperty(card.cardData, CONTAINER_PIN, { flags: pinId })),
  );
  return { ...said, ...process.pinCachePolicy };
}
