/** The script of the page, made of its sources: when the package is built, and when it runs from its sources. */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const MAIN = fileURLToPath(new URL('page/main.tsx', import.meta.url));

export function bundledScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [MAIN],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  return outputFiles[0]?.text ?? '';
}
