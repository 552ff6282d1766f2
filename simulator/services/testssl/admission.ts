/**
 * Who may come in once TLS, trust and dates are right: teleservices have an address for cards and one for certificates of programs,
 * and want an offer and a name. The words of DESIR_560 are a simulation.
 *
 * Source: reference/pitfalls.md A1, A18; reference/pki-services.md 6 (INSi and DMP).
 */
import type { Text } from '#common/language.ts';
import type { AuthorityId, CertificateStanding } from '../../pki/index.ts';
import type { TestSslSettings } from './settings.ts';

type Admits = TestSslSettings['admits'];
type Branch = TestSslSettings['branch'];

/** Those who issue for programs, of organisations and of persons. */
export const SOFTWARE_AUTHORITIES = {
  test: ['sante-test-elementaire-organisations', 'sante-test-elementaire-personnes'],
  production: ['sante-elementaire-organisations', 'sante-elementaire-personnes'],
} as const satisfies Readonly<Record<Branch, readonly AuthorityId[]>>;

const INSI_NAMES = ['INSI-AUTO', 'INSI-MANU'];
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** What an editor or a keyboard makes of a hyphen, and blanks that nobody sees. */
const HYPHENS = /[\u2010-\u2015\u2212]/g;
const BLANKS = /[\s\u00a0\u200b]/g;

export interface AdmissionRule {
  readonly rule: 'otherAddress' | 'offer' | 'commonName';
  readonly text: Text;
}

const FOR_PROGRAMS: Text = {
  en: 'DESIR_560, insufficient rights: a card, at the address for certificates of programs; cards have an address of their own',
  fr: "DESIR_560, droits insuffisants : une carte, à l'adresse des certificats logiciels ; les cartes ont une autre adresse",
};
const FOR_CARDS: Text = {
  en: 'DESIR_560, insufficient rights: the certificate of a program, at the address for cards; programs have an address of their own',
  fr: "DESIR_560, droits insuffisants : un certificat logiciel, à l'adresse des cartes ; les logiciels ont une autre adresse",
};
const OF_PERSON: Text = {
  en: 'DESIR_560, insufficient rights: the certificate of a person (PS, PRO), expected that of an organisation: ORG AUTH_CLI',
  fr: "DESIR_560, droits insuffisants : un certificat de personne (PS, PRO), attendu celui d'une organisation : ORG AUTH_CLI",
};
const OF_SERVER: Text = {
  en: 'DESIR_560, insufficient rights: the certificate of a server (SERV SSL_SERV), expected ORG AUTH_CLI',
  fr: 'DESIR_560, droits insuffisants : un certificat de serveur (SERV SSL_SERV), attendu ORG AUTH_CLI',
};

/** What differs from the name that was meant. */
function difference(found: string): Text {
  const plain = found.replace(HYPHENS, '-');
  if (INSI_NAMES.includes(plain))
    return { en: ': a hyphen that is not that of ASCII', fr: " : un tiret qui n'est pas celui d'ASCII" };
  if (INSI_NAMES.includes(plain.replace(BLANKS, ''))) return { en: ': a blank', fr: ' : un blanc' };
  if (INSI_NAMES.includes(plain.toUpperCase())) return { en: ': capitals alone', fr: ' : tout en capitales' };
  return { en: '', fr: '' };
}

function nameRule(standing: CertificateStanding): AdmissionRule | undefined {
  // As Node writes names: what has a meaning there is escaped.
  const found = (/^CN=(.*)$/m.exec(standing.certificate.subject)?.[1] ?? '').replace(/\\(.)/g, '$1');
  if (INSI_NAMES.includes(found)) return undefined;
  const { en, fr } = difference(found);
  const text = {
    en: `DESIR_560, insufficient rights: CN '${found}', expected ${INSI_NAMES.join(' or ')}${en}`,
    fr: `DESIR_560, droits insuffisants : CN « ${found} », attendu ${INSI_NAMES.join(' ou ')}${fr}`,
  };
  return { rule: 'commonName', text };
}

function isOfProgram({ authority }: CertificateStanding, branch: Branch): boolean {
  return SOFTWARE_AUTHORITIES[branch].some((id) => id === authority?.id);
}

/** Why somebody whose certificate is good does not come in; undefined when he does, or when nobody asks. */
export function admissionRule(
  standing: CertificateStanding,
  admits: Admits,
  branch: Branch,
): AdmissionRule | undefined {
  if (admits === 'anybody') return undefined;
  const program = isOfProgram(standing, branch);
  if (admits === 'cards') return program ? { rule: 'otherAddress', text: FOR_CARDS } : undefined;
  if (!program) return { rule: 'otherAddress', text: FOR_PROGRAMS };
  if (standing.authority?.id === SOFTWARE_AUTHORITIES[branch][1]) return { rule: 'offer', text: OF_PERSON };
  if (standing.usage.purposes?.includes(SERVER_AUTH)) return { rule: 'offer', text: OF_SERVER };
  return admits === 'insi' ? nameRule(standing) : undefined;
}
