/**
 * What was expected where a scenario file is wrong, in each language; never a word of the validator's own.
 */
import { z } from 'zod';
import { alternatives, type Text, unpacked } from '#common/language.ts';

type Issue = z.core.$ZodIssue;

/** The keys of a mapping of that type; none for what is no mapping. */
export function keysOf(type: z.ZodType): readonly string[] {
  return type instanceof z.ZodObject ? Object.keys(type.shape) : [];
}

/** The keys of the mappings that may stand there among other things. */
export function keysOfAlternatives(type: z.ZodType): readonly string[] {
  return type instanceof z.ZodUnion ? type.options.flatMap((one) => keysOf(one as z.ZodType)) : [];
}

function mappingOf(keys: readonly string[]): Text {
  if (keys.length === 0) return { en: 'a mapping', fr: 'une table' };
  return { en: `a mapping with ${keys.join(', ')}`, fr: `une table avec ${keys.join(', ')}` };
}

const LIST: Text = { en: 'a list', fr: 'une liste' };
const FULL_LIST: Text = { en: 'a list with something in it', fr: 'une liste où se trouve quelque chose' };
const TEXT: Text = { en: 'a text', fr: 'un texte' };
const SOMETHING_ELSE: Text = { en: 'another value', fr: 'une autre valeur' };

/** In words; `type` is that of the place. */
export function expectedBy(issue: Issue, type: z.ZodType): Text {
  const said = unpacked(issue.message);
  if (said !== undefined) return said;
  if (issue.code === 'invalid_value') return alternatives(issue.values.map(String));
  if (issue.code === 'too_small' && issue.origin === 'array') return FULL_LIST;
  if (issue.code !== 'invalid_type') return SOMETHING_ELSE;
  if (issue.expected === 'array') return LIST;
  if (issue.expected === 'string') return TEXT;
  return issue.expected === 'record' || issue.expected === 'object' ? mappingOf(keysOf(type)) : SOMETHING_ELSE;
}

/** The values that could stand there, where the issue knows them: of an alternative too. */
export function valuesOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flatMap((branch) => branch.filter(({ path }) => path.length === 0).flatMap(valuesOf));
}

/** Where a list is one of the alternatives: the issues of its members, if it has any. */
export function issuesOfMembers(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [];
  const members = issue.errors.find((branch) => typeof branch[0]?.path[0] === 'number') ?? [];
  return members.map((member) => ({ ...member, path: [...issue.path, ...member.path] }));
}
