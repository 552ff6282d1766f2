/** The minidriver's table, area PROP: the 22 properties of the guide's table 26. Sources: reference/minidriver.md 4.21, 5. */
import { toHex } from '#iso7816/bytes.ts';
import * as md from '../../../../driver/minidriver/index.ts';
import { vector } from '../vectors.ts';
import { casesOf, type MinidriverBench, property, type Row } from './bench.ts';

/** Alias, dwFlags that the property takes, and its value; that of undefined depends on the card. */
// biome-ignore format: one property a line
const PROPERTIES: readonly (readonly [name: string, flags: number, hex: string | undefined])[] = [
  ['Free Space', 0, vector('CARD_FREE_SPACE_INFO')],
  ['Capabilities', 0, vector('CARD_CAPABILITIES')],
  ['Key Sizes', 1, vector('CARD_KEY_SIZES 2048')],
  ['Read Only Mode', 0, '01000000'],
  ['Cache Mode', 0, '02000000'],
  ['Supports Windows x.509 Enrollment', 0, '00000000'],
  ['Card Identifier', 0, undefined],
  ['Card Serial Number', 0, undefined],
  ['PIN Information', 1, vector('PIN_INFO ROLE_USER')],
  ['PIN List', 0, '06000000'],
  ['Authenticated State', 0, '00000000'],
  ['PIN Strength Verify', 1, '01000000'],
  ['PIN Strength Change', 1, '01000000'],
  ['PIN Strength Unblock', 1, '01000000'],
  ['Key Import Support', 0, '00000000'],
  // UTF-16LE multi-string `RSA`; CARD_PADDING_PKCS1, what CardSignData takes.
  ['Algorithms', 2, '52005300410000000000'],
  ['Padding Schemes', 2, '02000000'],
  ['CPSVersion', 0, '4300500053003300760033000000'],
  ['CPSEFData', 0, '00'.repeat(245)],
  ['CPSEFLang', 0, 'E50480026672'],
  ['CPSPersoVersion', 0, '80000310'],
  ['CPSCPLC', 0, undefined],
];

const read = (name: string, flags: number, bufferLength?: number) => (b: MinidriverBench) =>
  md.cardGetProperty(b.data, name, { flags, ...(bufferLength !== undefined && { bufferLength }) });
const set =
  (name: string, value: Uint8Array | null = new Uint8Array(4)) =>
  (b: MinidriverBench) =>
    md.cardSetProperty(b.data, name, value as Uint8Array);

