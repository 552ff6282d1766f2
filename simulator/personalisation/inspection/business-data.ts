/**
 * What the business data of a card say, object by object: the templates that `../business-data.ts` writes, read again.
 *
 * Source: reference/cryptolib.md 6.10, as there.
 */
import { parseTlvs, tagName, takeTlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { cardTypeOf, civilityOf, professionOf } from '../../people/index.ts';
import { Obstacle } from './inspected-card.ts';

/** What an object says. */
export type BusinessValueName =
  | 'issuer'
  | 'cardNumber'
  | 'category'
  | 'issuedOn'
  | 'validUntil'
  | 'civility'
  | 'familyName'
  | 'nameInUse'
  | 'givenNames'
  | 'givenName'
  | 'language'
  | 'cardType'
  | 'nationalId'
  | 'profession'
  | 'futureProfession'
  | 'nameInPractice'
  | 'specialty'
  | 'modeOfExercise'
  | 'structure'
  | 'structureId'
  | 'sector'
  | 'situation'
  | 'start'
  | 'end';

export interface BusinessValue {
  readonly name: BusinessValueName;
  /** In words; a code of a table stands behind its meaning: `Médecin (10)`. */
  readonly value: string;
}

type Reader = (value: Bytes) => string;

function unreadable(en: string, fr: string): Obstacle {
  return new Obstacle({ reason: 'unreadable', text: { en, fr } });
}

/** ISO 8859-1, as texts of a card are. */
const text: Reader = (value) => Buffer.from(value).toString('latin1');

/** BCD; the F behind an odd number of digits is left out. */
const digits: Reader = (value) => {
  const found = toHex(value).replace(/F$/, '');
  if (/^[0-9]*$/.test(found)) return found;
  throw unreadable(`${found}: expected digits in BCD`, `${found}, attendu : des chiffres en BCD`);
};

/** Not so the 30th of February, which a Date takes for the 2nd of March. */
function isOnTheCalendar(iso: string): boolean {
  const at = new Date(iso);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso.slice(0, 10));
}

/** BCD YYYYMMDD, or YYYYMMDDhhmmss, as ISO 8601. */
function moment(length: 8 | 14): Reader {
  return (value) => {
    const found = digits(value);
    const [, year, month, day, ...time] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(found) ?? [];
    const date = `${year}-${month}-${day}`;
    const iso = length === 8 ? date : `${date}T${time.join(':')}Z`;
    if (found.length === length && isOnTheCalendar(iso)) return iso;
    throw unreadable(
      `'${found}': expected ${length} digits of a date`,
      `'${found}', attendu : les ${length} chiffres d'une date`,
    );
  };
}

/** One byte, with its meaning where that is known. */
function code(meaning: (code: number) => string | undefined): Reader {
  return (value) => {
    const [number] = value;
    if (number === undefined || value.length > 1)
      throw unreadable(
        `${value.length} bytes, expected a code of one`,
        `${value.length} octets, attendu : un code d'un octet`,
      );
    const words = meaning(number);
    return words === undefined ? String(number) : `${words} (${number})`;
  };
}

/** G01 is BCD: 80 a card for tests. */
const category: Reader = (value) => (toHex(value) === '80' ? 'de test (80)' : digits(value));
const number = code(() => undefined);
/** G17. */
const mode = code((found) => ['libéral', 'salarié'][found]);
const [date, time] = [moment(8), moment(14)];

type Layout = Readonly<Record<number, readonly [name: BusinessValueName, read: Reader]>>;

const SITUATION: Layout = {
  128: ['situation', number],
  129: ['structure', text],
  130: ['structureId', text],
  131: ['sector', text],
};

/** Each template by the name of its file. */
const TEMPLATES: readonly (readonly [file: RegExp, tag: number, layout: Layout])[] = [
  [
    /^CPS_ID_CARD$/,
    0xe3,
    {
      128: ['issuer', digits],
      129: ['cardNumber', digits],
      130: ['category', category],
      131: ['issuedOn', date],
      132: ['validUntil', date],
    },
  ],
  [
    /^CPS_NAME_PS$/,
    0xe4,
    {
      128: ['civility', code(civilityOf)],
      129: ['familyName', text],
      130: ['nameInUse', text],
      131: ['givenNames', text],
      132: ['givenName', text],
    },
  ],
  [/^CPS_LANG_PS$/, 0xe5, { 128: ['language', text] }],
  [
    /^CPS_INFO_PS$/,
    0xed,
    {
      128: ['cardType', code(cardTypeOf)],
      129: ['nationalId', text],
      130: ['profession', code(professionOf)],
      131: ['futureProfession', code(professionOf)],
      132: ['nameInPractice', text],
      133: ['specialty', text],
    },
  ],
  [
    /^CPS_ACTIVITY_\d\d_PS$/,
    0xee,
    { 128: ['modeOfExercise', mode], 132: ['structure', text], 133: ['structureId', text], 134: ['sector', text] },
  ],
  [
    /^CPS_SIT_FACT$/,
    0xe0,
    {
      128: ['situation', number],
      129: ['nationalId', text],
      130: ['profession', text],
      131: ['sector', text],
      132: ['issuedOn', date],
      160: [
        'structureId',
        (value) =>
          parseTlvs(value)
            .map((inner) => text(inner.value))
            .join(', '),
      ],
    },
  ],
  [/^CPS2TER_ACTIVITY_\d\d_PS$/, 0x30, SITUATION],
  [/^EF_ACTUA$/, 0xec, { 129: ['start', time], 130: ['end', time] }],
];

export function isBusinessData(file: string): boolean {
  return TEMPLATES.some(([name]) => name.test(file));
}

/** Bytes of what is left over that a message shows. */
const SHOWN = 8;

/** The template that fills the file, or stands at its beginning with nothing but 00 behind it. */
function template(content: Bytes, expected: number): Bytes {
  const { tag, value, rest } = takeTlv(content);
  if (tag !== expected)
    throw unreadable(
      `begins with ${tagName(tag)}, expected ${tagName(expected)}`,
      `commence par ${tagName(tag)}, attendu : ${tagName(expected)}`,
    );
  if (rest.some((byte) => byte !== 0))
    throw unreadable(
      `found ${toHex(rest.subarray(0, SHOWN))} behind ${tagName(tag)}, expected 00 alone`,
      `trouvé ${toHex(rest.subarray(0, SHOWN))} derrière ${tagName(tag)}, attendu : des 00 seulement`,
    );
  return value;
}

/**
 * The values of a file of business data; objects that nobody knows are left out.
 * @throws Obstacle, TlvError when it cannot be read
 */
export function businessValues(file: string, content: Bytes): BusinessValue[] {
  const [, tag = 0, layout = {}] = TEMPLATES.find(([name]) => name.test(file)) ?? [];
  return parseTlvs(template(content, tag)).flatMap(({ tag: object, value }) => {
    const [name, read] = layout[object] ?? [];
    return name === undefined || read === undefined ? [] : [{ name, value: read(value) }];
  });
}
