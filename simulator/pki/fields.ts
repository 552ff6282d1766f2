/** Fields that a layout's texts in braces stand for. */

/** What is undefined is not there. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** The text with its fields; undefined when one of them is not there. What a field holds is never read again. */
export function fill(text: string, fields: Fields): string | undefined {
  let missing = false;
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    missing ||= value === undefined;
    return value ?? '';
  });
  return missing ? undefined : filled;
}