/** P<n> of table 26: its value or length, the guide's spelling, and the four ways to ask wrongly. */
const EACH: readonly Row[] = PROPERTIES.flatMap(([name, flags, value], i): Row[] => {
  const source = `P${i + 1} G32 5`;
  const length = value === undefined ? undefined : value.length / 2;
  return [
    value === undefined
      ? [source, `${name}: is there`, async (b) => (await read(name, flags)(b)).length > 0, true]
      : [source, `${name}: value`, (b) => property(b, name, flags), value],
    [
      `${source} T1`,
      `${name}: as the guide spells it`,
      async (b) => (await property(b, name.replaceAll(' ', ''), flags)) === (await property(b, name, flags)),
      true,
    ],
    [
      source,
      `${name}: a buffer one byte short`,
      async (b) => {
        const needed = length ?? (await read(name, flags)(b)).length;
        return read(
          name,
          flags,
          needed - 1,
        )(b).catch(({ scardName, dataLength }) => [scardName, dataLength === needed]);
      },
      ['ERROR_INSUFFICIENT_BUFFER', true],
    ],
    [
      source,
      `${name}: a buffer that just fits`,
      async (b) => {
        const needed = length ?? (await read(name, flags)(b)).length;
        return (await read(name, flags, needed)(b)).length === needed;
      },
      true,
    ],
    [source, `${name}: undefined flags`, read(name, 0xffffffff), 'SCARD_E_INVALID_PARAMETER'],
    [source, `${name}: in lower case`, read(name.toLowerCase(), flags), 'SCARD_E_UNSUPPORTED_FEATURE'],
    [`${source} 4.21`, `${name}: cannot be set`, set(name), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ];
});

// biome-ignore format: one case a line
const MORE: readonly Row[] = [
  ['G32', 'there are 22', () => PROPERTIES.length, 22],
  ['P7 5', 'Card Identifier is cardid', async (b) => (await property(b, 'Card Identifier')) === toHex(await md.cardReadFile(b.data, null, 'cardid')), true],
  ['P8 5', 'Card Serial Number is EF.SN, in the beginning of cardid', async (b) => (await property(b, 'Card Identifier')).startsWith(await property(b, 'Card Serial Number')), true],
  ['P22 5', 'CPSCPLC is 42 bytes', async (b) => (await md.cardGetProperty(b.data, 'CPSCPLC')).length, 42],
  ['P3 5', 'Key Sizes: 0 stands for RSA', (b) => property(b, 'Key Sizes', 0), vector('CARD_KEY_SIZES 2048')],
  ['P3 5', 'Key Sizes of AT_SIGNATURE', (b) => property(b, 'Key Sizes', 2), vector('CARD_KEY_SIZES 2048')],
  ['P3 4.5', 'Key Sizes of an elliptic curve', (b) => property(b, 'Key Sizes', 3), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['P3 4.5', 'Key Sizes of no key specification', (b) => property(b, 'Key Sizes', 9), 'SCARD_E_INVALID_PARAMETER'],
  ['P3 5', 'CARD_KEY_SIZES version 2', (b) => property(b, 'Key Sizes', 1, 2), 'ERROR_REVISION_MISMATCH'],
  ['P1 5', 'CARD_FREE_SPACE_INFO version 2', (b) => property(b, 'Free Space', 0, 2), 'ERROR_REVISION_MISMATCH'],
  ['P2 5', 'CARD_CAPABILITIES version 2', (b) => property(b, 'Capabilities', 0, 2), 'ERROR_REVISION_MISMATCH'],
  ['P9 7.2', 'PIN_INFO of the unblocking code', (b) => property(b, 'PIN Information', 2), vector('PIN_INFO ROLE_ADMIN')],
  ['P9 7.2', 'PIN_INFO of PIN 0', (b) => property(b, 'PIN Information', 0), 'SCARD_E_INVALID_PARAMETER'],
  ['P9 7.2', 'PIN_INFO of PIN 3', (b) => property(b, 'PIN Information', 3), 'SCARD_E_INVALID_PARAMETER'],
  ['P9 5', 'PIN_INFO of PIN 8', (b) => property(b, 'PIN Information', 8), 'SCARD_E_INVALID_PARAMETER'],
  ['P9 T8', 'PIN_INFO version 0', (b) => property(b, 'PIN Information', 1, 0), 'ERROR_REVISION_MISMATCH'],
  ['P9 T8', 'PIN_INFO version 7', (b) => property(b, 'PIN Information', 1, 7), 'ERROR_REVISION_MISMATCH'],
  ['P12 5', 'PIN Strength Verify of the unblocking code', (b) => property(b, 'PIN Strength Verify', 2), '01000000'],
  ['P13 5', 'PIN Strength Change of the unblocking code', (b) => property(b, 'PIN Strength Change', 2), '00000000'],
  ['P14 5', 'PIN Strength Unblock of the unblocking code', (b) => property(b, 'PIN Strength Unblock', 2), '00000000'],
  ['P16 5', 'Algorithms of ciphers: none', (b) => property(b, 'Algorithms', 1), '0000'],
  ['P16 5', 'Algorithms of no kind of operation', (b) => property(b, 'Algorithms', 0), 'SCARD_E_INVALID_PARAMETER'],
  ['P17 5', 'Padding Schemes of ciphers: none', (b) => property(b, 'Padding Schemes', 1), '00000000'],
  ['P17 5', 'Padding Schemes of both kinds', (b) => property(b, 'Padding Schemes', 3), 'SCARD_E_INVALID_PARAMETER'],
  ['G32', 'Chaining Modes', (b) => property(b, 'Chaining Modes', 1), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['P18 14.1', 'CPS Version, as the agency may space it', async (b) => (await property(b, 'CPS Version')) === (await property(b, 'CPSVersion')), true],
  ['P20 14.1', 'CPS EF Lang, as the agency may space it', async (b) => (await property(b, 'CPS EF Lang')) === (await property(b, 'CPSEFLang')), true],
  ['T1', 'no other spaces than those of cardmod.h', (b) => property(b, 'Free  Space'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['4.21', 'a property nobody knows', (b) => property(b, 'Other'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['4.21', 'a name every object has', (b) => property(b, 'toString'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['4.21', 'no property name', (b) => property(b, null as unknown as string), 'SCARD_E_INVALID_PARAMETER'],
  ['5', 'Parent Window cannot be read', (b) => property(b, 'Parent Window'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['4.21', 'Parent Window can be set', set('Parent Window'), undefined],
  ['4.21', 'Parent Window of a 64-bit program', set('Parent Window', new Uint8Array(8)), undefined],
  ['4.21', 'Parent Window of 5 bytes', set('Parent Window', new Uint8Array(5)), 'SCARD_E_INVALID_PARAMETER'],
  ['4.21', 'Parent Window without value', set('Parent Window', null), 'SCARD_E_INVALID_PARAMETER'],
  ['4.21', 'PIN Context String can be set', set('PIN Context String'), undefined],
  ['4.21', 'PIN Context String of no bytes', set('PIN Context String', new Uint8Array(0)), 'SCARD_E_INVALID_PARAMETER'],
  ['4.21', 'PIN Context String of half a character', set('PIN Context String', new Uint8Array(3)), 'SCARD_E_INVALID_PARAMETER'],
  ['4.21', 'Chaining Modes cannot be set', set('Chaining Modes'), 'SCARD_E_UNSUPPORTED_FEATURE'],
  ['4.21', 'set with flags', (b) => md.cardSetProperty(b.data, 'Parent Window', new Uint8Array(0), 1), 'SCARD_E_INVALID_PARAMETER'],
  ['4.21', 'set without a name', (b) => md.cardSetProperty(b.data, null as unknown as string, new Uint8Array(0)), 'SCARD_E_INVALID_PARAMETER'],
  ['G29 G31', 'read without a PIN', async (b) => [(await property(b, 'CPSEFLang')).length > 0, await b.state()], [true, 0]],
];

export const PROPERTY_CASES = casesOf([...EACH, ...MORE]);
