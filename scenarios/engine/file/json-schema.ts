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
import { faultRule } from '../steps/parts/fault-rule.ts';
import { cardOf, eitherFile, type Json } from './json-schema-head.ts';
import { type SchemaWithDefs, shareRepeated } from './json-schema-sharing.ts';
import { VARIABLE, variablesAnywhere } from './json-schema-variables.ts';
import { CARD_KINDS, commonKeys, groupSchema, headSchema, readerSpec, setupSchema } from './schema.ts';
import { identifier } from './vocabulary.ts';

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

/** A word alone, or a mapping. */
function aloneOrMapping(schema: Json): void {
  const [word, mapping, ...others] = Array.isArray(schema.anyOf) ? (schema.anyOf as Json[]) : [];
  if (!Array.isArray(word?.enum) || mapping?.type !== 'object' || others.length > 0) return;
  const { anyOf: _both, ...rest } = schema;
  const { type: _object, ...members } = mapping;
  replace(schema, { ...rest, ...members, if: { type: 'object' }, else: word });
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
  aloneOrMapping(schema);
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
  const isKnown = { anyOf: [...keys, GROUP].map((key) => ({ required: [key] })) };
  return [
    { if: { not: { type: 'string' } }, else: { enum: keys, errorMessage: UNKNOWN } },
    {
      if: { not: { enum: keys.filter((key) => !alone.includes(key)) } },
      else: { type: 'object', errorMessage: NOT_ALONE },
    },
    { if: isKnown, else: { propertyNames: { enum: [...keys, GROUP, ...common], errorMessage: UNKNOWN } } },
    {
      if: { anyOf: [isKnown, { not: { propertyNames: { enum: common } } }] },
      else: { required: ['insert'], errorMessage: NO_STEP },
    },
  ];
}

/** What is expected of steps, once each: an outcome, or a list of which one must come of it. */
class Outcomes {
  readonly defs: Record<string, Json> = {};
  readonly #names = new Map<string, string>();

  /** A reference to that outcome; that it may be a list is said of every step. */
  of({ type: _object, ...outcome }: Json): Json {
    const text = JSON.stringify(outcome);
    const name = this.#names.get(text) ?? `outcome${this.#names.size + 1}`;
    const $ref = `#/$defs/${name}`;
    this.#names.set(text, name);
    this.defs[name] = { ...outcome, items: { $ref } };
    return { $ref };
  }
}

function stepOf(parts: Readonly<Record<string, Json>>, outcomes: Outcomes): Json {
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
      [GROUP]: { ...part('group'), items: { $ref: '#/$defs/step' } },
      ...common,
    },
    dependencies: {
      ...Object.fromEntries(definitions.map((one) => [one.key, beside(one, outcomes.of(part(`expect ${one.key}`)))])),
      [GROUP]: BESIDE_GROUP,
    },
    allOf: wrongSteps(keys, alone, Object.keys(common)),
  };
}

export const EXPECT_DESCRIPTION = 'What must come of it; of a list of outcomes, one of them';
const EXPECT: Json = {
  description: EXPECT_DESCRIPTION,
  type: ['object', 'array', 'string'],
  pattern: VARIABLE,
  minItems: 1,
};

/** The key of a group. */
const GROUP = 'steps';
const BESIDE_GROUP: Json = {
  propertyNames: {
    enum: [GROUP, 'title', 'repeat'],
    errorMessage: 'Beside steps: title, repeat; a step of the group stands in its list',
  },
};

function pick(record: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, own(record, name) ?? {}]));
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
    setup: setupSchema,
    group: groupSchema.shape.steps,
    readerKind: readerSpec,
    faultRule: faultRule(ANY_NAMES),
    reader: identifier.describe('The reader it concerns; the first of the scenario by default'),
    ...commonKeys,
    ...Object.fromEntries([...steps, ...cards]),
  });
}

/** The JSON Schema of scenario files (draft 07). */
export function scenarioJsonSchema(): object {
  const { parts, shared } = schemaParts();
  const { properties: head, ...top } = own(parts, 'head') as Json & { properties: Readonly<Record<string, Json>> };
  const { setup } = (own(parts, 'setup') as Json & { properties: Readonly<Record<string, Json>> }).properties;
  const { required: _of, ...shape } = top;
  const outcomes = new Outcomes();
  const step = stepOf(parts, outcomes);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'cps-sim scenario',
    ...shape,
    ...eitherFile(Object.keys(head)),
    properties: {
      ...head,
      setup,
      cards: { ...own(head, 'cards'), additionalProperties: { $ref: '#/$defs/card' } },
      readers: { ...own(head, 'readers'), additionalProperties: own(parts, 'readerKind') },
      faults: { ...own(head, 'faults'), items: own(parts, 'faultRule') },
      steps: { ...own(head, 'steps'), items: { $ref: '#/$defs/step' } },
    },
    $defs: { step, card: cardOf(parts), ...outcomes.defs, ...shared },
  };
  const whole = JSON.parse(toDefs(JSON.stringify(inBoth(schema)))) as SchemaWithDefs;
  return shareRepeated(variablesAnywhere(whole));
}
