/** What zod says of a file, put where a person looks for it. */
import { z } from 'zod';
import { own } from '#common/own.ts';

const UNKNOWN = z.unknown();

/** The type of what stands at that path, where that goes through mappings alone. */
export function memberAt(type: z.ZodType, path: readonly PropertyKey[]): z.ZodType {
  let at: unknown = type;
  for (const key of path) {
    const shape: Readonly<Record<string, unknown>> = at instanceof z.ZodObject ? at.shape : {};
    at = own(shape, String(key));
    while (at instanceof z.ZodOptional || at instanceof z.ZodDefault) at = at.unwrap();
    if (at === undefined) return UNKNOWN;
  }
  return at as z.ZodType;
}

/** Without what is only said of a mapping because it has keys that are unknown. */
export function withoutConsequences(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.'));
  return issues.filter(({ code, path }) => code !== 'custom' || !unknown.includes(path.join('.')));
}
