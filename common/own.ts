/** Look-ups by a name that a person may have typed: `constructor` and `toString` are no members of a record. */

/** The record's own member of that name; undefined when it has none, whatever Object.prototype has. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
