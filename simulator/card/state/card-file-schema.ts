/**
 * The card file (`*.cps.json`): what a card is and what it keeps, as JSON.
 *
 * `contents` is hexadecimal, `keys` PEM (PKCS#8), everything keyed as in `CardState`. Beyond the shapes, the parts must
 * fit the profile: exactly its EFs, keys, data objects and codes.
 */
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { type Profile, profileSchema } from '../profile/schema.ts';
import { walkFiles } from '../profile/walk-files.ts';
import { exportPrivateKey, importPrivateKey } from '../security/private-key.ts';
import type { CardState, ReferenceData } from './store.ts';

const CARD_FILE_FORMAT = 'cps-sim-card/1';

const referenceData = z.strictObject({
  value: z.string().regex(/^[0-9]+$/, packed({ en: 'decimal digits', fr: 'des chiffres décimaux' })),
  triesRemaining: z.number().int().min(0),
  usesRemaining: z.number().int().min(0).optional(),
});

function privateKeyOf(bits: string, enFrancais = bits): Text {
  return {
    en: `an RSA private key of ${bits} bits in PEM (PKCS#8)`,
    fr: `une clé privée RSA de ${enFrancais} bits en PEM (PKCS#8)`,
  };
}

const privateKey = z.string().transform((pem, context): KeyObject => {
  const key = importPrivateKey(pem);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: packed(privateKeyOf('1024 or 2048', '1024 ou 2048')) });
  return z.NEVER;
});

const PAIRS_OF_DIGITS = packed({
  en: 'hexadecimal bytes, two digits each',
  fr: 'des octets en hexadécimal, deux chiffres chacun',
});

const hexBytes = z
  .string()
  // Not as pairs of digits: the engine remembers each pair.
  .regex(/^[0-9A-Fa-f]*$/, PAIRS_OF_DIGITS)
  .refine(({ length }) => length % 2 === 0, PAIRS_OF_DIGITS)
  .transform((text): Bytes => fromHex(text));

const shape = z.strictObject({
  format: z.literal(CARD_FILE_FORMAT),
  profile: profileSchema,
  seed: z.number().int().min(0),
  contents: z.record(z.string(), hexBytes),
  keys: z.record(z.string(), privateKey),
  referenceData: z.record(z.string(), referenceData),
});

type CardFileShape = z.infer<typeof shape>;

interface Expectations {
  /** Size of each EF where the profile gives one. */
  readonly contents: Map<string, number | undefined>;
  /** Files that may be missing. */
  readonly optional: Set<string>;
  /** Length of each key in bits. */
  readonly keys: Map<string, number>;
}

function expectationsOf(profile: Profile): Expectations {
  const expected: Expectations = { contents: new Map(), optional: new Set(), keys: new Map() };
  for (const { type, path, node } of walkFiles(profile)) {
    if (type === 'df') {
      for (const [reference, { modulusBits }] of Object.entries(node.keys))
        expected.keys.set(`${path}/${reference}`, modulusBits);
    } else if (node.present) expected.contents.set(path, node.size);
    else expected.optional.add(path);
  }
  for (const tag of Object.keys(profile.dataObjects)) expected.contents.set(`DO/${tag}`, undefined);
  return expected;
}

type Report = (path: string[], wanted: Text) => void;

const ABSENCE: Text = { en: 'its absence', fr: "qu'il n'y soit pas" };
const NUMBER: Text = { en: 'a number', fr: 'un nombre' };
const IN_PROFILE: Text = { en: 'a value: the profile has it', fr: "une valeur : le profil l'a" };
const NOT_IN_PROFILE: Text = {
  en: 'its absence: the profile has nothing there',
  fr: "qu'il n'y soit pas : le profil n'a rien là",
};

function atMost(limit: number | undefined): Text {
  return { en: `at most ${limit}`, fr: `au plus ${limit}` };
}

/** Reports each name that only one of the two has. */
function compareNames(
  member: string,
  found: object,
  expected: Iterable<string>,
  report: Report,
  optional: ReadonlySet<string> = new Set(),
): void {
  const names = new Set(expected);
  for (const name of names) if (!Object.hasOwn(found, name)) report([member, name], IN_PROFILE);
  for (const name of Object.keys(found))
    if (!names.has(name) && !optional.has(name)) report([member, name], NOT_IN_PROFILE);
}

function checkReferenceData({ profile, referenceData }: CardFileShape, report: Report): void {
  for (const [reference, { value, triesRemaining, usesRemaining }] of Object.entries(referenceData)) {
    const pin = own(profile.pins, reference);
    if (pin === undefined) continue;
    const at = (name: string): string[] => ['referenceData', reference, name];
    if (value.length < pin.minLength || value.length > pin.maxLength)
      report(at('value'), {
        en: `${pin.minLength} to ${pin.maxLength} digits`,
        fr: `${pin.minLength} à ${pin.maxLength} chiffres`,
      });
    if (triesRemaining > pin.maxTries) report(at('triesRemaining'), atMost(pin.maxTries));
    if ((usesRemaining === undefined) !== (pin.maxUses === undefined))
      report(at('usesRemaining'), pin.maxUses === undefined ? ABSENCE : NUMBER);
    if ((usesRemaining ?? 0) > (pin.maxUses ?? 0)) report(at('usesRemaining'), atMost(pin.maxUses));
  }
}

function checkAgainstProfile(file: CardFileShape, report: Report): void {
  const { profile } = file;
  const expected = expectationsOf(profile);
  compareNames('contents', file.contents, expected.contents.keys(), report, expected.optional);
  compareNames('keys', file.keys, expected.keys.keys(), report);
  compareNames('referenceData', file.referenceData, Object.keys(profile.pins), report);
  for (const [path, size] of expected.contents) {
    const { length } = own(file.contents, path) ?? new Uint8Array(size ?? 0);
    if (size !== undefined && length !== size)
      report(['contents', path], { en: `${size} bytes, not ${length}`, fr: `${size} octets, pas ${length}` });
  }
  for (const [path, bits] of expected.keys) {
    const found = own(file.keys, path)?.asymmetricKeyDetails?.modulusLength;
    if (found !== undefined && found !== bits) report(['keys', path], privateKeyOf(String(bits)));
  }
  checkReferenceData(file, report);
}

export const cardFileSchema = shape.check((context) =>
  checkAgainstProfile(context.value, (path, wanted) => {
    context.issues.push({ code: 'custom', message: packed(wanted), path, input: context.value });
  }),
);

export interface CardFileContent extends CardState {
  readonly profile: Profile;
  readonly seed: number;
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Reference data with `usesRemaining` left out where it is undefined. */
export function referenceDataOf({ referenceData }: CardFileShape): Record<string, ReferenceData> {
  return mapValues(referenceData, ({ usesRemaining, ...rest }) =>
    usesRemaining === undefined ? rest : { ...rest, usesRemaining },
  );
}

/** The keys as they stand in the file. */
export function exportKeys(keys: CardState['keys']): Record<string, string> {
  return mapValues(keys, exportPrivateKey);
}

/** The text of a card file. */
export function cardFileText(content: CardFileContent, keys: Readonly<Record<string, string>>): string {
  const { profile, seed, referenceData } = content;
  const contents = mapValues(content.contents, (bytes) => toHex(bytes));
  return `${JSON.stringify({ format: CARD_FILE_FORMAT, profile, seed, contents, keys, referenceData }, null, 2)}\n`;
}
