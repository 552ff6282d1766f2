/** `cps-sim cert`: certificates shown, brought into another form, and completed with their authorities. */

import { pemOf, toPem } from '#asn1/pem.ts';
import { readCertificates, toP7b, x509 } from '#formats/certificates.ts';
import { completeChain } from '#formats/chain.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { describeCertificate } from '../../../simulator/pki/describe-certificate.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';
import { EXIT } from '../exit-code.ts';
import { colon, spokenLanguage } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { readFile, remark, writeNew } from './files.ts';

function certificatesIn(paths: readonly string[]): Bytes[] {
  return paths.flatMap((path) => readCertificates(path, readFile(path)));
}

/** Given ones before those of the simulation, which are always at hand. */
export function authoritiesAmong(paths: readonly string[]): Bytes[] {
  return [...certificatesIn(paths), ...defaultPki.authorities().map(({ certificate }) => certificate)];
}

export function showCertificates(file: string, { json }: { readonly json?: true }): void {
  const described = certificatesIn([file]).map((one) => describeCertificate(one, spokenLanguage()));
  if (json) printJson({ file, certificates: described.map((fields) => ({ fields })) });
  else
    printLines(
      described.map((fields) => fields.map(({ name, text }) => `${name}${colon()} ${text}`).join('\n')).join('\n\n'),
    );
}

export interface ConvertOptions {
  readonly to: 'pem' | 'der' | 'p7b' | 'p7b-pem';
  readonly out?: string;
}

function contentOf(file: string, to: ConvertOptions['to'], certificates: readonly Bytes[]): string | Bytes {
  if (to === 'pem') return certificates.map(toPem).join('');
  if (to === 'p7b-pem') return pemOf('PKCS7', toP7b(certificates));
  if (to === 'p7b') return toP7b(certificates);
  const [certificate = new Uint8Array(), ...others] = certificates;
  if (others.length === 0) return certificate;
  throw new UsageError({
    en: `${file}: ${certificates.length} certificates, and DER holds one: --to p7b`,
    fr: `${file} : ${certificates.length} certificats, et le DER n'en tient qu'un : --to p7b`,
  });
}

/** @throws UsageError for several certificates in DER, which holds one; and for bytes without a file */
export function convertCertificates(file: string, { to, out }: ConvertOptions): void {
  const content = contentOf(file, to, certificatesIn([file]));
  if (out !== undefined) writeNew({ path: out, content });
  else if (typeof content === 'string') process.stdout.write(content);
  else
    throw new UsageError({
      en: `--to ${to} gives bytes: name a file, --out FILE`,
      fr: `--to ${to} donne des octets : nommez un fichier, --out FICHIER`,
    });
}

export interface ChainOptions {
  readonly authority?: readonly string[];
  readonly out?: string;
  readonly json?: true;
}

/** Exit code 1 when an authority is missing. */
export function showChain(file: string, { authority = [], out, json }: ChainOptions): void {
  const [certificate = new Uint8Array(), ...others] = certificatesIn([file]);
  const { certificates, complete, missing } = completeChain(certificate, [...others, ...authoritiesAmong(authority)]);
  if (!complete) process.exitCode = EXIT.FAILED;
  if (out !== undefined) writeNew({ path: out, content: certificates.map(toPem).join('') });
  const subjects = certificates.map((one) => x509(file, one).subject.replaceAll('\n', ', '));
  if (json) printJson({ file, complete, ...(missing !== undefined && { missing }), subjects });
  else printLines(subjects.map((subject, i) => `${'  '.repeat(i)}${subject}`).join('\n'));
  if (missing === undefined) return;
  remark({
    en: `not among those at hand: ${missing}; give it with --authority FILE`,
    fr: `pas parmi celles qui sont là : ${missing} ; donnez-la par --authority FICHIER`,
  });
}
