/**
 * The JSON Schema of scenario files, for editors.
 *
 * Editors read a file by YAML's core schema, the loader reads texts alone (failsafe): where a text of digits is taken,
 * numbers are allowed, and so on. It is of draft 07, which they all know; `errorMessage` is a word of theirs, and no
 * union stands where what is wrong with one alternative would be told of another.
 */
import { z } from 'zod';
import { alternatives, unpacked } from '#common/language.ts';
import { own } from '#common/own.ts';
import { inFrench } from '../reference/french.ts';
import type { Names, StepDefinition } from '../steps/definition.ts';
import { STEPS } from '../steps/index.ts';
import { type SchemaWithDefs, shareRepeated } from './json-schema-sharing.ts';
import { CARD_KINDS, commonKeys, headSchema, readerSpec } from './schema.ts';
import { identifier } from './vocabulary.ts';

export type Json = { [member: string]: unknown };

const ANY_NAMES: Names = {
  card: identifier.describe('A card of the scenario'),
  cardInFile: identifier.describe('A card of the scenario that is kept in a file'),
  reader: identifier.describe('A reader of the scenario'),
  remembered: identifier,
};

/** What YAML's core schema may make of a text, with texts it does that of. */
const CORE_TYPES: readonly (readonly [type: string, ...texts: string[]])[] = [
  ['string'],
  ['number', '0', '12', '1234', '00000000'],
  ['boolean', 'true'],
  ['null', ''],
];

/** The types of a text with that pattern and that least length, as an editor reads it. */
function coreTypes({ pattern = '', minLength = 0, minimum }: Json): string | string[] {
  const form = new RegExp(String(pattern), 'u');
  const types = CORE_TYPES.filter(
    ([type, ...texts]) =>
      type === 'string' || texts.some((text) => text.length >= Number(minLength) && form.test(text)),
  ).map(([type]) => (type === 'number' && minimum !== undefined ? 'integer' : type));
  return types.length === 1 ? 'string' : types;
}

/** Words of an enumeration, and the numbers that some of them are. */
function withNumbers(words: readonly unknown[]): unknown[] {
  return [...words, ...words.map(Number).filter((number, i) => String(number) === words[i])];
}

/** What the type says it expects, or which of its words. */
function expectationOf(type: z.core.$ZodTypes): string | undefined {
  const error = type._zod.def.error as z.core.$ZodErrorMap | undefined;
  const told = error?.({ code: 'custom', path: [], input: undefined });
  const said = unpacked(typeof told === 'string' ? told : told?.message);
  return said?.en ?? (type instanceof z.ZodEnum ? alternatives(type.options.map(String)).en : undefined);
}

function replace(schema: Json, by: Json): void {
  for (const member of Object.keys(schema)) delete schema[member];
  Object.assign(schema, by);
}

/** One value of the kind, or a list of them: told apart before they are looked at. */
function oneOrList(schema: Json): void {
  const [one, list, ...others] = Array.isArray(schema.anyOf) ? (schema.anyOf as Json[]) : [];
  if (list?.type !== 'array' || others.length > 0) return;
  const { anyOf: _both, ...rest } = schema;
  const { type: _array, ...items } = list;
  replace(schema, { ...rest, ...items, if: { type: 'array' }, else: one });
}

/** A type as an editor shall see it. */
function forEditors({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  const schema = jsonSchema as Json;
  const isText = schema.type === 'string';
  if (Array.isArray(schema.enum)) {
    schema.enum = withNumbers(schema.enum);
    delete schema.type;
  } else if (isText && schema.const === undefined) schema.type = coreTypes(schema);
  const expected = isText ? expectationOf(zodSchema) : undefined;
  if (expected !== undefined) schema.errorMessage = `Expected ${expected}`;
  oneOrList(schema);
}

/** The schema with each description in both languages. */
function inBoth(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inBoth);
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).map(([member, inner]) =>
    member === 'description' && typeof inner === 'string'
      ? [member, `${inner}\n\n${inFrench(inner)}`]
      : [member, inBoth(inner)],
  );
  return Object.fromEntries(told);
}

/** The types of the steps and of the head, with what they share in `$defs`. */
function convert(shape: Readonly<Record<string, z.ZodType>>): { parts: Readonly<Record<string, Json>>; shared: Json } {
  const { properties, definitions } = z.toJSONSchema(z.object(shape), {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: forEditors,
  }) as unknown as { properties: Readonly<Record<string, Json>>; definitions: Json };
  return { parts: properties, shared: definitions };
}

/** References as they are when what is shared stands in `$defs`. */
function toDefs(text: string): string {
  return text.replaceAll('"#/definitions/', '"#/$defs/');
}

/** True when the step may stand alone, without arguments. */
export function mayStandAlone(definition: StepDefinition): boolean {
  return definition.args(ANY_NAMES).safeParse({}).success;
}

/** What may stand behind the key of a step: its arguments, and the one that needs no name. */
function given(definition: StepDefinition, args: Json): Json {
  const { description: _own, ...shape } = args;
  const description = definition.summary;
  const alone = mayStandAlone(definition);
  const properties = args.properties as Readonly<Record<string, Json>> | undefined;
  const short = own(properties ?? {}, definition.short ?? '');
  if (short === undefined) return { description, ...shape, type: alone ? ['object', 'null'] : 'object' };
  const { type: _object, ...members } = shape;
  // What is told of the key is told of its step, not of that argument.
  const { description: _argument, default: _usual, ...value } = short;
  const scalar = alone ? { if: { type: 'null' }, else: value } : value;
  // Where no word is typed yet, editors offer the examples.
  const examples = Array.isArray(short.enum) ? { examples: short.enum.filter((word) => typeof word === 'string') } : {};
  return { description, ...members, ...examples, if: { type: 'object' }, else: scalar };
}

