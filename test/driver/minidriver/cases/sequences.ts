/** The minidriver's table, areas SEQ, MT and STRESS: calls one after the other, side by side, and many of them. */
import { toHex } from '#iso7816/bytes.ts';
import * as md from '../../../../driver/minidriver/index.ts';
import { AUTH, casesOf, digest, type MinidriverBench, outcomeOf, PIN, type Row, SIGN, signed } from './bench.ts';

const info = (key: typeof AUTH | typeof SIGN = AUTH) =>
  ({ ...key, hashAlgorithm: md.CALG.SHA_256, data: digest('sha256') }) as const;
const sign = (data: md.CardData, key: typeof AUTH | typeof SIGN = AUTH) => md.cardSignData(data, info(key));
const cardid = async (data: md.CardData) => toHex(await md.cardReadFile(data, null, 'cardid'));
const name = async (data: md.CardData) =>
  Buffer.from((await md.cardReadFile(data, 'mscp', 'cmapfile')).subarray(0, 80))
    .toString('utf16le')
    .replace(/\0.*$/, '');

/** A session as a logon has it. */
async function logon(b: MinidriverBench): Promise<void> {
  const data = await b.acquire();
  await md.cardReadFile(data, 'mscp', 'kxc00');
  await md.cardAuthenticateEx(data, { pin: PIN });
  await sign(data);
  await md.deauthenticateOrReset(data, 2);
  await md.cardDeleteContext(data);
}

/** The calls between which a card may leave or be reset; none of them presents a code. */
const CALLS: Readonly<Record<string, (data: md.CardData) => Promise<unknown>>> = {
  CardReadFile: (data) => md.cardReadFile(data, 'mscp', 'kxc00'),
  CardEnumFiles: (data) => md.cardEnumFiles(data, 'mscp'),
  CardGetFileInfo: (data) => md.cardGetFileInfo(data, 'mscp', 'ksc01'),
  CardGetContainerInfo: (data) => md.cardGetContainerInfo(data, 1),
  'CardGetProperty Card Identifier': (data) => md.cardGetProperty(data, 'Card Identifier'),
  'CardGetProperty Authenticated State': (data) => md.cardGetProperty(data, 'Authenticated State'),
  'CardGetProperty CPSCPLC': (data) => md.cardGetProperty(data, 'CPSCPLC'),
  CardSignData: (data) => sign(data),
};

/** A card that left tells so at the first call that needs it; one reset by another program too. */
const REMOVALS: readonly Row[] = Object.entries(CALLS).map(
  ([call, run]): Row => [
    'Q6 7.4',
    `${call} with the card removed`,
    async (b) => {
      await b.bureau.remove();
      return outcomeOf(() => run(b.data));
    },
    'SCARD_W_REMOVED_CARD',
  ],
);

const RESETS: readonly Row[] = Object.entries(CALLS).map(
  ([call, run]): Row => [
    'Q7 7.4',
    `${call} after another program reset the card`,
    async (b) => {
      await b.world.resetByAnotherProgram(b.bureau);
      return outcomeOf(() => run(b.data));
    },
    'SCARD_W_RESET_CARD',
  ],
);

