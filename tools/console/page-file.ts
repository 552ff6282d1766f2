/**
 * The page of the console as it is served: one file, whose script and style are the only ones that its policy lets run.
 *
 * Source: Content Security Policy Level 3 (W3C), 2.3.1, 6.1.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Language } from '#common/language.ts';

const BUILT = new URL('page.js', import.meta.url);
const STYLE = new URL('page/style.css', import.meta.url);

export interface ConsolePage {
  readonly html: string;
  /** Of the header `content-security-policy`. */
  readonly policy: string;
}

/** Beside this file in the package; of the sources otherwise. */
async function script(): Promise<string> {
  if (existsSync(BUILT)) return readFileSync(BUILT, 'utf8');
  const { bundledScript } = await import('./bundle.ts');
  return bundledScript();
}

function hashed(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function policyFor(code: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashed(code)}`,
    `style-src ${hashed(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** @param asked its language, where somebody has said one; the browser's by default */
export async function consolePage(asked?: Language): Promise<ConsolePage> {
  const code = (await script()).replaceAll('</script', '<\\/script');
  const style = readFileSync(STYLE, 'utf8');
  const html = `<!DOCTYPE html>
<html lang="en"${asked === undefined ? '' : ` data-asked="${asked}"`}><head><meta charset="utf-8"><title>SIMULATION: cps-sim console</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body></body><script>${code}</script></html>
`;
  return { html, policy: policyFor(code, style) };
}
