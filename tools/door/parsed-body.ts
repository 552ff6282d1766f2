/** A body held against its type: what is wrong with it is told by its place, what is expected there, and what may be meant. */
import { z } from 'zod';
import { alternatives, followedBy, inEach, type Text } from '#common/language.ts';
import { type DoorError, wrongBody } from './door-error.ts';
import { meantBy } from './meant.ts';
import { A_FLAG, A_TEXT, AN_OBJECT, faultAt, oneMemberOf } from './place-fault.ts';

type Issue = z.core.$ZodIssue;

/** What of JSON Schema says what a value may be. */
interface Shape {
  readonly type?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
}

const FORMS: Readonly<Record<string, Text>> = {
  string: A_TEXT,
  boolean: A_FLAG,
  object: AN_OBJECT,
};

/** @param example of what is expected. @throws DoorError `body` */
export function parsedBody<T>(type: z.ZodType<T>, value: unknown, example: string): T {
  const { success, data, error } = type.safeParse(value);
  if (success) return data;
  const { issues } = error;
  const union = issues.find(({ code }) => code === 'invalid_union');
  const option = union === undefined ? type : optionOf(type, value);
  const found = option === type ? issues : (option.safeParse(value).error?.issues ?? []);
  // Any of its members might come, and none is there.
  if (found.length === 0)
    throw refused([faultAt([], oneMemberOf(Object.keys(shapeAt(option, [])?.properties ?? {})))], example);
  throw refused(
    found.flatMap((issue) => faultsOf(issue, option, value)),
    example,
  );
}

function refused(faults: readonly Text[], example: string): DoorError {
  const told = inEach((language) => [...new Set(faults.map((fault) => fault[language]))].join('\n'));
  return wrongBody(followedBy(told, { en: `an example: ${example}`, fr: `un exemple : ${example}` }));
}

/** Of several that a body may be, the one that is meant: it has the most of its members. */
function optionOf(type: z.ZodType, value: unknown): z.ZodType {
  if (!(type instanceof z.ZodUnion) || typeof value !== 'object' || value === null) return type;
  const options = type.options.filter((one) => one instanceof z.ZodObject);
  const shared = (one: z.ZodObject) => Object.keys(one.shape).filter((key) => Object.hasOwn(value, key)).length;
  const [best] = options.toSorted((a, b) => shared(b) - shared(a));
  if (best !== undefined && shared(best) > 0) return best;
  // None is meant: all names are.
  return z.strictObject(Object.assign({}, ...options.map((one) => one.partial().shape)));
}

function faultsOf(issue: Issue, type: z.ZodType, value: unknown): readonly Text[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownMember([...issue.path, key], type));
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  return [
    followedBy(
      faultAt(issue.path, words.length > 0 ? alternatives(words) : formAt(type, issue.path)),
      meantBy(at(value, issue.path), words),
    ),
  ];
}

function unknownMember(path: readonly PropertyKey[], type: z.ZodType): Text {
  const names = Object.keys(shapeAt(type, path.slice(0, -1))?.properties ?? {});
  return followedBy(faultAt(path, oneMemberOf(names)), meantBy(path.at(-1), names));
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const step of path) found = (found as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[step];
  return found;
}

function shapeAt(type: z.ZodType, path: readonly PropertyKey[]): Shape | undefined {
  let found: Shape | undefined = z.toJSONSchema(type, { unrepresentable: 'any', io: 'input' }) as Shape;
  for (const step of path) found = found?.properties?.[String(step)];
  return found;
}

/** What may stand at that place; undefined where its example says it better. */
function formAt(type: z.ZodType, path: readonly PropertyKey[]): Text | undefined {
  const shape = shapeAt(type, path);
  if (shape?.type !== 'integer') return path.length === 0 ? AN_OBJECT : FORMS[String(shape?.type)];
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = shape;
  const to = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return {
    en: `a whole number from ${minimum}${to === undefined ? '' : ` to ${to}`}`,
    fr: to === undefined ? `un nombre entier à partir de ${minimum}` : `un nombre entier de ${minimum} à ${to}`,
  };
}