// biome-ignore format: one case a line
const ROWS: readonly Row[] = [
  ['Q1 13.3', 'five logons', async (b) => { for (let i = 0; i < 5; i++) await logon(b); return b.state(); }, 0],
  ['Q2 13.3', 'reading between the PIN and the signature', async (b) => { await b.authenticated(); for (const run of Object.values(CALLS).slice(0, 7)) await run(b.data); return signed(b, 'sha256', info(SIGN), SIGN); }, 'right'],
  ['Q3 13.1', 'CertSequences: certificate, public key and signature belong together', async (b) => [await signed(b, 'sha256', info(), AUTH), await signed(b, 'sha256', info(SIGN), SIGN)], ['right', 'right']],
  ['Q4 2', 'two contexts in turn', async (b) => { const other = await b.acquire(); await b.authenticated(); return [(await sign(other)).signedData.length, (await sign(b.data, SIGN)).signedData.length]; }, [256, 256]],
  ['Q5 2', 'a file selected by another program does not disturb', async (b) => { await b.authenticated(); await b.card.transmit({ ins: 0xa4, p1: 0, p2: 0x0c, data: Uint8Array.of(0x3f, 0) }); return (await sign(b.data)).signedData.length; }, 256],
  ['Q8 7.4', 'after a reset the caller connects again: not authenticated', async (b) => { await b.authenticated(); await b.world.resetByAnotherProgram(b.bureau); await b.card.reconnect(); return sign(b.data); }, 'SCARD_W_SECURITY_VIOLATION'],
  ['Q8 7.4', 'after a reset and the PIN', async (b) => { await b.world.resetByAnotherProgram(b.bureau); await b.card.reconnect(); return signed(b, 'sha256', info(), AUTH); }, 'right'],
  ['Q9 9', 'cards A, B, A: each its own cardid', async (b) => { const seen = [await cardid(b.data)]; await b.bureau.remove(); const other = b.world.card('cps3-pharmacien', { seed: 3 }); await b.bureau.insert(other); const data = await otherData(b); seen.push(await cardid(data)); await b.bureau.remove(); await b.start(); seen.push(await cardid(b.data)); return [seen[0] === seen[2], seen[0] === seen[1]]; }, [true, false]],
  ['Q9 9', 'cards A, B: each its own container names', async (b) => { const first = await name(b.data); await b.bureau.remove(); await b.bureau.insert(b.world.card('cps3-pharmacien', { seed: 3 })); return (await name(await otherData(b))) === first; }, false],
  ['Q9 9', 'cards A, B: each its own tries', async (b) => { await md.cardAuthenticateEx(b.data, { pin: '0000' }).catch(() => {}); await b.bureau.remove(); await b.bureau.insert(b.world.card('cps3-pharmacien', { seed: 3 })); return md.cardAuthenticateEx(await otherData(b), { pin: '0000' }); }, 'SCARD_W_WRONG_CHV 2'],
  ['Q10 4.9', 'deauthenticated by a reset, then used again', async (b) => { await b.authenticated(); await md.deauthenticateOrReset(b.data, 2); return signed(b, 'sha256', info(), AUTH); }, 'right'],
  ['T1 13.1', 'five at a time, five times each', async (b) => { await b.authenticated(); const worker = async () => { const data = await b.acquire(); for (let i = 0; i < 5; i++) { await cardid(data); await sign(data, i % 2 === 0 ? AUTH : SIGN); } }; await Promise.all([1, 2, 3, 4, 5].map(worker)); return b.state(); }, 2],
  ['T2 13.3', 'two cards at a time: no cross-talk', async (b) => { await b.comptoir.insert(b.world.card('cps3-pharmacien', { seed: 3 })); const other = await otherData(b, b.comptoir); const both = () => Promise.all([cardid(b.data), cardid(other)]); const [first, ...others] = [await both(), await both(), await both()]; return [first?.[0] === first?.[1], others.every((pair) => pair.join() === first?.join())]; }, [false, true]],
  ['X1 13.3', '300 contexts acquired and deleted', async (b) => { for (let i = 0; i < 300; i++) await md.cardDeleteContext(await b.acquire()); return (await cardid(b.data)).length; }, 32],
  ['X2 13.3', '1000 reads of what is known', async (b) => { const first = await cardid(b.data); for (let i = 0; i < 1000; i++) if ((await cardid(b.data)) !== first) return i; return 'the same'; }, 'the same'],
];

/** A card context on the card that is in the reader now. */
async function otherData(b: MinidriverBench, reader = b.bureau): Promise<md.CardData> {
  const card = await b.connect(reader);
  const { atr } = await card.status();
  return md.cardAcquireContext({ atr, cardName: 'CPS3', card });
}

export const SEQUENCE_CASES = casesOf([...ROWS, ...REMOVALS, ...RESETS]);
