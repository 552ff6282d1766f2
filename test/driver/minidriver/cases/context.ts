/**
 * The minidriver's table, areas VER, CTX, MEM, and the functions a read-only card refuses.
 *
 * Sources: reference/minidriver.md 2, 3, 4.0 to 4.2, 4.10, 4.16.
 */
import { toHex } from '#iso7816/bytes.ts';
import * as md from '../../../../driver/minidriver/index.ts';
import { bytes, casesOf, type MinidriverBench, type Row } from './bench.ts';

const nothing = undefined as unknown as md.CardData;
const version = async (b: MinidriverBench, asked: number) => (await b.acquire({ version: asked })).version;
const atr = (hexadecimal: string) => ({ atr: bytes(hexadecimal) });
const functions = md.CARD_DATA_FUNCTIONS as unknown as Readonly<
  Record<string, (data: md.CardData) => Promise<unknown>>
>;
const call = (name: string, data: md.CardData) => functions[name]?.(data);
/** Changes what it was given, and asks again. */
const twice = async (read: () => Promise<Uint8Array>) => {
  const [first, before] = await read().then((value) => [value, toHex(value)] as const);
  first.fill(0xee);
  return toHex(await read()) === before;
};

// biome-ignore format: one case a line
const ROWS: readonly Row[] = [
  ['V1 3', 'dwVersion 0', (b) => version(b, 0), 'ERROR_REVISION_MISMATCH'],
  ['V1 3', 'dwVersion 3', (b) => version(b, 3), 'ERROR_REVISION_MISMATCH'],
  ['V2 3', 'dwVersion 4', (b) => version(b, 4), 4],
  ['V2 3', 'dwVersion 5', (b) => version(b, 5), 5],
  ['V2 3', 'dwVersion 6', (b) => version(b, 6), 6],
  ['V2 3', 'dwVersion 7', (b) => version(b, 7), 7],
  ['V2 3', 'dwVersion 8', (b) => version(b, 8), 7],
  ['V2 3', 'dwVersion 0xFFFFFFFF', (b) => version(b, 0xffffffff), 7],
  ['V3 3', 'functions of version 4', () => md.functionsOfVersion(4).length, 25],
  ['V3 3', 'functions of version 5', () => md.functionsOfVersion(5).length, 27],
  ['V3 3', 'functions of version 6', () => md.functionsOfVersion(6).length, 35],
  ['V3 4.0', 'functions of version 7', () => md.functionsOfVersion(7).length, 45],
  ['V3 3', 'CardGetProperty came with version 6', () => [5, 6].map((v) => md.functionsOfVersion(v).includes('CardGetProperty')), [false, true]],
  ['V4 T8', 'CARD_FILE_INFO version 0 stands for 1', async (b) => (await md.cardGetFileInfo(b.data, null, 'cardid', 0)).version, 1],
  ['V4 T8', 'CONTAINER_INFO version 0 stands for 1', async (b) => (await md.cardGetContainerInfo(b.data, 0, { version: 0 })).version, 1],
  ['V4 T8', 'CARD_CAPABILITIES version 0 stands for 1', async (b) => (await md.cardQueryCapabilities(b.data, { version: 0 })).length, 12],
  ['V4 T8', 'CARD_FREE_SPACE_INFO version 0 stands for 1', async (b) => (await md.cardQueryFreeSpace(b.data, 0, { version: 0 })).length, 16],
  ['V4 T8', 'CARD_KEY_SIZES version 0 stands for 1', async (b) => (await md.cardQueryKeySizes(b.data, 1, 0, { version: 0 })).length, 20],
  ['V5 T8', 'CARD_FILE_INFO version 2', (b) => md.cardGetFileInfo(b.data, null, 'cardid', 2), 'ERROR_REVISION_MISMATCH'],
  ['V5 T8', 'CONTAINER_INFO version 2', (b) => md.cardGetContainerInfo(b.data, 0, { version: 2 }), 'ERROR_REVISION_MISMATCH'],
  ['V5 4.3', 'CARD_CAPABILITIES version 2', (b) => md.cardQueryCapabilities(b.data, { version: 2 }), 'ERROR_REVISION_MISMATCH'],
  ['V5 4.4', 'CARD_FREE_SPACE_INFO version 2', (b) => md.cardQueryFreeSpace(b.data, 0, { version: 2 }), 'ERROR_REVISION_MISMATCH'],
  ['V5 4.5', 'CARD_KEY_SIZES version 2', (b) => md.cardQueryKeySizes(b.data, 1, 0, { version: 2 }), 'ERROR_REVISION_MISMATCH'],
  ['V6 3', 'the version stays that of the context', async (b) => { const old = await b.acquire({ version: 4 }); await b.acquire({ version: 7 }); return old.version; }, 4],
  ['C1 4.1', 'no CARD_DATA', () => md.cardAcquireContext(undefined as never), 'SCARD_E_INVALID_PARAMETER'],
  ['C2 4.1', 'flag 2', (b) => b.acquire({}, 2), 'SCARD_E_INVALID_PARAMETER'],
  ['C3 4.1', 'flag 1, key injection without a card', (b) => b.acquire({}, 1), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['C4 4.1', 'hScard 0', (b) => b.acquire({ card: undefined }), 'SCARD_E_INVALID_HANDLE'],
  ['C5 4.1', 'no ATR', (b) => b.acquire({ atr: undefined }), 'SCARD_E_INVALID_PARAMETER'],
  ['C5 4.1', 'an ATR of 1 byte', (b) => b.acquire(atr('3B')), 'SCARD_E_INVALID_PARAMETER'],
  ['C5 4.1', 'an ATR of 35 bytes', (b) => b.acquire({ atr: new Uint8Array(35).fill(0x3b) }), 'SCARD_E_INVALID_PARAMETER'],
  ['C6 4.1', 'an ATR that begins with FF', (b) => b.acquire(atr('FF AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00')), 'SCARD_E_UNKNOWN_CARD'],
  ['C6 4.1', 'an ATR that begins with 00', (b) => b.acquire(atr('00 AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00')), 'SCARD_E_UNKNOWN_CARD'],
  ['C6 4.1 G06', 'the ATR of another card', (b) => b.acquire(atr('3B 04 51 FF 08 00')), 'SCARD_E_UNKNOWN_CARD'],
  ['C6 4.1', 'another CPS3: other masked bytes', async (b) => (await b.acquire(atr('3B AC 00 40 2A 00 12 25 00 64 80 00 03 11 00 90 00'))).version, 7],
  ['C6 4.1', 'a CPS4 as it is issued (T=1)', (b) => b.acquire(atr('3B 9B 18 80 01 00 12 25 00 64 80 04 01 00 00 90 44')), 'SCARD_E_UNKNOWN_CARD'],
  ['C6 4.1', 'a CPS4, release candidate', (b) => b.acquire(atr('3B 9B 18 80 01 00 12 25 00 64 80 00 04 01 00 90 44')), 'SCARD_E_UNKNOWN_CARD'],
  ['C6 4.1', 'a CPS4 that speaks T=0, which the registered mask takes', (b) => b.acquire(atr('3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00')), 'SCARD_E_UNKNOWN_CARD'],
  ['C6 4.1', 'no card name', (b) => b.acquire({ cardName: undefined }), 'SCARD_E_INVALID_PARAMETER'],
  ['C7 2', 'two contexts: deleting one leaves the other', async (b) => { const other = await b.acquire(); await md.cardDeleteContext(b.data); return (await md.cardReadFile(other, null, 'cardid')).length; }, 16],
  ['C8 4.2', 'a context is deleted with its card removed', async (b) => { await b.bureau.remove(); return md.cardDeleteContext(b.data); }, undefined],
  ['C9 4.2', 'a context deleted twice', async (b) => { await md.cardDeleteContext(b.data); return md.cardDeleteContext(b.data); }, 'SCARD_E_INVALID_PARAMETER'],
  ['C9 4.2', 'a deleted context reads nothing', async (b) => { await md.cardDeleteContext(b.data); return md.cardReadFile(b.data, null, 'cardid'); }, 'SCARD_E_INVALID_PARAMETER'],
  ['C10 4.2', 'no context to delete', () => md.cardDeleteContext(nothing), 'SCARD_E_INVALID_PARAMETER'],
  ['C10 2', 'no context to read from', () => md.cardReadFile(nothing, null, 'cardid'), 'SCARD_E_INVALID_PARAMETER'],
  ['M1 2', 'a file is a copy', (b) => twice(() => md.cardReadFile(b.data, 'mscp', 'kxc00')), true],
  ['M1 2', 'a public key is a copy', (b) => twice(async () => (await md.cardGetContainerInfo(b.data, 0)).keyExPublicKey ?? new Uint8Array(0)), true],
  ['M1 2', 'a property is a copy', (b) => twice(() => md.cardGetProperty(b.data, 'Card Identifier')), true],
  ['M2 2', 'a list of names is a copy', async (b) => { (await md.cardEnumFiles(b.data, null)).length = 0; return (await md.cardEnumFiles(b.data, null)).length; }, 3],
  ['M3 2', 'the ATR of the context is a copy', async (b) => { const given = bytes('3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00'); const data = await b.acquire({ atr: given }); given.fill(0); return data.atr[0]; }, 0x3b],
];

const REFUSED =
  'CardDeleteContainer CardCreateContainer CardCreateContainerEx CardGetChallenge CardGetChallengeEx ' +
  'CardAuthenticateChallenge CardCreateDirectory CardDeleteDirectory CardCreateFile CardWriteFile CardDeleteFile ' +
  'CardConstructDHAgreement CardDeriveKey CardDestroyDHAgreement CardSetContainerProperty CardImportSessionKey ' +
  'CardGetSharedKeyHandle CardGetAlgorithmProperty CardGetKeyProperty CardSetKeyProperty CardDestroyKey ' +
  'CardProcessEncryptedData MDImportSessionKey MDEncryptData';

const REFUSALS: readonly Row[] = REFUSED.split(' ').flatMap((name): Row[] => [
  ['4.0', name, (b) => call(name, b.data), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['2.1', `${name} without a context`, () => call(name, nothing), 'SCARD_E_INVALID_PARAMETER'],
]);

export const CONTEXT_CASES = casesOf([...ROWS, ...REFUSALS]);
