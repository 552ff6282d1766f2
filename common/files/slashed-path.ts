/** Paths for others than the system: of reports, of a list that other computers read. */
import { sep } from 'node:path';

/** With `/` between its folders, as Windows alone does not write it; elsewhere a backslash is a letter. */
export function slashedPath(path: string, separator: string = sep): string {
  return path.replaceAll(separator, '/');
}
