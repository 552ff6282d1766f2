/** Variables in the JSON Schema of scenario files: `${name}` may stand wherever a value may. */
import type { Json } from './json-schema-head.ts';
import type { SchemaWithDefs } from './json-schema-sharing.ts';

/** A text in which one stands. */
export const VARIABLE = '\\$\\{';
const REFERENCE: Json = { $ref: '#/$defs/var' };

/** Members that hold the schema of a value, or several by name. */
const ONE: readonly string[] = ['items', 'else', 'additionalProperties'];
const NAMED: readonly string[] = ['properties', '$defs'];

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inside(member: string, value: unknown): unknown {
  if (!isSchema(value)) return value;
  if (ONE.includes(member)) return withVariable(value);
  if (!NAMED.includes(member)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSchema(one) ? withVariable(one) : one]),
  );
}

/** The words of an enumeration, or what has the form, or a variable. */
function withVariable(schema: Json): Json {
  const {
    enum: words,
    errorMessage,
    ...others
  } = Object.fromEntries(Object.entries(schema).map(([member, value]) => [member, inside(member, value)])) as Json;
  if (Array.isArray(words)) {
    const told = errorMessage === undefined ? {} : { errorMessage };
    return { ...others, anyOf: [{ enum: words, ...told }, REFERENCE] };
  }
  const whole = errorMessage === undefined ? others : { ...others, errorMessage };
  const isForm = typeof whole.pattern === 'string' && whole.pattern !== VARIABLE;
  return isForm ? { ...whole, pattern: `${whole.pattern}|${VARIABLE}` } : whole;
}

/** The same, which lets a variable stand in the place of each word and each text of a form. */
export function variablesAnywhere(schema: SchemaWithDefs): SchemaWithDefs {
  const { $defs, ...whole } = withVariable(schema as Json) as unknown as SchemaWithDefs;
  return { ...whole, $defs: { ...$defs, var: { type: 'string', pattern: VARIABLE } } };
}
