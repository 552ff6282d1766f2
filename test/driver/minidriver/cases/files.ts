/** The minidriver's table, areas FS and CNT. Sources: reference/minidriver.md 4.3 to 4.6, 4.13 to 4.16, 4.19, 8. */
import { X509Certificate } from 'node:crypto';
import { toHex } from '#iso7816/bytes.ts';
import * as md from '../../../../driver/minidriver/index.ts';
import { vector } from '../vectors.ts';
import { casesOf, type MinidriverBench, type Row } from './bench.ts';

const file = (directory: string | null, name: string, flags?: number) => (b: MinidriverBench) =>
  md.cardReadFile(b.data, directory, name, flags);
const info = (directory: string | null, name: string) => async (b: MinidriverBench) => {
  const { fileSize, accessCondition } = await md.cardGetFileInfo(b.data, directory, name);
  return [fileSize === (await md.cardReadFile(b.data, directory, name)).length, accessCondition];
};
const inHex = (directory: string | null, name: string) => async (b: MinidriverBench) =>
  toHex(await file(directory, name)(b));
/** Name, flags, signature and key exchange sizes of a record of cmapfile. */
const record = (index: number) => async (b: MinidriverBench) => {
  const bytes = Buffer.from((await file('mscp', 'cmapfile')(b)).subarray(86 * index, 86 * (index + 1)));
  const name = bytes.subarray(0, 80).toString('utf16le').replace(/\0.*$/, '');
  return [name, bytes[80], bytes.readUInt16LE(82), bytes.readUInt16LE(84)];
};
const certificate = async (b: MinidriverBench, name: string) => new X509Certificate(await file('mscp', name)(b));
const modulusOf = (x509: X509Certificate) =>
  toHex(Buffer.from(x509.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'));
const blob = async (b: MinidriverBench, index: number) => {
  const { keyExPublicKey, sigPublicKey } = await md.cardGetContainerInfo(b.data, index);
  return keyExPublicKey ?? sigPublicKey ?? new Uint8Array(0);
};
const property = (index: number, name: string, flags?: number) => (b: MinidriverBench) =>
  md.cardGetContainerProperty(b.data, index, name, flags);

// biome-ignore format: one case a line
const ROWS: readonly Row[] = [
  ['F1 8.1', 'the files of the root', async (b) => (await md.cardEnumFiles(b.data, null)).sort(), ['cardapps', 'cardcf', 'cardid']],
  ['F1 4.14', 'NULL and the empty name are the root', async (b) => (await md.cardEnumFiles(b.data, '')).length, 3],
  ['F1 8.1', 'the files of mscp', async (b) => (await md.cardEnumFiles(b.data, 'mscp')).sort(), ['cmapfile', 'ksc01', 'kxc00']],
  ['F2 8.1', 'cardid: size, access condition', info(null, 'cardid'), [true, 3]],
  ['F2 8.1', 'cardcf: size, access condition', info(null, 'cardcf'), [true, 1]],
  ['F2 8.1', 'cardapps: size, access condition', info(null, 'cardapps'), [true, 3]],
  ['F2 8.1', 'cmapfile: size, access condition', info('mscp', 'cmapfile'), [true, 1]],
  ['F2 8.1', 'kxc00: size, access condition', info('mscp', 'kxc00'), [true, 1]],
  ['F2 8.1', 'ksc01: size, access condition', info('mscp', 'ksc01'), [true, 1]],
  ['F3 8.1', 'cardid is 16 bytes', async (b) => (await file(null, 'cardid')(b)).length, 16],
  ['F3 8.2', 'cardcf', inHex(null, 'cardcf'), vector('cardcf')],
  ['F3 8.1', 'cardapps', inHex(null, 'cardapps'), vector('cardapps')],
  ['F3 8.3', 'cmapfile is two records', async (b) => (await file('mscp', 'cmapfile')(b)).length, 172],
  ['F4 G21 8.3', 'record 0 of cmapfile', record(0), ['80250000001 0000002999922881 AUTH', 3, 0, 2048]],
  ['F4 G21 8.3', 'record 1 of cmapfile', record(1), ['80250000001 0000002999922881 SIGN', 1, 2048, 0]],
  ['F5 8.1', 'upper case', async (b) => (await file('MSCP', 'CmapFile')(b)).length, 172],
  ['F6 4.13', 'a file that is not there', file(null, 'cardxx'), 'SCARD_E_FILE_NOT_FOUND'],
  ['F6 8.1', 'msroots', file('mscp', 'msroots'), 'SCARD_E_FILE_NOT_FOUND'],
  ['F6 8.1', 'kxc01', file('mscp', 'kxc01'), 'SCARD_E_FILE_NOT_FOUND'],
  ['F6 8.1', 'ksc00', file('mscp', 'ksc00'), 'SCARD_E_FILE_NOT_FOUND'],
  ['F6 8.1', 'cmapfile in the root', file(null, 'cmapfile'), 'SCARD_E_FILE_NOT_FOUND'],
  ['F7 4.13', 'a directory that is not there', file('mscerts', 'kxc00'), 'SCARD_E_DIR_NOT_FOUND'],
  ['F7 4.14', 'enumerate a directory that is not there', (b) => md.cardEnumFiles(b.data, 'other'), 'SCARD_E_DIR_NOT_FOUND'],
  ['F7 4.15', 'size in a directory that is not there', info('other', 'cardid'), 'SCARD_E_DIR_NOT_FOUND'],
  ['F8 4.13', 'a file name of 9', file('mscp', 'cmapfilex'), 'SCARD_E_INVALID_PARAMETER'],
  ['F8 4.13', 'a directory name of 9', file('mscpmscpm', 'cmapfile'), 'SCARD_E_INVALID_PARAMETER'],
  ['F8 4.14', 'enumerate a name of 9', (b) => md.cardEnumFiles(b.data, 'mscpmscpm'), 'SCARD_E_INVALID_PARAMETER'],
  ['F8 4.15', 'size of a name of 9', info('mscp', 'cmapfilex'), 'SCARD_E_INVALID_PARAMETER'],
  ['F9 4.13', 'an empty file name', file(null, ''), 'SCARD_E_INVALID_PARAMETER'],
  ['F9 4.13', 'no file name', file(null, undefined as unknown as string), 'SCARD_E_INVALID_PARAMETER'],
  ['F10 4.13', 'read with flags', file(null, 'cardid', 1), 'SCARD_E_INVALID_PARAMETER'],
  ['F10 4.14', 'enumerate with flags', (b) => md.cardEnumFiles(b.data, null, 1), 'SCARD_E_INVALID_PARAMETER'],
  ['F11 4.15', 'size of a file that is not there', info('mscp', 'ksc00'), 'SCARD_E_FILE_NOT_FOUND'],
  ['F12 4.16', 'a file cannot be written, and stays as it was', async (b) => { const write = md.CARD_DATA_FUNCTIONS.CardWriteFile; await write(b.data, null, 'cardcf', new Uint8Array(6).fill(1)).catch(() => {}); return inHex(null, 'cardcf')(b); }, vector('cardcf')],
  ['F13 G25', 'kxc00 authenticates clients', async (b) => (await certificate(b, 'kxc00')).keyUsage?.includes('1.3.6.1.5.5.7.3.2'), true],
  ['F13 G25', 'kxc00 opens Windows sessions', async (b) => (await certificate(b, 'kxc00')).keyUsage?.includes('1.3.6.1.4.1.311.20.2.2'), true],
  ['F13 G25', 'ksc01 protects e-mail', async (b) => (await certificate(b, 'ksc01')).keyUsage?.includes('1.3.6.1.5.5.7.3.4'), true],
  ['F14 T10', 'the certificates are plain DER', async (b) => (await file('mscp', 'kxc00')(b))[0], 0x30],
  ['K1 4.6', 'container 0 has a key exchange key only', async (b) => Object.keys(await md.cardGetContainerInfo(b.data, 0)), ['version', 'keyExPublicKey']],
  ['K1 4.6', 'container 1 has a signature key only', async (b) => Object.keys(await md.cardGetContainerInfo(b.data, 1)), ['version', 'sigPublicKey']],
  ['K2 4.6', 'PUBLICKEYBLOB of AT_KEYEXCHANGE', async (b) => toHex((await blob(b, 0)).subarray(0, 20)), vector('PUBLICKEYBLOB head AT_KEYEXCHANGE 2048')],
  ['K2 4.6', 'PUBLICKEYBLOB of AT_SIGNATURE', async (b) => toHex((await blob(b, 1)).subarray(0, 20)), vector('PUBLICKEYBLOB head AT_SIGNATURE 2048')],
  ['K3 T3', 'the modulus of container 0 is that of kxc00, little-endian', async (b) => toHex((await blob(b, 0)).slice(20).reverse()) === modulusOf(await certificate(b, 'kxc00')), true],
  ['K3 T3', 'the modulus of container 1 is that of ksc01, little-endian', async (b) => toHex((await blob(b, 1)).slice(20).reverse()) === modulusOf(await certificate(b, 'ksc01')), true],
  ['K4 4.6', 'container 2', (b) => md.cardGetContainerInfo(b.data, 2), 'SCARD_E_NO_KEY_CONTAINER'],
  ['K4 4.6', 'container 255', (b) => md.cardGetContainerInfo(b.data, 255), 'SCARD_E_NO_KEY_CONTAINER'],
  ['K4 4.6', 'container -1', (b) => md.cardGetContainerInfo(b.data, -1), 'SCARD_E_NO_KEY_CONTAINER'],
  ['K5 4.6', 'flags', (b) => md.cardGetContainerInfo(b.data, 0, { flags: 1 }), 'SCARD_E_INVALID_PARAMETER'],
  ['K6 4.19', 'PIN Identifier of AUTH', property(0, 'PIN Identifier'), 1],
  ['K6 4.19', 'PIN Identifier of SIGN', property(1, 'PIN Identifier'), 1],
  ['K6 4.19', 'Container Info is CardGetContainerInfo', async (b) => { const both = [await property(0, 'Container Info')(b), await md.cardGetContainerInfo(b.data, 0)]; return JSON.stringify(both[0]) === JSON.stringify(both[1]); }, true],
  ['K7 4.19', 'Associated ECDH Key', property(0, 'Associated ECDH Key'), 'SCARD_E_INVALID_PARAMETER'],
  ['K7 4.19', 'another case', property(0, 'pin identifier'), 'SCARD_E_INVALID_PARAMETER'],
  ['K7 4.19', 'no name', property(0, ''), 'SCARD_E_INVALID_PARAMETER'],
  ['K7 4.19', 'flags of a container property', property(0, 'PIN Identifier', 1), 'SCARD_E_INVALID_PARAMETER'],
  ['K8 4.19', 'property of container 2', property(2, 'PIN Identifier'), 'SCARD_E_NO_KEY_CONTAINER'],
  ['K8 4.19', 'property of container 255', property(255, 'Container Info'), 'SCARD_E_NO_KEY_CONTAINER'],
  ['4.3 T10', 'CardQueryCapabilities', async (b) => toHex(await md.cardQueryCapabilities(b.data)), vector('CARD_CAPABILITIES')],
  ['4.4', 'CardQueryFreeSpace', async (b) => toHex(await md.cardQueryFreeSpace(b.data)), vector('CARD_FREE_SPACE_INFO')],
  ['4.4', 'CardQueryFreeSpace with flags', (b) => md.cardQueryFreeSpace(b.data, 1), 'SCARD_E_INVALID_PARAMETER'],
  ['4.5', 'CardQueryKeySizes of AT_KEYEXCHANGE', async (b) => toHex(await md.cardQueryKeySizes(b.data, 1)), vector('CARD_KEY_SIZES 2048')],
  ['4.5', 'CardQueryKeySizes of AT_SIGNATURE', async (b) => toHex(await md.cardQueryKeySizes(b.data, 2)), vector('CARD_KEY_SIZES 2048')],
  ['4.5', 'CardQueryKeySizes with flags', (b) => md.cardQueryKeySizes(b.data, 1, 1), 'SCARD_E_INVALID_PARAMETER'],
  ['4.5', 'CardQueryKeySizes of 0', (b) => md.cardQueryKeySizes(b.data, 0), 'SCARD_E_INVALID_PARAMETER'],
  ['4.5', 'CardQueryKeySizes of 9', (b) => md.cardQueryKeySizes(b.data, 9), 'SCARD_E_INVALID_PARAMETER'],
  ...[3, 4, 5, 6, 7, 8].map((keySpec): Row => ['4.5', `CardQueryKeySizes of an elliptic curve, ${keySpec}`, (b) => md.cardQueryKeySizes(b.data, keySpec), 'SCARD_E_UNSUPPORTED_FEATURE']),
];

export const FILE_CASES = casesOf(ROWS);
