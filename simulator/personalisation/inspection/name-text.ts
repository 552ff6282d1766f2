/** A distinguished name as node:crypto gives it, one RDN a line, as one line. */
export function nameText(name: string): string {
  return name.split('\n').join(', ');
}
