/** What an argument or an expectation of a step is, in words, from its place in the JSON Schema. */
import type { Language } from '#common/language.ts';
import { own } from '#common/own.ts';
import type { Json } from '../file/json-schema-head.ts';
import { inFrench } from './french.ts';

export interface MemberReference {
  readonly name: string;
  readonly required: boolean;
  /** What may be written: the words it knows, or what kind of text it is. */
  readonly form: string;
  readonly text: string;
  /** What stands for it when it is left out, where that can be written. */
  readonly default?: string;
}

interface Forms {
  /** By the names in `$defs`. */
  readonly known: Readonly<Record<string, string>>;
  readonly number: string;
  readonly aList: string;
  readonly aMapping: string;
  readonly range: (min: unknown, max: unknown) => string;
  readonly list: (of: string) => string;
  readonly oneOrList: (of: string) => string;
}

const FORMS: Readonly<Record<Language, Forms>> = {
  en: {
    known: {
      name: 'a name',
      text: 'a text',
      event: 'an event',
      duration: '500ms, 2s, 10min, 8h, 400d',
      span: 'a span of time',
      time: 'a time',
      moment: 'a day, or a moment in UTC',
      factor: '0.5, 1, 10',
      code: 'a code',
      returnCode: 'a return code',
      hexBytes: 'hexadecimal bytes',
      statusWord: 'four hexadecimal digits',
    },
    number: 'a whole number',
    aList: 'a list',
    aMapping: 'a mapping',
    range: (min, max) => `${min} to ${max}`,
    list: (of) => `a list: ${of}`,
    oneOrList: (of) => `${of}, or a list of them`,
  },
  fr: {
    known: {
      name: 'un nom',
      text: 'un texte',
      event: 'un événement',
      duration: '500ms, 2s, 10min, 8h, 400d',
      span: 'une durée',
      time: 'une date',
      moment: 'un jour, ou un instant UTC',
      factor: '0.5, 1, 10',
      code: 'un code',
      returnCode: 'un code de retour',
      hexBytes: 'des octets en hexadécimal',
      statusWord: 'quatre chiffres hexadécimaux',
    },
    number: 'un nombre entier',
    aList: 'une liste',
    aMapping: 'une table',
    range: (min, max) => `${min} à ${max}`,
    list: (of) => `une liste : ${of}`,
    oneOrList: (of) => `${of}, ou une liste`,
  },
};

function isEmpty(schema: unknown): boolean {
  return Object.keys(schema as object).length === 0;
}

/** Words before digits, in their order. */
function wordsIn(values: readonly unknown[]): string[] {
  const texts = values.filter((value) => typeof value === 'string');
  return texts.sort((a, b) => Number(/^\d/.test(a)) - Number(/^\d/.test(b)));
}

function isAloneOrMapping(schema: Json): boolean {
  return (schema.if as Json | undefined)?.type === 'object' && schema.properties !== undefined;
}

function formOf(schema: Json, language: Language): string {
  const forms = FORMS[language];
  const { $ref, allOf, items, minimum, maximum } = schema;
  const [inner] = Array.isArray(allOf) ? (allOf as Json[]) : [];
  if (inner !== undefined) return formOf(inner, language);
  if (typeof $ref === 'string') return own(forms.known, $ref.split('/').at(-1) ?? '') ?? forms.known.text ?? '';
  if (isAloneOrMapping(schema)) {
    const { else: word, ...mapping } = schema;
    return `${formOf(word as Json, language)} | ${formOf({ properties: mapping.properties }, language)}`;
  }
  if (schema.if !== undefined) return forms.oneOrList(formOf(schema.else as Json, language));
  if (items !== undefined) return isEmpty(items) ? forms.aList : forms.list(formOf(items as Json, language));
  if (schema.properties !== undefined) return `{ ${Object.keys(schema.properties as object).join(', ')} }`;
  if (schema.type === 'object') return forms.aMapping;
  if (Array.isArray(schema.enum)) return wordsIn(schema.enum).join(' | ');
  if (typeof schema.const === 'string') return schema.const;
  if (minimum !== undefined) return forms.range(minimum, maximum);
  return schema.type === 'string' ? (forms.known.text ?? '') : forms.number;
}

function memberOf(name: string, schema: Json, required: boolean, language: Language): MemberReference {
  const { description = '', default: usual } = schema;
  const text = String(description);
  return {
    name,
    required,
    form: formOf(schema, language),
    text: language === 'fr' ? inFrench(text) : text,
    ...(typeof usual === 'string' ? { default: usual } : {}),
  };
}

/** The members of a mapping; of alternatives, those of all of them. */
export function membersOf(schema: Json, language: Language): readonly MemberReference[] {
  const { properties = {}, required = [], anyOf } = schema;
  if (Array.isArray(anyOf)) {
    const all = (anyOf as Json[]).flatMap((one) => membersOf(one, language));
    return [...new Map(all.map((member) => [member.name, { ...member, required: false }])).values()];
  }
  return Object.entries(properties as Readonly<Record<string, Json>>).map(([name, member]) =>
    memberOf(name, member, (required as string[]).includes(name), language),
  );
}
