/** Puts what a JSON Schema says again and again into its `$defs`. */

export interface SchemaWithDefs {
  readonly $defs: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** A reference is hardly shorter than less than that. */
const SHORTEST_SHARED = 50;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value rebuilt, each property's schema as `change` makes it of the one whose own properties are rebuilt. */
function rebuilt(value: unknown, change: (schema: Json, name: string) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => rebuilt(item, change));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([member, inner]) => {
    if (member !== 'properties' || !isObject(inner)) return [member, rebuilt(inner, change)];
    const changed = Object.entries(inner).map(([name, schema]) => {
      const below = rebuilt(schema, change);
      return [name, isObject(below) ? change(below, name) : below];
    });
    return [member, Object.fromEntries(changed)];
  });
  return Object.fromEntries(members);
}

/** The schema of each property that several have stands in `$defs`, under the name of the first. */
export function shareRepeated(schema: SchemaWithDefs): SchemaWithDefs {
  const shared = shareOnce(schema);
  return JSON.stringify(shared) === JSON.stringify(schema) ? schema : shareRepeated(shared);
}

/** What is shared already may make others alike. */
function shareOnce(schema: SchemaWithDefs): SchemaWithDefs {
  const counts = new Map<string, number>();
  rebuilt(schema, (one) => {
    const text = JSON.stringify(one);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    return one;
  });
  const defs = new Defs(schema.$defs);
  const { $defs, ...top } = rebuilt(schema, (one, name) => {
    const text = JSON.stringify(one);
    const isShared = text.length >= SHORTEST_SHARED && (counts.get(text) ?? 0) > 1;
    return isShared ? { $ref: `#/$defs/${defs.nameOf(text, name)}` } : one;
  }) as SchemaWithDefs;
  return { ...top, $defs: { ...$defs, ...defs.added } };
}

class Defs {
  readonly #taken: Set<string>;
  readonly #names = new Map<string, string>();
  readonly added: Record<string, unknown> = {};

  constructor(known: object) {
    this.#taken = new Set(Object.keys(known));
  }

  /** The name of that schema, given now when it has none. */
  nameOf(text: string, wanted: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    let name = wanted;
    for (let n = 2; this.#taken.has(name); n++) name = `${wanted}${n}`;
    this.#taken.add(name);
    this.#names.set(text, name);
    this.added[name] = JSON.parse(text);
    return name;
  }
}

/** Levels of which each member has a line of its own. */
const LEVELS_IN_LINES = 4;

/** The schema as text, with lines that a person can compare and not more of them. */
export function schemaText(value: unknown, level = 0): string {
  if (!isObject(value) || level === LEVELS_IN_LINES || Object.keys(value).length === 0) return JSON.stringify(value);
  const indent = '  '.repeat(level + 1);
  const members = Object.entries(value).map(
    ([name, inner]) => `${indent}${JSON.stringify(name)}: ${schemaText(inner, level + 1)}`,
  );
  return `{\n${members.join(',\n')}\n${'  '.repeat(level)}}`;
}
