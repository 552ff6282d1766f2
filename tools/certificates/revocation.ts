/** The section on revocation of the page of certificates, in both languages. */
import type { Language } from '#common/language.ts';

const EXAMPLE = [
  '```ts',
  "import { Pki } from 'cps-sim';",
  '',
  'const pki = new Pki({ clock });',
  "const issued = pki.issue('sante-auth', subject, publicKey);",
  'const register = pki.register(issued.authority);',
  "register.revoke(issued.serial, { reason: 'keyCompromise', at: aMinuteAgo });",
  '',
  'register.at().crl().pem; // FULL',
  'register.at().deltaCrl().crl; // DELTA',
  'register.at(eightDaysAgo).crl(); // OLD',
  'pki.ocsp.answer(request).response; // OCSP',
  "pki.ocsp.answer(request, { fault: 'tryLater' }); // FAULT",
  '```',
];

interface Words {
  readonly title: string;
  readonly before: readonly string[];
  readonly example: Readonly<Record<string, string>>;
  readonly columns: string;
  readonly programs: readonly (readonly [program: string, full: string, delta: string])[];
  readonly behind: readonly string[];
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Revocation',
    before: [
      'Each authority has a register. A revocation is final, as the order of 4 April 2022 has it. A full list (CRL) is published',
      'each day at midnight (UTC) and valid for seven days; a delta list with each revocation since, valid until the end of the',
      'next day. The register answers for any moment, so an expired list and one that does not know yet are lists like others.',
    ],
    example: {
      FULL: 'that of this midnight: it does not know yet',
      DELTA: 'in DER: it knows',
      OLD: 'expired yesterday',
      OCSP: 'bytes in, bytes out: revoked',
      FAULT: 'as a responder that does not answer',
    },
    columns: '| program | full list | delta list |',
    programs: [
      [
        'OpenSSL 3.0, `verify -crl_check_all`',
        'yes',
        'with `-use_deltas`; without, it takes the newer list for a full one',
      ],
      ['Node.js, `crl`', 'yes', 'no: it is taken for a full one, or passed over'],
      ['GnuTLS, `certtool --verify-crl`', 'yes', 'signature verified'],
      ['NSS, `crlutil`', 'yes', 'refused: SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION'],
    ],
    behind: [
      'Roots publish full lists alone. The lists of 2TER and 2BIS are signed with SHA-1, as their certificates are; 2TER has a',
      "certificate of its own for lists (`crl({ signer: 'separate' })`), which OpenSSL finds with `-extended_crl`. OCSP answers for",
      'the authorities whose certificates name a responder: the intermediates of IGC-Santé; others get `unauthorized`.',
      '`openssl ocsp -reqin` wants `-no_nonce`: it adds a second nonce otherwise and says "Nonce Verify error".',
      '',
      'What no health authority does has to be asked for: `new Pki({ simulation: { certificateHold: true } })` has `hold` and',
      '`release`, and delta lists with `removeFromCRL`.',
    ],
  },
  fr: {
    title: 'Révocation',
    before: [
      "Chaque autorité a un registre. Une révocation est définitive, comme le veut l'arrêté du 4 avril 2022. Une liste complète",
      '(CRL) est publiée chaque jour à minuit (UTC), valable sept jours ; une liste delta à chaque révocation depuis, valable',
      "jusqu'à la fin du lendemain. Le registre répond pour tout instant : une liste périmée, ou une liste qui ne sait pas encore,",
      'sont des listes comme les autres.',
    ],
    example: {
      FULL: 'celle de ce minuit : elle ne sait pas encore',
      DELTA: 'en DER : elle sait',
      OLD: 'périmée depuis hier',
      OCSP: 'octets reçus, octets rendus : révoqué',
      FAULT: 'comme un répondeur qui ne répond pas',
    },
    columns: '| programme | liste complète | liste delta |',
    programs: [
      [
        'OpenSSL 3.0, `verify -crl_check_all`',
        'oui',
        'avec `-use_deltas` ; sinon il prend la plus récente pour une liste complète',
      ],
      ['Node.js, `crl`', 'oui', 'non : prise pour une liste complète, ou ignorée'],
      ['GnuTLS, `certtool --verify-crl`', 'oui', 'signature vérifiée'],
      ['NSS, `crlutil`', 'oui', 'refusée : SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION'],
    ],
    behind: [
      'Les racines ne publient que des listes complètes. Les listes 2TER et 2BIS sont signées en SHA-1, comme leurs certificats ;',
      "2TER a un certificat propre aux listes (`crl({ signer: 'separate' })`), qu'OpenSSL trouve avec `-extended_crl`. OCSP répond",
      "pour les autorités dont les certificats nomment un répondeur : les intermédiaires de l'IGC-Santé ; les autres reçoivent",
      '`unauthorized`. `openssl ocsp -reqin` demande `-no_nonce` : sinon il ajoute un second nonce et dit « Nonce Verify error ».',
      '',
      "Ce qu'aucune autorité de santé ne fait se demande : `new Pki({ simulation: { certificateHold: true } })` donne `hold` et",
      '`release`, et des listes delta avec `removeFromCRL`.',
    ],
  },
};

function example(remarks: Readonly<Record<string, string>>): string[] {
  return EXAMPLE.map((line) => line.replace(/(?<=\/\/ )[A-Z: ]+$/, (name) => remarks[name] ?? name));
}

export function revocationSection(language: Language): string[] {
  const { title, before, example: remarks, columns, programs, behind } = WORDS[language];
  return [
    ...[`## ${title}`, '', ...before, ''],
    ...[...example(remarks), ''],
    ...[columns, columns.replace(/[^|]+/g, ' --- '), ...programs.map((cells) => `| ${cells.join(' | ')} |`), ''],
    ...[...behind, ''],
  ];
}
