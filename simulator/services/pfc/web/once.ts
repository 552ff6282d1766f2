/** What is sent twice is done once: a double click, a page loaded again. The second is led to where the first was. */
import { createHash } from 'node:crypto';
import type { PortalContext } from './context.ts';

type Fields = Readonly<Record<string, string | File | undefined>>;

/** Hidden in each form, and another one in each page. */
export const SENDING = 'envoi';

/** By which address, and with which fields, a form was sent; other fields are another matter. */
async function sentAs(c: PortalContext, form: Fields): Promise<string> {
  const hash = createHash('sha256').update(c.req.url);
  for (const [name, value = ''] of Object.entries(form)) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : new Uint8Array(await value.arrayBuffer());
    hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** Does what a form asks for, unless it was done, or is being done: what was refused is tried again. */
export async function once(c: PortalContext, form: Fields, work: () => Promise<void>): Promise<Response | undefined> {
  if (!form[SENDING]) {
    await work();
    return undefined;
  }
  const [sent, { led }] = [await sentAs(c, form), c.get('session')];
  const before = await led.get(sent);
  if (before !== undefined) return c.redirect(before, 303);
  const done = work().then(() => (c.res.status === 303 ? (c.res.headers.get('location') ?? undefined) : undefined));
  led.remember(sent, done);
  await done;
  return undefined;
}
