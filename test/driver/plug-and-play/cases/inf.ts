/** Cases of INF files: syntax, the typed model, and what is refused with its line. */
import { toHex } from '#iso7816/bytes.ts';
import {
  installPlan,
  modelForDevice,
  modelsFor,
  readDriverInf,
} from '../../../../driver/plug-and-play/inf/driver-inf.ts';
import { entryNamed, InfFile } from '../../../../driver/plug-and-play/inf/sections.ts';
import { compareVersions } from '../../../../driver/plug-and-play/inf/version.ts';
import type { Platform } from '../../../../driver/plug-and-play/windows.ts';
import { minidriverPackage } from '../../../../simulator/services/windows-update/index.ts';
import { CONTACT, CPS3, casesOf, type Row } from './bench.ts';

const WINDOWS_10: Platform = { windows: '10', architecture: 'amd64' };
const WINDOWS_7_32: Platform = { windows: '7', architecture: 'x86' };

/** One byte a character; what a BOM stands before is encoded by it. */
function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The values of key `k` in section [s] of a file. */
function values(text: string | Uint8Array, key = 'k'): readonly string[] | undefined {
  const file = InfFile.parse(typeof text === 'string' ? bytes(text) : text, 'x.inf');
  const section = file.section('s');
  return section && entryNamed(section, key)?.values;
}

const SHIPPED = new TextDecoder().decode(minidriverPackage().files.get('cpsmd.inf'));
const shipped = () => readDriverInf(bytes(SHIPPED), 'cpsmd.inf');

/** Reads the shipped INF with one text in the place of another. */
function altered(from: string, to: string) {
  if (!SHIPPED.includes(from)) throw new Error(`cpsmd.inf has no '${from}'`);
  return readDriverInf(bytes(SHIPPED.replace(from, to)), 'cpsmd.inf').version.driverVersion;
}

function plan(platform: Platform = WINDOWS_10) {
  const inf = shipped();
  const model = modelForDevice(inf, platform, [CONTACT]);
  if (model === undefined) throw new Error('no model');
  return installPlan(inf, model, platform);
}

const calaisNames = (view: RegExp) =>
  plan()
    .additions.filter(({ key }) => view.test(key) && key.endsWith(CPS3))
    .map(({ name }) => name);
const binary = (name: string) => {
  const { data } = plan().additions.find((addition) => addition.name === name)?.value ?? {};
  return data instanceof Uint8Array ? toHex(data) : 'no bytes';
};

