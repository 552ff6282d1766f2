/** The pages. Source: the guide, 9.2, figure 26. */
import { html, raw } from 'hono/html';
import type { Language, Text } from '#common/language.ts';
import { STYLE } from './style.ts';
import { type CardTable, tableOf } from './table.ts';
import type { Verdict } from './verdict.ts';
import { wordsIn } from './words.ts';

type Html = ReturnType<typeof html>;

const SHEET = raw(`<style>${STYLE}</style>`);

/** What a page says beside the verdict. */
export interface PageOptions {
  readonly language: Language;
  readonly path: string;
  /** How the connection came to be. */
  readonly handshake: 'full' | 'resumed' | 'proxied';
}

function frame({ language, path }: Pick<PageOptions, 'language' | 'path'>, body: Html): Html {
  const words = wordsIn(language);
  const other = language === 'fr' ? 'en' : 'fr';
  return html`<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>TESTSSL - SIMULATION</title>${SHEET}</head>
<body><a class="skip" href="#contents">${words.skip}</a><div class="simulation">${words.simulation}</div>
<header><strong>${words.title}</strong><a href="/">${words.home}</a>
<a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'fr' ? 'Français' : 'English'}</a></header>
<main id="contents">${body}</main></body></html>`;
}

function row(name: string, value: string | Html): Html {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}

function group(name: string): Html {
  return html`<tr class="group"><th colspan="2" scope="rowgroup">${name}</th></tr>`;
}

function link(href: string, words: ReturnType<typeof wordsIn>): Html {
  return html`<a href="${href}" download>${words.download}</a>`;
}

function verification({ broken }: Verdict, language: Language): Html {
  if (broken.length === 0) return html`<span class="ok">SUCCESS</span>`;
  const texts = broken.map(({ text }) => html`<li>${text[language]}</li>`);
  return html`<span class="no">${wordsIn(language).failed}</span><ul>${texts}</ul>`;
}

function identityRows(table: CardTable, words: ReturnType<typeof wordsIn>): Html {
  return html`${group(table.igc || 'IGC ?')}${row(words.organisation, table.organisation)}
${row(words.authority, table.authority)}${row(words.class, table.class)}
${group(words.identity)}${row(words.kind, table.kind)}${row(words.firstName, table.firstName)}${row(words.name, table.name)}
${row(words.identifier, table.identifier)}${row(words.town, table.town)}
${group(words.certificate)}${row(words.serial, table.serial)}${row(words.from, table.from)}${row(words.to, table.to)}`;
}

/** The table of the card, or why there is none. */
export function cardPage(verdict: Verdict, options: PageOptions): Html {
  const { language, handshake } = options;
  const words = wordsIn(language);
  const { standing } = verdict;
  if (standing === undefined)
    return refusedPage(
      verdict.broken.map(({ text }) => text),
      options,
    );
  const authority = standing.chain.length > 1;
  return frame(
    options,
    html`<h1>${words.subtitle}</h1><table><thead><tr><th></th><th scope="col">${words.values}</th></tr></thead><tbody>
${identityRows(tableOf(standing), words)}${row(words.verification, verification(verdict, language))}
${authority ? row(words.ofAuthority, link('/certificat-autorite.cer', words)) : ''}
${row(words.own, link('/certificat-authentification.cer', words))}
${group(words.handshake)}${row(words.handshake, words[handshake])}</tbody></table>`,
  );
}

export function refusedPage(why: readonly Text[], options: Pick<PageOptions, 'language' | 'path'>): Html {
  const { language } = options;
  const words = wordsIn(language);
  const list = why.map((text) => html`<li>${text[language]}</li>`);
  return frame(
    options,
    html`<h1>${words.subtitle}</h1><div class="errors" role="alert"><strong>${words.failed}</strong><ul>${list}</ul></div>`,
  );
}

/** The page over HTTP, and that before a path with a certificate: a link to the secure one. */
export function entrancePage(href: string, options: Pick<PageOptions, 'language' | 'path'>): Html {
  const words = wordsIn(options.language);
  return frame(
    options,
    html`<h1>${words.subtitle}</h1><p>${words.explain}</p>
<p><a class="button" href="${href}">${words.withCard}</a></p><p>${href}</p>`,
  );
}
