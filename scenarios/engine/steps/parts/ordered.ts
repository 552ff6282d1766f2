/** Lists whose order counts. */
import { z } from 'zod';

/** A list whose order counts, as one text. */
export function inOrder<T extends z.ZodType<string, string>>(item: T) {
  return z
    .array(item)
    .transform((list) => ordered(list))
    .optional();
}

export function ordered(list: readonly unknown[]): string {
  return list.length === 0 ? 'nothing' : list.join(', ');
}
