/** `npm run docs`: writes docs/steps. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '#common/language.ts';
import { PAGES, referencePage } from '../scenarios/engine/reference/index.ts';

const FOLDER = new URL('../docs/steps/', import.meta.url);

mkdirSync(fileURLToPath(FOLDER), { recursive: true });
for (const language of LANGUAGES) writeFileSync(new URL(PAGES[language], FOLDER), referencePage(language));
