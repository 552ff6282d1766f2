/** What the pages find beside a request, and the way every form goes. */
import type { Context, Hono } from 'hono';
import type { Language } from '#common/language.ts';
import type { HttpBindings } from '../../../../simulator/services/listening/web.ts';
import type { Desk } from './desk.ts';
import { type Words, wordsIn } from './words.ts';

export interface CleoEnv {
  Bindings: HttpBindings;
  Variables: { language: Language };
}

export type CleoContext = Context<CleoEnv>;
export type CleoApp = Hono<CleoEnv>;
export type Form = Readonly<Record<string, string | File | undefined>>;

export function words(c: CleoContext): Words {
  return wordsIn(c.get('language'));
}

/** A field that is text; empty when it is not there. */
export function textField(form: Form, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** Passwords and codes are as they were typed; undefined for none. */
export function secretField(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isTicked(form: Form, name: string): boolean {
  return form[name] === 'oui';
}

/** Where a form leads: every one is answered by the address of a page, so that going back and again sends nothing twice. */
export type FormWork = (c: CleoContext, form: Form) => Promise<string>;

async function fieldsOf(c: CleoContext): Promise<Form> {
  try {
    return (await c.req.parseBody()) as Form;
  } catch {
    // Its token is not there either.
    return {};
  }
}

export function onForm(app: CleoApp, path: string, { forms }: Desk, work: FormWork): void {
  app.post(path, async (c) => {
    const form = await fieldsOf(c);
    const led = forms.take(textField(form, 'jeton'), () => work(c, form));
    if (led === undefined) return c.redirect('/formulaire-inconnu', 303);
    return c.redirect(await led, 303);
  });
}
