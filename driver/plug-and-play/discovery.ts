/**
 * How Windows finds out what a card is: an application of its own, EF.ATR, PIV, GIDS, and last the historical bytes.
 *
 * Nothing it sends presents a code. What it selected is put back: the master file where the card has one, else by a reset.
 *
 * Source: reference/minidriver.md 12.1 (Microsoft, Discovery Process).
 */
import { BYTES, instanceOf, parameters } from '#common/arguments.ts';
import { parseTlv, parseTlvs, TlvError } from '#iso7816/ber-tlv.ts';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import { DISPOSITION, SCARD } from '#pcsc/scard.ts';
import { CardChannel } from '../iasecc/card-channel.ts';
import { PcscCard } from '../pcsc/card.ts';
import { hardwareId, historicalBytes } from './device-id.ts';

const ARGUMENTS = {
  discoverDevice: parameters('discoverDevice', {
    card: instanceOf(PcscCard, 'a card of PcscContext.connect'),
    atr: BYTES,
  }),
};

const SC_PNP_AID = hex`A0 00 00 03 97 43 49 44 5F 01 00`;
const PIV_AID = hex`A0 00 00 03 08 00 00 10 00`;
const GIDS_AID = hex`A0 00 00 03 97 42 54 46 59`;
const MASTER_FILE = hex`3F 00`;
const EF_ATR = hex`2F 01`;
const DEVICE_IDS = 0x7f68;
const VENDOR = 'MSFT';
const GUID_LENGTH = 16;

const [BY_IDENTIFIER, BY_NAME] = [0x00, 0x04];

/** Ids of an in-box driver. */
const COMPATIBLE = { piv: 'SCFILTER\\CID_PIV', gids: 'SCFILTER\\CID_GIDS' } as const;

/** What a card is to Plug and Play. */
export interface CardIdentity {
  /** The most special one first; never empty. */
  readonly hardwareIds: readonly string[];
  /** What told it. */
  readonly foundBy: 'plug-and-play-application' | 'ef-atr' | 'piv' | 'gids' | 'historical-bytes';
}

/** Which probe was understood, and whether an application was left selected. */
interface Probing {
  readonly channel: CardChannel;
  applicationSelected: boolean;
  fileSelected: boolean;
}

/**
 * Finds the device id of a connected card, in one transaction.
 * @param atr its answer to reset
 * @returns undefined when nothing tells it: Windows fails with SCARD_E_UNEXPECTED then
 * @throws ScardError when the card goes away meanwhile
 */
export async function discoverDevice(card: PcscCard, atr: Bytes): Promise<CardIdentity | undefined> {
  ARGUMENTS.discoverDevice(card, atr);
  const probing: Probing = { channel: new CardChannel(card), applicationSelected: false, fileSelected: false };
  await card.beginTransaction();
  // A card that has gone away is not reset: pcscd would not see the next one.
  let disposition: number = DISPOSITION.LEAVE_CARD;
  try {
    const identity = await probe(probing, atr);
    if (!(await restore(probing))) disposition = DISPOSITION.RESET_CARD;
    return identity;
  } finally {
    await card.endTransaction(disposition).catch(() => {}); // the first error is the one to tell
  }
}

/** Return code of a discovery that finds nothing. */
export const DISCOVERY_FAILED = SCARD.E_UNEXPECTED;

async function probe(probing: Probing, atr: Bytes): Promise<CardIdentity | undefined> {
  await selectApplication(probing, SC_PNP_AID);
  const own = deviceIds(await getData(probing.channel));
  if (own.length > 0) return { hardwareIds: own, foundBy: 'plug-and-play-application' };
  const inFile = deviceIds(await readEfAtr(probing));
  if (inFile.length > 0) return { hardwareIds: inFile, foundBy: 'ef-atr' };
  const bytes = historicalBytes(atr);
  const ids = bytes === undefined || bytes.length === 0 ? [] : [hardwareId(bytes)];
  if (await selectApplication(probing, PIV_AID)) return { hardwareIds: [...ids, COMPATIBLE.piv], foundBy: 'piv' };
  if (await selectApplication(probing, GIDS_AID)) return { hardwareIds: [...ids, COMPATIBLE.gids], foundBy: 'gids' };
  return ids.length === 0 ? undefined : { hardwareIds: ids, foundBy: 'historical-bytes' };
}

async function selectApplication(probing: Probing, aid: Bytes): Promise<boolean> {
  const { sw } = await probing.channel.send({ ins: INS.SELECT, p1: BY_NAME, data: aid, ne: 256 });
  if (sw === SW.SUCCESS) probing.applicationSelected = true;
  return sw === SW.SUCCESS;
}

/** Sent even when the application is not there. */
async function getData(channel: CardChannel): Promise<Bytes> {
  const { data, sw } = await channel.send({ ins: INS.GET_DATA, p1: DEVICE_IDS >> 8, p2: DEVICE_IDS & 0xff, ne: 256 });
  return sw === SW.SUCCESS ? data : new Uint8Array(0);
}

async function selectFile(probing: Probing, identifier: Bytes): Promise<boolean> {
  const { sw } = await probing.channel.send({ ins: INS.SELECT, p1: BY_IDENTIFIER, data: identifier, ne: 256 });
  if (sw === SW.SUCCESS) probing.fileSelected = true;
  return sw === SW.SUCCESS;
}

async function readEfAtr(probing: Probing): Promise<Bytes> {
  if (!(await selectFile(probing, MASTER_FILE)) || !(await selectFile(probing, EF_ATR))) return new Uint8Array(0);
  const { data, sw } = await probing.channel.send({ ins: INS.READ_BINARY, ne: 256 });
  return sw === SW.SUCCESS || sw === SW.END_OF_FILE ? data : new Uint8Array(0);
}

/** True when the card is as it was after its reset, as far as a program can tell. */
async function restore(probing: Probing): Promise<boolean> {
  if (probing.applicationSelected) return false;
  return !probing.fileSelected || selectFile(probing, MASTER_FILE);
}

/**
 * Hardware ids of a data object 7F68: SEQUENCE { version 0, vendor "MSFT", SEQUENCE OF GUID }; none when it is not one.
 * Bytes that are no data object, as cards have them in EF.ATR, hold none either.
 */
function deviceIds(bytes: Bytes): string[] {
  try {
    const objects = parseTlvs(bytes);
    const value = objects.find(({ tag }) => tag === DEVICE_IDS)?.value ?? (bytes[0] === 0x30 ? bytes : undefined);
    if (value === undefined) return [];
    const [version, vendor, guids] = parseTlvs(parseTlv(value, 0x30).value);
    if (version?.value[0] !== 0 || new TextDecoder().decode(vendor?.value) !== VENDOR) return [];
    const list = parseTlvs(guids?.value ?? new Uint8Array(0)).map((guid) => guid.value);
    return list.filter((guid) => guid.length === GUID_LENGTH).map((guid) => `SCFILTER\\CID_${toHex(guid)}`);
  } catch (error) {
    if (error instanceof TlvError) return [];
    throw error;
  }
}