// biome-ignore format: one case a line
const ROWS: readonly Row[] = [
  ['12.3', 'sections, keys and values', () => values('[s]\nk = a, b'), ['a', 'b']],
  ['12.3', 'names without regard to case', () => values('[S]\nK=a', 'k'), ['a']],
  ['12.3', 'CR LF and CR end lines too', () => values('[s]\r\nj=1\rk=a\r\n'), ['a']],
  ['12.3', 'a section that comes twice is one', () => values('[s]\nj=1\n[t]\n[s]\nk=a'), ['a']],
  ['12.3', 'comments', () => values('; first\n[s] ; second\nk = a ; third'), ['a']],
  ['12.3', 'a semicolon between quotation marks', () => values('[s]\nk = "a;b"'), ['a;b']],
  ['12.3', 'a comma and an equals sign between quotation marks', () => values('[s]\nk = "a,b=c", d'), ['a,b=c', 'd']],
  ['12.3', 'a doubled quotation mark', () => values('[s]\nk = "say ""a"""'), ['say "a"']],
  ['12.3', 'an empty value', () => values('[s]\nk = a,,b'), ['a', '', 'b']],
  ['12.3', 'no value', () => values('[s]\nk ='), []],
  ['12.3', 'a continued line', () => values('[s]\nk = a, \\\n  b'), ['a', 'b']],
  ['12.3', 'a continued line with a comment', () => values('[s]\nk = a, \\ ; more\n  b'), ['a', 'b']],
  ['12.3', 'a backslash between quotation marks continues nothing', () => values('[s]\nk = "a\\"\nj = b'), ['a\\']],
  ['12.3', '%strings%', () => values('[s]\nk = %x%\n[Strings]\nX = "a;b"'), ['a;b']],
  ['12.3', '%strings% between quotation marks', () => values('[s]\nk = "(%x%)"\n[Strings]\nx = a'), ['(a)']],
  ['12.3', 'a doubled per cent sign', () => values('[s]\nk = "50%%"'), ['50%']],
  ['12.3', 'a directory stays', () => values('[s]\nk = %11%\\a.dll'), ['%11%\\a.dll']],
  ['12.3', 'UTF-16LE by its byte order mark', () => values(Uint8Array.from([0xff, 0xfe, ...Buffer.from('[s]\nk = é', 'utf16le')])), ['é']],
  ['12.3', 'UTF-8 by its byte order mark', () => values(Uint8Array.from([0xef, 0xbb, 0xbf, ...Buffer.from('[s]\nk = é', 'utf8')])), ['é']],
  ['12.3', 'the ANSI code page without one', () => values(Uint8Array.from([...Buffer.from('[s]\nk = '), 0xe9, 0x80])), ['é€']],
  ['12.3', 'UTF-16BE is refused', () => values(Uint8Array.of(0xfe, 0xff, 0, 0x5b)), 'ERROR_WRONG_INF_STYLE in line 1'],
  ['12.3', 'a line before any section', () => values('\n\nk = a'), 'ERROR_EXPECTED_SECTION_NAME in line 3'],
  ['12.3', 'a section name that is not closed', () => values('[t]\n[s\nk = a'), 'ERROR_BAD_SECTION_NAME_LINE in line 2'],
  ['12.3', 'a section name of 256 characters', () => values(`[${'s'.repeat(256)}]`), 'ERROR_SECTION_NAME_TOO_LONG in line 1'],
  ['12.3', 'a section name of 255 characters', () => values(`[${'t'.repeat(255)}]\n[s]\nk=a`), ['a']],
  ['12.3', 'a quotation mark left open', () => values('[s]\nk = "a'), 'ERROR_GENERAL_SYNTAX in line 2'],
  ['12.3', 'a file that ends in a continued line', () => values('[s]\nk = a, \\'), 'ERROR_GENERAL_SYNTAX in line 2'],
  ['12.3', 'a string that is not there', () => values('[s]\nk = %x%'), 'ERROR_LINE_NOT_FOUND in line 2'],
  ['12.3 G12', 'the shipped INF: its version', () => shipped().version.driverVersion, '2.4.0.1'],
  ['12.3 G12', 'the shipped INF: its date', () => shipped().version.driverDate, '2017-09-20'],
  ['12.3 G34', 'the shipped INF: its provider', () => shipped().version.provider, 'ASIP Sante'],
  ['12.3', 'the shipped INF: class SmartCard', () => [shipped().version.className, shipped().version.classGuid], ['SmartCard', '{990A2BD7-E738-46C7-B26F-1CF8FB9F1391}']],
  ['12.3', 'the shipped INF: its catalogue', () => shipped().version.catalogFile, 'cpsmd.cat'],
  ['12.3', 'the shipped INF: [DefaultInstall]', () => shipped().file.section('DefaultInstall') !== undefined, true],
  ['12.3', 'the section for the platform: Windows 10, 64 bits', () => modelsFor(shipped(), WINDOWS_10).map(({ system }) => system.section), ['Cards.NTamd64.6.1', 'Cards.NTamd64.6.1']],
  ['12.3', 'the section for the platform: Windows 7, 32 bits', () => modelsFor(shipped(), WINDOWS_7_32).map(({ system }) => system.section), ['Cards.NTx86.6.1', 'Cards.NTx86.6.1']],
  ['12.3 I5', 'the hardware ids of both faces', () => modelsFor(shipped(), WINDOWS_10).map(({ hardwareIds }) => hardwareIds[0]), [CONTACT, 'SCFILTER\\CID_0031B86404B0ECC173940180829000']],
  ['12.3 G36', 'the description of the device', () => modelForDevice(shipped(), WINDOWS_10, [CONTACT])?.description, CPS3],
  ['12.3', 'hardware ids without regard to case', () => modelForDevice(shipped(), WINDOWS_10, [CONTACT.toLowerCase()])?.description, CPS3],
  ['I1 12.2', 'five Calais values in the native view', () => calaisNames(/^HKEY_LOCAL_MACHINE\\Software\\Microsoft/i), ['ATR', 'ATRMask', 'Crypto Provider', 'Smart Card Key Storage Provider', '80000001']],
  ['I1 12.2', 'five Calais values in the view of 32-bit programs', () => calaisNames(/^HKEY_LOCAL_MACHINE\\Software\\Wow6432Node\\Microsoft/i), ['ATR', 'ATRMask', 'Crypto Provider', 'Smart Card Key Storage Provider', '80000001']],
  ['12.2', 'the ATR of the agency\'s own registration', () => binary('ATR'), '3B00000000001225006480000000009000'],
  ['12.2', 'the mask of the agency\'s own registration', () => binary('ATRMask'), 'FF00000000FFFFFFFFFFFF000000FFFFFF'],
  ['I2', 'ATR and mask are of one length', () => binary('ATR').length === binary('ATRMask').length, true],
  ['12.3', 'the module in both system folders', () => plan().copies.map(({ folder, name, source }) => `${folder}\\${name} from ${source}`), ['system32\\cpsmd.dll from cpsmd64.dll', 'syswow64\\cpsmd.dll from cpsmd32.dll']],
  ['12.3', 'one view and one folder on 32 bits', () => [plan(WINDOWS_7_32).copies.length, plan(WINDOWS_7_32).additions.length], [1, 10]],
  ['G05', 'no PKCS#11 module in the package', () => [...minidriverPackage().files.keys()].filter((name) => /pkcs11/i.test(name)), []],
  ['12.3', 'no [Version]', () => altered('[Version]', '[Versions]'), 'ERROR_SECTION_NOT_FOUND in line 1'],
  ['12.3', 'another signature', () => altered('$Windows NT$', '$Linux$'), 'ERROR_WRONG_INF_STYLE in line 7'],
  ['12.3', 'no provider', () => altered('Provider    = %Provider%', ''), 'ERROR_LINE_NOT_FOUND in line 6'],
  ['12.3', 'a ClassGuid that is none', () => altered('{990A2BD7', '{990A2BD'), 'ERROR_INVALID_CLASS in line 9'],
  ['12.3', 'a day that is not in the calendar', () => altered('09/20/2017', '02/30/2017'), 'ERROR_GENERAL_SYNTAX in line 12'],
  ['12.3', 'a version part above 65535', () => altered('2.4.0.1', '2.4.0.65536'), 'ERROR_GENERAL_SYNTAX in line 12'],
  ['12.3', 'the platforms of a manufacturer', () => altered('NTamd64, NTamd64.6.1', 'NTamd65, NTamd64.6.1'), 'ERROR_GENERAL_SYNTAX in line 15'],
  ['12.3', 'a models section that is not there', () => altered('[Cards.NTx86]', '[Card.NTx86]'), 'ERROR_SECTION_NOT_FOUND in line 15'],
  ['12.3', 'an install section that is not there', () => altered('[Install32.NT]', '[Install33.NT]'), 'ERROR_SECTION_NOT_FOUND in line 23'],
  ['12.3', 'a model without hardware id', () => altered('Install32, SCFILTER\\CID_001225006480000310009000', 'Install32'), 'ERROR_GENERAL_SYNTAX in line 23'],
  ['12.3', 'a directory nobody knows', () => altered('System32.Files64 = 10', 'System32.Files64 = 99'), 'ERROR_GENERAL_SYNTAX in line 103'],
  ['12.3', 'a directory that leads out of Windows', () => altered('10, system32', '10, ..\\..\\home'), 'ERROR_GENERAL_SYNTAX in line 103'],
  ['12.3', 'a file that leads out of its folder', () => altered('cpsmd.dll, cpsmd64.dll', '..\\cpsmd.dll, cpsmd64.dll'), 'ERROR_GENERAL_SYNTAX in line 108'],
  ['12.3', 'a file that no disk has', () => altered('cpsmd64.dll = 1', ''), 'ERROR_LINE_NOT_FOUND in line 108'],
  ['12.3', 'a byte that is none', () => altered('3B,00,00', '3B,0G,00'), 'ERROR_GENERAL_SYNTAX in line 118'],
  ['12.3', 'a root nobody knows', () => altered('HKLM, %Calais%\\%Contact%, "ATR"', 'HKXX, %Calais%\\%Contact%, "ATR"'), 'ERROR_GENERAL_SYNTAX in line 118'],
  ['12.3', 'flags nobody knows', () => altered('"ATR", 0x00000001', '"ATR", 0x00000008'), 'ERROR_GENERAL_SYNTAX in line 118'],
  ['12.3', 'an INF that is not of Windows included', () => altered('umpass.inf', 'other.inf'), 'ERROR_SECTION_NOT_FOUND in line 52'],
  ['12.3', 'versions are compared part by part', () => [compareVersions('2.10', '2.9') > 0, compareVersions('2.4', '2.4.0.0'), compareVersions('2.4.0.1', '2.5') < 0], [true, 0, true]],
];

export const INF_CASES = casesOf(ROWS);
