/** The three ways to a key pair, in the forms that order one. Source: reference/documents.md P01, P04, P10. */
import { html } from 'hono/html';
import type { OrderKey } from '../order.ts';
import { allowScript, assistantFields } from './assistant.ts';
import type { PortalContext } from './context.ts';
import { type formOf, textField } from './entrance.ts';
import type { Html } from './page.ts';
import { wordsIn } from './words.ts';

export type Form = Awaited<ReturnType<typeof formOf>>;

/** What was typed of it, and comes again with an error: a request is no secret, and its key may be made already. */
export interface TypedKey {
  readonly way: string;
  readonly request: string;
}

export const NOTHING_TYPED: TypedKey = { way: 'csr', request: '' };

export function typedKey(form: Form): TypedKey {
  const way = textField(form, 'bicle');
  return { way: way === 'enligne' ? way : 'csr', request: way === 'enligne' ? '' : textField(form, 'csr') };
}

export function keyFields(c: PortalContext, { way, request }: TypedKey): Html {
  const words = wordsIn(c.get('language'));
  allowScript(c);
  const radio = (value: string, text: string) =>
    html`<label class="choice"><input type="radio" name="bicle" value="${value}" required${way === value ? html` checked` : ''}> ${text}</label>`;
  return html`<fieldset><legend>${words.keyPair}</legend><p class="help">${words.oneKey}</p>
${radio('csr', words.haveRequest)}
<div class="field"><label for="fichier">${words.loadRequest}</label><input type="file" id="fichier" name="fichier"></div>
<div class="field"><label for="csr">${words.pasteRequest}</label><textarea id="csr" name="csr" rows="5" spellcheck="false">${request}</textarea></div>
${assistantFields(c)}${radio('enligne', words.onLine)}
<div class="field"><label for="motdepasse">${words.keyPassword}</label><p class="help" id="mdp-help">${words.keyPasswordHelp}</p>
<input type="password" id="motdepasse" name="motdepasse" maxlength="128" autocomplete="new-password" aria-describedby="mdp-help"></div>
</fieldset>`;
}

export async function keyOf(form: Form): Promise<OrderKey> {
  const way = textField(form, 'bicle');
  if (way === 'enligne') return { password: textField(form, 'motdepasse') };
  const { fichier: file } = form;
  if (way !== 'assistee' && file instanceof File && file.size > 0)
    return { request: new Uint8Array(await file.arrayBuffer()) };
  return { request: Buffer.from(textField(form, 'csr')) };
}
