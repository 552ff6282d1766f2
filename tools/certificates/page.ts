/** The page 'our certificates against the known layouts', in both languages. */
import { X509Certificate } from 'node:crypto';
import type { Language } from '#common/language.ts';
import { type Authority, CERTIFICATE_PROFILES, type CertificateProfileId, Pki } from '../../simulator/pki/index.ts';
import { type ComparedField, type Comparison, comparisons } from './comparison.ts';
import { revocationSection } from './revocation.ts';

interface Words {
  readonly title: string;
  readonly warning: readonly string[];
  readonly made: string;
  readonly authorities: string;
  readonly authorityColumns: string;
  readonly profiles: string;
  readonly profileColumns: string;
  readonly compared: string;
  readonly howToRead: readonly string[];
  readonly columns: string;
  readonly same: string;
  readonly unknown: string;
  readonly absent: string;
  readonly byFile: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Our certificates against the known layouts',
    warning: [
      '**Never put these roots into a real store**: not into that of Windows, a browser, Java or a server that real people',
      'use. Their keys come from a public constant: anybody can make them, and issue in their name a certificate for any',
      'person and any server. Give them to the one program under test, and take them away with it.',
    ],
    made: '`npm run certificates` makes this page; a test holds it to what is issued.',
    authorities: 'The authorities',
    authorityColumns: '| name for `pki.authority()` | subject | key | file |',
    profiles: 'The certificate profiles',
    profileColumns: '| name for `pki.issue()` | what it is | issued by | source |',
    compared: 'Field by field',
    howToRead: [
      'On the left what is known of real certificates, on the right what ours say; `=` where both are the same. Nothing',
      'known means that no document or certificate tells: what ours say there is a simulation. Addresses are shown as the',
      'documents have them (`new Pki({ urls: "documents" })`); by default their hosts end in `.invalid`.',
    ],
    columns: '| field | known | ours |',
    same: '=',
    unknown: 'not known',
    absent: 'absent',
    byFile: 'source',
  },
  fr: {
    title: 'Nos certificats face aux gabarits connus',
    warning: [
      "**Ne mettez jamais ces racines dans un magasin réel** : ni celui de Windows, ni celui d'un navigateur, de Java ou d'un",
      "serveur dont de vraies personnes se servent. Leurs clés viennent d'une constante publique : n'importe qui peut les",
      "fabriquer et émettre en leur nom un certificat pour n'importe quelle personne et n'importe quel serveur. Donnez-les au",
      'seul programme testé, et retirez-les avec lui.',
    ],
    made: '`npm run certificates` produit cette page ; un test la tient à ce qui est émis.',
    authorities: 'Les autorités',
    authorityColumns: '| nom pour `pki.authority()` | sujet | clé | fichier |',
    profiles: 'Les profils de certificats',
    profileColumns: "| nom pour `pki.issue()` | ce que c'est | émis par | source |",
    compared: 'Champ par champ',
    howToRead: [
      'À gauche ce que l’on sait des vrais certificats, à droite ce que disent les nôtres ; `=` là où les deux sont',
      'identiques. « Inconnu » veut dire qu’aucun document ni certificat ne le dit : ce que disent les nôtres est une',
      'simulation. Les adresses sont celles des documents (`new Pki({ urls: "documents" })`) ; par défaut leurs hôtes',
      'finissent par `.invalid`.',
    ],
    columns: '| champ | connu | le nôtre |',
    same: '=',
    unknown: 'inconnu',
    absent: 'absent',
    byFile: 'source',
  },
};

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function table(columns: string, rows: readonly string[]): string[] {
  return [columns, columns.replace(/[^|]+/g, ' --- '), ...rows, ''];
}

function authorityRow({ id, certificate, fileName }: Authority): string {
  const { subject, publicKey } = new X509Certificate(certificate);
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return row(`\`${id}\``, subject.split('\n').join(', '), `RSA ${bits}`, fileName);
}

function profileRow(id: CertificateProfileId): string {
  const { title, issuers, source } = CERTIFICATE_PROFILES[id];
  return row(`\`${id}\``, title, issuers.map((issuer) => `\`${issuer}\``).join(' '), sourceText(source));
}

/** Fixtures and profiles name pages of the reference by their short name. */
function sourceText(source: string): string {
  return source.replace(/(?<!reference\/)\b(?=cps-facts\.)/g, 'reference/');
}

function knownText({ known }: ComparedField, words: Words, language: Language): string {
  if (known === undefined) return words.unknown;
  if (typeof known === 'string') return known;
  return 'form' in known ? known.words[language] : known.text;
}

function oursText({ known, ours = '' }: ComparedField, words: Words, language: Language): string {
  if (typeof known === 'string') return known === ours ? words.same : ours || words.absent;
  const why = known !== undefined && 'why' in known ? ` (${known.why[language]})` : '';
  return `${ours || words.absent}${why}`;
}

function section({ layout, fields }: Comparison, words: Words, language: Language): string[] {
  const name = layout.profile === undefined ? layout.authority : `${layout.profile}, ${layout.authority}`;
  const rows = fields.map((field) =>
    row(field.name, knownText(field, words, language), oursText(field, words, language)),
  );
  return [
    `### ${layout.id}`,
    '',
    `\`${name}\`; ${words.byFile}: ${sourceText(layout.source)}`,
    '',
    ...table(words.columns, rows),
  ];
}

/** The page in that language. */
export function certificatesPage(language: Language): string {
  const words = WORDS[language];
  const profiles = Object.keys(CERTIFICATE_PROFILES) as CertificateProfileId[];
  return [
    `# ${words.title}`,
    '',
    ...words.warning,
    '',
    words.made,
    '',
    `## ${words.authorities}`,
    '',
    ...table(words.authorityColumns, new Pki().authorities().map(authorityRow)),
    `## ${words.profiles}`,
    '',
    ...table(words.profileColumns, profiles.map(profileRow)),
    ...revocationSection(language),
    `## ${words.compared}`,
    '',
    ...words.howToRead,
    '',
    ...comparisons().flatMap((one) => section(one, words, language)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
