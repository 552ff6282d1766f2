/** Cases of discovery: what a card in a reader is, and what asking it leaves behind. */
import { hex } from '#iso7816/bytes.ts';
import { DISPOSITION } from '#pcsc/scard.ts';
import { CardChannel } from '../../../../driver/iasecc/card-channel.ts';
import { getChvDocp } from '../../../../driver/iasecc/get-data.ts';
import { readBinaryBySfi } from '../../../../driver/iasecc/read-binary.ts';
import { verify } from '../../../../driver/iasecc/verify.ts';
import type { PcscCard } from '../../../../driver/pcsc/card.ts';
import { hardwareId, historicalBytes } from '../../../../driver/plug-and-play/index.ts';
import { ATR_CONTACT, ATR_CONTACTLESS, CONTACT, casesOf, type PnpBench, type Row } from './bench.ts';

const idOf = (atr: Uint8Array) => {
  const bytes = historicalBytes(atr);
  return bytes && hardwareId(bytes);
};
const medecin = (b: PnpBench) => b.world.card('cps3-medecin', { seed: 1 });
const tries = (card: PcscCard) => getChvDocp(new CardChannel(card), 1);
const verified = async (card: PcscCard) => (await card.transmit(hex`00 20 00 81`)).sw === 0x9000;

async function around<T>(b: PnpBench, look: (card: PcscCard) => Promise<T>): Promise<readonly [T, T]> {
  const before = await b.withCard(look);
  await b.discover();
  return [before, await b.withCard(look)];
}

// biome-ignore format: one case a line
const ATRS: readonly Row[] = [
  ['I5 12.1', 'CPS3 with contacts', () => idOf(ATR_CONTACT), CONTACT],
  ['I5 12.1', 'CPS3 contactless', () => idOf(ATR_CONTACTLESS), 'SCFILTER\\CID_0031B86404B0ECC173940180829000'],
  ['I5 12.1', "Microsoft's example", () => idOf(hex`3B 04 51 FF 08 00`), 'SCFILTER\\CID_51FF0800'],
  ['12.1', 'the inverse convention', () => idOf(hex`3F 04 51 FF 08 00`), 'SCFILTER\\CID_51FF0800'],
  ['12.1', 'no historical bytes', () => historicalBytes(hex`3B 00`), hex``],
  ['12.1', 'an ATR cut in its historical bytes', () => historicalBytes(hex`3B 04 51 FF`), undefined],
  ['12.1', 'no ATR at all', () => historicalBytes(hex``), undefined],
  ['12.1', 'another first byte', () => historicalBytes(hex`3A 04 51 FF 08 00`), undefined],
];

/** They share one insertion of the card medecin. */
// biome-ignore format: one case a line
const WITH_CARD: readonly Row[] = [
  ['I5 12.1', 'the card in the reader', async (b) => b.discover(), { hardwareIds: [CONTACT], foundBy: 'historical-bytes' }],
  ['I10 12.1', 'the tries stay', async (b) => { const [before, after] = await around(b, tries); return [before?.triesRemaining, after?.triesRemaining]; }, [3, 3]],
  ['I10 12.1', 'a code that was verified stays so', async (b) => b.withCard(async (card) => { await verify(new CardChannel(card), 0x81, hex`31 32 33 34`); const before = await verified(card); await b.discover(); const after = await verified(card); await card.disconnect(DISPOSITION.RESET_CARD); return [before, after]; }), [true, true]],
  ['I10 12.1', 'the card answers afterwards', async (b) => { await b.discover(); return b.withCard(async (card) => (await readBinaryBySfi(new CardChannel(card), 0x1c)).length); }, 12],
  ['I10 12.1', 'the master file is current again', async (b) => { await b.discover(); return b.withCard(async (card) => (await card.transmit(hex`00 A4 00 0C 02 2F 01`)).sw); }, 0x9000],
  ['I4', 'the ATR is the same after a reset', async (b) => { const read = () => b.withCard(async (card) => (await card.status()).atr); const first = await read(); await b.withCard((card) => card.disconnect(DISPOSITION.RESET_CARD)); const warm = await read(); await b.withCard((card) => card.disconnect(DISPOSITION.UNPOWER_CARD)); return [first, warm, await read()]; }, [ATR_CONTACT, ATR_CONTACT, ATR_CONTACT]],
  ['I10 12.1', 'nobody else gets in between', async (b) => { const found = await Promise.all(Array.from({ length: 5 }, () => b.discover())); return found.every((identity) => identity?.hardwareIds[0] === CONTACT); }, true],
];

/** Each starts with an empty reader. */
// biome-ignore format: one case a line
const MOVING: readonly Row[] = [
  ['12.1', 'a card that refuses everything', async (b) => (await b.inserted(b.world.cardOf('inconnue', { kind: 'foreign' }, ''))).discover(), { hardwareIds: ['SCFILTER\\CID_53494D554C4154494F4E'], foundBy: 'historical-bytes' }],
  ['12.5', 'a card another program holds for itself: event 1000', async (b) => { await b.inserted(medecin(b)); await b.exclusively(async () => { await b.serve(); }); return b.served.events; }, ['1000 SCARD_E_SHARING_VIOLATION']],
  ['12.5', 'the next insertion makes good for it', async (b) => { const card = medecin(b); await b.inserted(card); await b.exclusively(async () => { await b.serve(); }); await card.remove(); await b.inserted(card); return [b.served.state, b.served.events.at(-1)]; }, ['A8', '1001']],
  ['12.5', 'a card torn out while it is asked: the service goes on', async (b) => { const card = medecin(b); await b.inserted(card); card.removeDuring('SELECT'); await b.serve(); await b.bureau.emptied(); const before = b.served.events.length; await b.inserted(card); return [before, b.served.state, b.served.events.at(-1)]; }, [1, 'A8', '1001']],
  ['G01 G15', 'no driver, no certificates; with it, two', async (b) => { const { windows } = b.world; await windows.devices.computer.configure({ updates: 'none' }); await b.serve(); windows.startPropagation({}); const card = medecin(b); await b.inserted(card); const before = windows.store.certificates().length; await card.remove(); await windows.devices.computer.configure({ updates: 'windows-update' }); await b.inserted(card); return [before, windows.store.certificates().length]; }, [0, 2]],
  ['G08', 'what was there when the computer stopped is not there when it starts', async (b) => { const pc = b.world.windows.devices.computer; await pc.change(({ devices }) => void devices.push({ reader: 'X', kind: 'card', hardwareIds: ['Y'], present: true, status: 'no-driver', description: 'Z' })); await b.serve(); return pc.state.devices.find(({ reader }) => reader === 'X')?.present; }, false],
  ['G08', 'what was there is not when it stops', async (b) => { await b.serve(); await b.inserted(medecin(b)); await b.world.windows.devices.stop(); return b.world.windows.devices.computer.state.devices.some(({ present }) => present); }, false],
  ['G08', 'ten insertions: one installation', async (b) => { await b.serve(); const card = medecin(b); for (let i = 0; i < 10; i++) { await b.inserted(card); await card.remove(); } return b.served.events; }, ['1001']],
  ['12.1', 'CPS4: by its own historical bytes', async (b) => (await (await b.inserted(b.world.card('cps4-medecin'))).discover())?.hardwareIds, ['SCFILTER\\CID_0012250064800401000090']],
];

export const ATR_CASES = casesOf(ATRS);
export const CASES_WITH_CARD = casesOf(WITH_CARD);
export const MOVING_CASES = casesOf(MOVING);
