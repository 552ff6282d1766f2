/** `npm run certificates`: writes docs/certificates.md and docs/certificates.fr.md anew. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { certificatesPage } from './certificates/page.ts';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));

writeFileSync(`${DOCS}certificates.md`, certificatesPage('en'));
writeFileSync(`${DOCS}certificates.fr.md`, certificatesPage('fr'));
