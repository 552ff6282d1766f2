/** The frame of every page, and the parts that several have. */
import { html } from 'hono/html';
import type { Language, Text } from '#common/language.ts';
import { STYLE as PORTAL_STYLE } from '../../../../simulator/services/pfc/web/style.ts';
import { type CleoContext, words } from './context.ts';
import type { Desk, Notice } from './desk.ts';
import { type Refusal, refusalOf } from './refusals.ts';

/** Markup that is escaped where it must be. */
export type Html = ReturnType<typeof html>;

/** The look of the portal, and what only this page has. */
export const STYLE = `${PORTAL_STYLE}
.crumbs{margin:0 0 .5rem}.steps a{color:inherit;text-decoration:none}
.refusal dt{font-weight:600;float:left;clear:left;min-width:5.5rem}.refusal dd{margin:0 0 .2rem 6rem}
.refusal p{margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.warning{border-left:.4rem solid #f2a900;background:#fff3cd;padding:.7rem 1.2rem;margin:1rem 0}
.mail{white-space:pre-wrap;background:var(--pale);padding:.8rem 1rem;border-radius:.3rem;overflow-wrap:anywhere;margin:.5rem 0}
.card>:first-child,.card>input[type=hidden]+*,fieldset>.note{margin-top:0}.warning p{margin:.2rem 0}.said::first-letter,.refusal p::first-letter{text-transform:uppercase}
code{overflow-wrap:anywhere}.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1.2rem}
.two>.card{margin:0}h3{margin:.2rem 0 .6rem}input[type=email]{font:inherit}.inline{display:inline}
`;

export interface PageOptions {
  readonly tab?: 'folders' | 'wizard' | undefined;
  readonly title: string;
  /** Seconds after which the browser looks again. */
  readonly againAfter?: number | undefined;
}

/** The other language, at the same place. */
function otherLanguage(c: CleoContext): Html {
  const other: Language = c.get('language') === 'fr' ? 'en' : 'fr';
  const path = c.req.method === 'GET' ? new URL(c.req.url).pathname : '/';
  return html`<a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'fr' ? 'Français' : 'English'}</a>`;
}

function menu(c: CleoContext, current: PageOptions['tab']): Html {
  const one = (name: PageOptions['tab'], path: string, label: string) =>
    html`<a href="${path}"${name === current ? html` aria-current="page"` : ''}>${label}</a>`;
  return html`<nav aria-label="${words(c).menu}">${one('folders', '/', words(c).folders)}${one('wizard', '/assistant', 'CleoWizard')}</nav>`;
}

export function page(c: CleoContext, { tab, title, againAfter }: PageOptions, body: Html): Html {
  const said = words(c);
  const again = againAfter === undefined ? '' : html`<meta http-equiv="refresh" content="${againAfter}">`;
  return html`<!DOCTYPE html>
<html lang="${c.get('language')}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${again}
<title>${title} - CleoCPS (SIMULATION)</title><link rel="stylesheet" href="/style.css"></head>
<body><a class="skip" href="#contents">${said.skip}</a><div class="simulation">${said.simulation}</div>
<header><h1>${said.title}</h1>${otherLanguage(c)}</header>${menu(c, tab)}
<main id="contents"><h2>${title}</h2>${body}</main></body></html>`;
}

/** What a form sends back: it is one of this page, and is taken once. */
export function hiddenToken({ forms }: Desk): Html {
  return html`<input type="hidden" name="jeton" value="${forms.issue()}">`;
}

export function refusal(c: CleoContext, { layer, rule, text }: Refusal): Html {
  const [said, language] = [words(c), c.get('language')];
  return html`<div class="errors refusal" role="alert"><strong>${said.refused}</strong>
<dl><dt>${said.layer}</dt><dd>${layer[language]}</dd>${rule === undefined ? '' : html`<dt>${said.rule}</dt><dd><code>${rule}</code></dd>`}</dl>
<p>${text[language]}</p></div>`;
}

/** What came of the last form. */
export function noticed(c: CleoContext, { error, done, warnings = [] }: Notice = {}): Html {
  const say = (text: Text) => text[c.get('language')];
  const warned = (text: Text) =>
    html`<div class="warning" role="alert"><strong>${words(c).warning}</strong><p class="said">${say(text)}</p></div>`;
  return html`${error === undefined ? '' : refusal(c, refusalOf(error))}
${done === undefined ? '' : html`<p class="note said" role="status">${say(done)}</p>`}${warnings.map(warned)}`;
}

interface FieldOptions {
  readonly help?: string;
  readonly type?: 'text' | 'password' | 'file';
  readonly value?: string | undefined;
  readonly required?: boolean;
}

export function field(name: string, label: string, options: FieldOptions = {}): Html {
  const { help, type = 'text', value = '', required = false } = options;
  const described = help === undefined ? '' : html` aria-describedby="${name}-help"`;
  const filled = type === 'text' ? html` value="${value}"` : '';
  return html`<div class="field"><label for="${name}">${label}</label>${help === undefined ? '' : html`<p class="help" id="${name}-help">${help}</p>`}
<input type="${type}" id="${name}" name="${name}" maxlength="128" autocomplete="off" spellcheck="false"${filled}${described}${required ? html` required` : ''}></div>`;
}

export function choice(
  kind: 'radio' | 'checkbox',
  { name, value = 'oui', label, checked }: { name: string; value?: string; label: Html | string; checked: boolean },
): Html {
  return html`<label class="choice"><input type="${kind}" name="${name}" value="${value}"${checked ? html` checked` : ''}> ${label}</label>`;
}

/** SSL or S/MIME. */
export function kindChoice(c: CleoContext, chosen = 'ssl'): Html {
  const said = words(c);
  const one = (value: 'ssl' | 'smime') =>
    choice('radio', { name: 'type', value, label: said[value], checked: value === chosen });
  return html`<fieldset><legend>${said.kind}</legend>${one('ssl')}${one('smime')}</fieldset>`;
}
