/** The frame of the pages of services: one look, and the word SIMULATION in each title. */
import { html } from 'hono/html';

const STYLE = `body{font-family:sans-serif;margin:2rem;max-width:80rem}
td,th{padding:.3rem .8rem;border-bottom:1px solid #ddd;text-align:left}
label{display:block;margin:.5rem 0}.ok{color:#18753c}.no{color:#b34000}
.note{background:#eef;padding:1rem}.warning{background:#fff3cd;padding:1rem}
pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}form.inline{display:inline}`;

/** @param body made by `html`, which escapes what it is given */
export function servicePage(title: string, body: ReturnType<typeof html>): ReturnType<typeof html> {
  return html`<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>SIMULATION : ${title}</title><style>${STYLE}</style></head><body>
${body}
</body></html>`;
}
