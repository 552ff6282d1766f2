/** Files that others sent. */
import type { Context } from 'hono';
import type { Bytes } from '#iso7816/bytes.ts';

const LONGEST_NAME = 100;

/** A file that browsers keep and never show: what mails bring is run nowhere. */
export function download(c: Context, content: Bytes, fileName: string): Response {
  const name = encodeURIComponent(fileName.replace(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, LONGEST_NAME));
  return c.body(content as Uint8Array<ArrayBuffer>, 200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
  });
}
