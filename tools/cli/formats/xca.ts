/** `cps-sim csr xca`: the agency's database for XCA, and what it holds in files that XCA imports. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#files/index.ts';
import { parseName } from '#formats/names.ts';
import { xcaTemplate } from '#formats/xca-template.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';
import { printLines } from '../print-lines.ts';
import { remark, writeNew } from './files.ts';

/** Made by `npm run xca`: XCA alone writes such a file. */
export const XCA_DATABASE = new URL('../../../fixtures/xca/igc-sante.xdb', import.meta.url);
export const XCA_TEMPLATE = 'IGC-Santé IHM Générique';
/** XCA wants no field of the subject empty; the portal looks at none of them. */
const SUBJECT = 'C=FR, ST=st, L=ln, O=on, OU=ou, CN=cn, emailAddress=ea@example.invalid';

/** What is written, by its name. */
interface XcaFile {
  readonly name: string;
  readonly content: string | Bytes;
}

/**
 * The template under the agency's name, and ACR and ACI of the simulated IGC-Santé, both branches. What the agency's template
 * sets beside its name is not known (source: simulation).
 */
export function xcaFiles(): readonly XcaFile[] {
  const authorities = defaultPki.authorities().filter(({ id }) => id.startsWith('sante'));
  const comment = 'SIMULATION';
  const settings = { ca: '2', keyUse: '5', eKeyUse: '', nsComment: '', subKey: '1', validN: '365', validM: '0' };
  const template = xcaTemplate({ name: XCA_TEMPLATE, comment, subject: parseName(SUBJECT), settings });
  return [
    { name: 'igc-sante-ihm-generique.xca', content: template },
    ...authorities.map(({ fileName, certificate }) => ({ name: `${fileName}.cer`, content: certificate })),
  ];
}

/** The files, and a database that XCA has made of them, whose password is that of the agency's. */
export function writeXcaFiles(folder: string): void {
  const database = { name: 'igc-sante.xdb', content: new Uint8Array(readFileSync(XCA_DATABASE)) };
  const drafts = [database, ...xcaFiles()].map(({ name, content }) => ({ path: join(folder, name), content }));
  if (!existsSync(folder)) makeFolder(folder);
  writeNew(...drafts);
  printLines(drafts.map(({ path }) => path).join('\n'));
  remark({
    en: `the password of igc-sante.xdb is 'changeit': change it in XCA (Extra); trust no root of a simulation outside of it`,
    fr: `le mot de passe de igc-sante.xdb est « changeit » : changez-le dans XCA (Extra) ; ne faites confiance à aucune racine d'une simulation en dehors d'elle`,
  });
}
