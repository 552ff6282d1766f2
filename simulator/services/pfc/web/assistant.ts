/**
 * The CSR assisted by the browser: its part of a form, and the script that brings it to life. Without scripts nothing of it shows.
 *
 * Source: reference/documents.md P01.
 */
import { readFileSync } from 'node:fs';
import { html } from 'hono/html';
import { CONTENT_SECURITY } from '../../listening/form-pages.ts';
import type { PortalApp, PortalContext } from './context.ts';
import type { Html } from './page.ts';
import { wordsIn } from './words.ts';

const ADDRESS = '/csr-assistant.js';
const SCRIPT = new URL('./browser/csr-assistant.js', import.meta.url);

/** This page may load our script, and no other. */
export function allowScript(c: PortalContext): void {
  c.header('content-security-policy', `${CONTENT_SECURITY}; script-src 'self'`);
}

export function assistantScript(app: PortalApp): void {
  app.get(ADDRESS, (c) => c.body(readFileSync(SCRIPT, 'utf8'), 200, { 'content-type': 'text/javascript' }));
}

/** Fields without a name are not sent. */
export function assistantFields(c: PortalContext): Html {
  const words = wordsIn(c.get('language'));
  const password = (id: string, label: string) =>
    html`<div class="field"><label for="assistant-${id}">${label}</label>
<input type="password" id="assistant-${id}" maxlength="128" autocomplete="new-password" aria-describedby="assistant-help"></div>`;
  return html`<label class="choice" data-assistant hidden><input type="radio" name="bicle" value="assistee" required> ${words.assisted}</label>
<div id="assistant" class="sub" data-assistant hidden data-making="${words.assistedMaking}" data-made="${words.assistedMade}"
 data-first="${words.assistedFirst}" data-short="${words.assistedShort}" data-differs="${words.assistedDiffers}" data-failed="${words.assistedFailed}">
<p class="help" id="assistant-help">${words.assistedHelp}</p>
${password('password', words.assistedPassword)}${password('confirmation', words.confirmation)}
<button type="button" class="second" id="assistant-make">${words.assistedMake}</button>
<p id="assistant-status" role="status"></p><p><a id="assistant-key" hidden>${words.assistedAgain}</a></p></div>
<script type="module" src="${ADDRESS}"></script>`;
}
