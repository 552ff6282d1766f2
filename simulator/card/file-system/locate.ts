/**
 * Finds a file by file identifier, path, DF name or short EF identifier.
 *
 * Source: ISO/IEC 7816-4:2020, 7.3 (file selection methods).
 */
import { type Bytes, equalBytes, uint16At } from '#iso7816/bytes.ts';
import { type Df, type Ef, type FileTree, MF_FID } from './tree.ts';

function root(df: Df): Df {
  let top = df;
  while (top.parent !== undefined) top = top.parent;
  return top;
}

/** File identifier among: the MF, the current DF, its children, its siblings, its parent. */
export function byFileIdentifier(current: Df, fid: number): Ef | Df | undefined {
  if (fid === MF_FID) return root(current);
  if (fid === current.fid) return current;
  const child = current.children.get(fid);
  if (child !== undefined || current.parent === undefined) return child;
  if (fid === current.parent.fid) return current.parent;
  const sibling = current.parent.children.get(fid);
  return sibling?.kind === 'df' ? sibling : undefined;
}

/**
 * Path from `start`; a path that begins with 3F00 is absolute wherever it is used, because both known clients send
 * one with P1 = 09 (path from the current DF).
 */
export function byPath(start: Df, path: Bytes): Ef | Df | undefined {
  let file: Ef | Df = start;
  for (let offset = 0; offset < path.length; offset += 2) {
    const fid = uint16At(path, offset);
    if (offset === 0 && fid === MF_FID) {
      file = root(start);
      continue;
    }
    const next: Ef | Df | undefined = file.kind === 'df' ? file.children.get(fid) : undefined;
    if (next === undefined) return undefined;
    file = next;
  }
  return file;
}

/** First DF whose name begins with `name`: ISO allows a name truncated on the right. */
export function byDfName(tree: FileTree, name: Bytes): Df | undefined {
  return tree.applications.find((df) => df.aid !== undefined && equalBytes(df.aid.subarray(0, name.length), name));
}
