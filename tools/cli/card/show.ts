/** `card show` for people: the description of a card as lines. */
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import type {
  BusinessDataDescription,
  BusinessValueName,
  CardDescription,
  CertificateDescription,
  CodeDescription,
  FileDescription,
} from '../../../simulator/personalisation/inspection/index.ts';
import { say } from '../language.ts';

/** Of the widest label of a card, with a blank. */
const LABEL_WIDTH = 12;
const CARD_LABELS: readonly Text[] = [
  { en: 'holder', fr: 'porteur' },
  { en: 'card number', fr: 'n° de carte' },
  { en: 'ICC serial', fr: 'n° de puce' },
  { en: 'profile', fr: 'profil' },
];
const SUBJECT_LABELS: readonly Text[] = [
  { en: 'subject', fr: 'sujet' },
  { en: 'issuer', fr: 'émetteur' },
  { en: 'valid', fr: 'validité' },
  { en: 'serial', fr: 'n° de série' },
];
const ACTUA: Text = {
  en: 'when it changes, middleware reads the card anew',
  fr: 'quand il change, le logiciel relit la carte',
};

const VALUE_LABELS: Readonly<Record<BusinessValueName, Text>> = {
  issuer: { en: 'issuer', fr: 'émetteur' },
  cardNumber: { en: 'card number', fr: 'n° de carte' },
  category: { en: 'category', fr: 'catégorie' },
  issuedOn: { en: 'issued on', fr: 'émise le' },
  validUntil: { en: 'valid until', fr: "valable jusqu'au" },
  civility: { en: 'civility', fr: 'civilité' },
  familyName: { en: 'family name', fr: 'nom de famille' },
  nameInUse: { en: 'name in use', fr: "nom d'usage" },
  givenNames: { en: 'given names', fr: 'prénoms' },
  givenName: { en: 'given name', fr: 'prénom' },
  language: { en: 'language', fr: 'langue' },
  cardType: { en: 'type of card', fr: 'type de carte' },
  nationalId: { en: 'IdNat_PS', fr: 'IdNat_PS' },
  profession: { en: 'profession', fr: 'profession' },
  futureProfession: { en: 'profession to come', fr: 'future profession' },
  nameInPractice: { en: 'name in practice', fr: "nom d'exercice" },
  specialty: { en: 'specialty', fr: 'spécialité' },
  modeOfExercise: { en: 'mode of exercise', fr: "mode d'exercice" },
  structure: { en: 'structure', fr: 'structure' },
  structureId: { en: 'IdNat_Struct', fr: 'IdNat_Struct' },
  sector: { en: 'sector', fr: "secteur d'activité" },
  situation: { en: 'situation', fr: 'situation' },
  start: { en: 'update begun', fr: 'mise à jour, début' },
  end: { en: 'update ended', fr: 'mise à jour, fin' },
};
const CONTACTLESS: Text = { en: 'contactless', fr: 'sans contact' };

/** `contact` is the same in both languages. */
function faceName(name: string): string {
  return name === 'contactless' ? say(CONTACTLESS) : name;
}

/** The values below each other, each behind its label. */
function labelled(labels: readonly Text[], values: readonly string[]): string[] {
  const width = Math.max(...labels.map((label) => say(label).length));
  return labels.map((label, i) => `${say(label).padEnd(width)}  ${values[i]}`);
}

function codeLine({ name, triesRemaining, maxTries, usesRemaining, blocked }: CodeDescription): string {
  const uses =
    usesRemaining === undefined
      ? ''
      : say({ en: `, ${usesRemaining} uses left`, fr: `, reste ${usesRemaining} usages` });
  const tries = say({
    en: `${name}: ${triesRemaining} of ${maxTries} tries left`,
    fr: `${name} : reste ${triesRemaining} essais sur ${maxTries}`,
  });
  return tries + uses + (blocked ? say({ en: ', BLOCKED', fr: ', BLOQUÉ' }) : '');
}

/** Names of files that profiles write in English; those of the standard and of the issuer are in no language. */
const FILE_NAMES: Readonly<Record<string, string>> = {
  'signature certificate': 'certificat de signature',
  'authentication certificate': "certificat d'authentification",
  'technical certificate': 'certificat technique',
};

function fileName(name: string): string {
  return say({ en: name, fr: own(FILE_NAMES, name) ?? name });
}

function fileLine({ path, name, size }: FileDescription): string {
  const steps = path.split('/');
  const indent = '  '.repeat(steps.length);
  return `${indent}${steps.at(-1)}  ${fileName(name)}${size === undefined ? '' : say({ en: `, ${size} bytes`, fr: `, ${size} octets` })}`;
}

function certificateLines(certificate: CertificateDescription, withPem: boolean): string[] {
  const { path, label, subject, issuer, serialNumber, notBefore, notAfter, pem } = certificate;
  return [
    `  ${label} (${path})`,
    ...labelled(SUBJECT_LABELS, [
      subject,
      issuer,
      say({ en: `${notBefore} to ${notAfter}`, fr: `du ${notBefore} au ${notAfter}` }),
      serialNumber,
    ]).map((line) => `    ${line}`),
    ...(withPem ? [pem.trimEnd()] : []),
  ];
}

function businessLines({ path, name, values }: BusinessDataDescription): string[] {
  const labels = values.map((value) => VALUE_LABELS[value.name]);
  const lines = labelled(
    labels,
    values.map(({ value }) => value),
  );
  return [`  ${name} (${path})`, ...lines.map((line) => `    ${line}`)];
}

/** The description as lines for people; `withPem` adds the certificates themselves. */
export function cardLines(card: CardDescription, withPem: boolean): string[] {
  return [
    ...labelled(CARD_LABELS, [
      card.holder,
      card.cardNumber,
      card.iccSerial,
      say({ en: `${card.profile}, seed ${card.seed}`, fr: `${card.profile}, graine ${card.seed}` }),
    ]),
    ...card.faces.map(({ name, atr, protocol }) => `${faceName(name).padEnd(LABEL_WIDTH)} ATR ${atr} (${protocol})`),
    `${'EF_ACTUA'.padEnd(LABEL_WIDTH)} ${card.actua} (${say(ACTUA)})`,
    'codes',
    ...card.codes.map((code) => `  ${codeLine(code)}`),
    say({ en: 'files', fr: 'fichiers' }),
    ...card.files.map(fileLine),
    say({ en: 'certificates', fr: 'certificats' }),
    ...card.certificates.flatMap((certificate) => certificateLines(certificate, withPem)),
    say({ en: 'business data', fr: 'données métier' }),
    ...card.businessData.flatMap(businessLines),
    ...(card.damaged.length === 0 ? [] : [say({ en: 'damaged', fr: 'abîmé' })]),
    ...card.damaged.map(({ path, label, problem }) =>
      say({
        en: `  ${label.en} (${path}): ${problem.en}`,
        fr: `  ${label.fr} (${path}) : ${problem.fr}`,
      }),
    ),
  ];
}