/** Keys that may stand beside that of a step. */
export function keysBeside({ onReader, remembers }: StepDefinition): string[] {
  return ['title', 'repeat', 'expect', ...(onReader ? ['reader'] : []), ...(remembers ? ['remember'] : [])];
}

function beside(definition: StepDefinition, expectations: Json): Json {
  const keys = keysBeside(definition);
  return {
    properties: { expect: expectations },
    propertyNames: {
      enum: [definition.key, ...keys],
      errorMessage: `Beside ${definition.key}: ${keys.join(', ')}; another step begins with '- '`,
    },
  };
}

const UNKNOWN = "Unknown step: 'cps-sim steps' lists those there are / Étape inconnue : « cps-sim steps » les énumère";
const NOT_ALONE =
  "This step needs more, as in 'insert: medecin' / Il faut plus à cette étape, comme « insert: medecin »";
const NO_STEP = "Expected a step such as 'insert: medecin' / Une étape est attendue, par exemple « insert: medecin »";

/** Of a step that is a text alone, and of one whose key is none that is known. */
function wrongSteps(keys: readonly string[], alone: readonly string[], common: readonly string[]): Json[] {
  const isKnown = { anyOf: keys.map((key) => ({ required: [key] })) };
  return [
    { if: { not: { type: 'string' } }, else: { enum: keys, errorMessage: UNKNOWN } },
    {
      if: { not: { enum: keys.filter((key) => !alone.includes(key)) } },
      else: { type: 'object', errorMessage: NOT_ALONE },
    },
    { if: isKnown, else: { propertyNames: { enum: [...keys, ...common], errorMessage: UNKNOWN } } },
    {
      if: { anyOf: [isKnown, { not: { propertyNames: { enum: common } } }] },
      else: { required: ['insert'], errorMessage: NO_STEP },
    },
  ];
}

function stepOf(parts: Readonly<Record<string, Json>>): Json {
  const definitions = Object.values(STEPS);
  const keys = Object.keys(STEPS);
  const part = (name: string) => own(parts, name) ?? {};
  const common = { ...pick(parts, Object.keys(commonKeys)), reader: part('reader'), expect: EXPECT };
  const alone = definitions.filter(mayStandAlone).map(({ key }) => key);
  return {
    type: ['object', 'string'],
    errorMessage: NO_STEP,
    properties: {
      ...Object.fromEntries(definitions.map((one) => [one.key, given(one, part(`args ${one.key}`))])),
      ...common,
    },
    dependencies: Object.fromEntries(definitions.map((one) => [one.key, beside(one, part(`expect ${one.key}`))])),
    allOf: wrongSteps(keys, alone, Object.keys(common)),
  };
}

const EXPECT: Json = { description: 'What must come of it', type: 'object' };

function pick(record: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, own(record, name) ?? {}]));
}

/** A card by the key that tells its kind. */
function cardOf(parts: Readonly<Record<string, Json>>): Json {
  const kinds = Object.keys(CARD_KINDS);
  const shapes = kinds.map((kind) => own(parts, `card ${kind}`) ?? {});
  const members = (shape: Json) => Object.keys(shape.properties as Json);
  return {
    type: 'object',
    properties: Object.assign({}, ...shapes.map(({ properties }) => properties)),
    if: { anyOf: kinds.map((kind) => ({ required: [kind] })) },
    else: { required: ['profile'], errorMessage: "Expected a card by its 'profile', its 'file' or 'kind: foreign'" },
    dependencies: Object.fromEntries(
      kinds.map((kind, i) => [
        kind,
        {
          propertyNames: {
            enum: members(shapes[i] ?? {}),
            errorMessage: `With ${kind}: ${members(shapes[i] ?? {}).join(', ')}`,
          },
        },
      ]),
    ),
    propertyNames: { enum: shapes.flatMap(members), errorMessage: "Expected 'profile', 'file' or 'kind'" },
  };
}

/** The parts that the schema is made of, by names of their own: `args insert`, `expect insert`, `card profile`. */
export function schemaParts(): { parts: Readonly<Record<string, Json>>; shared: Json } {
  const steps = Object.values(STEPS).flatMap((definition) => [
    [`args ${definition.key}`, definition.args(ANY_NAMES)] as const,
    [`expect ${definition.key}`, definition.expect(ANY_NAMES)] as const,
  ]);
  const cards = Object.entries(CARD_KINDS).map(([kind, type]) => [`card ${kind}`, type] as const);
  return convert({
    head: headSchema,
    readerKind: readerSpec,
    reader: identifier.describe('The reader it concerns; the first of the scenario by default'),
    ...commonKeys,
    ...Object.fromEntries([...steps, ...cards]),
  });
}

/** The JSON Schema of scenario files (draft 07). */
export function scenarioJsonSchema(): object {
  const { parts, shared } = schemaParts();
  const { properties: head, ...top } = own(parts, 'head') as Json & { properties: Readonly<Record<string, Json>> };
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'cps-sim scenario',
    ...top,
    properties: {
      ...head,
      cards: { ...own(head, 'cards'), additionalProperties: { $ref: '#/$defs/card' } },
      readers: { ...own(head, 'readers'), additionalProperties: own(parts, 'readerKind') },
      steps: { ...own(head, 'steps'), items: { $ref: '#/$defs/step' } },
    },
    $defs: { step: stepOf(parts), card: cardOf(parts), ...shared },
  };
  return shareRepeated(JSON.parse(toDefs(JSON.stringify(inBoth(schema)))) as SchemaWithDefs);
}
