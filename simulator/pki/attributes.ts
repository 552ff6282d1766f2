/** How a name is written, attribute by attribute. */
import { ATTRIBUTE_TYPES, PRINTABLE, UNSEEN } from '#asn1/attribute-types.ts';
import { type DerValue, oid, printableString, sequence, setOf, t61String, utf8String } from '#asn1/der-writer.ts';
import type { Text } from '#common/language.ts';
import { type Fields, fill } from './fields.ts';
import type { Attribute, AttributeLayout, RdnLayout, StringType } from './layout.ts';
import { PkiError } from './pki-error.ts';

const LATIN = /^[\u0020-\u007e\u00a0-\u00ff]*$/;

const STRING: Readonly<Record<StringType, (text: string) => DerValue | undefined>> = {
  utf8: utf8String,
  printable: (text) => (PRINTABLE.test(text) ? printableString(text) : undefined),
  latin: (text) => (PRINTABLE.test(text) ? printableString(text) : LATIN.test(text) ? t61String(text) : undefined),
};

function refusal(attribute: Attribute, what: Text): PkiError {
  return new PkiError('subject', { en: `subject, ${attribute}: ${what.en}`, fr: `sujet, ${attribute} : ${what.fr}` });
}

/** The value of an attribute. @throws PkiError `subject` when it cannot be written */
function attributeValue({ attribute, as }: AttributeLayout, text: string): DerValue {
  const { atMost } = ATTRIBUTE_TYPES[attribute];
  const length = [...text].length;
  if (length === 0)
    throw refusal(attribute, { en: 'found nothing, expected a text', fr: 'trouvé rien, attendu : un texte' });
  if (length > atMost)
    throw refusal(attribute, {
      en: `found ${length} characters, expected at most ${atMost}`,
      fr: `trouvé ${length} caractères, attendu : ${atMost} au plus`,
    });
  if (UNSEEN.test(text))
    throw refusal(attribute, {
      en: 'found a control character, expected letters that can be seen',
      fr: 'trouvé un caractère de contrôle, attendu : des lettres visibles',
    });
  const value = STRING[as](text.normalize('NFC'));
  if (value === undefined)
    throw refusal(attribute, {
      en: `found a letter that ${as} strings do not have`,
      fr: `trouvé une lettre que les chaînes ${as} n'ont pas`,
    });
  return value;
}

function attributeTypeAndValue(layout: AttributeLayout, text: string): DerValue {
  return sequence(oid(ATTRIBUTE_TYPES[layout.attribute].id), attributeValue(layout, text));
}

function required(layout: AttributeLayout, fields: Fields): DerValue {
  const text = fill(layout.value, fields);
  if (text === undefined)
    throw refusal(layout.attribute, {
      en: `no value: expected ${layout.value}`,
      fr: `pas de valeur, attendu : ${layout.value}`,
    });
  return attributeTypeAndValue(layout, text);
}

function rdn(layout: RdnLayout, fields: Fields): DerValue[] {
  if ('together' in layout) return [setOf(...layout.together.map((one) => required(one, fields)))];
  if (layout.optional && fill(layout.value, fields) === undefined) return [];
  return [setOf(required(layout, fields))];
}

/**
 * The name with the values of those fields.
 * @throws PkiError `subject` when a value is missing, too long or not writable in its string type
 */
export function nameOf(layouts: readonly RdnLayout[], fields: Fields): DerValue {
  return sequence(...layouts.flatMap((layout) => rdn(layout, fields)));
}
