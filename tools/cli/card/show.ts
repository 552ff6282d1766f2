/** `card show` for people: the description of a card as lines. */
import type { Text } from '#common/language.ts';
import type {
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

function fileLine({ path, name, size }: FileDescription): string {
  const steps = path.split('/');
  const indent = '  '.repeat(steps.length);
  return `${indent}${steps.at(-1)}  ${name}${size === undefined ? '' : say({ en: `, ${size} bytes`, fr: `, ${size} octets` })}`;
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

/** The description as lines for people; `withPem` adds the certificates themselves. */
export function cardLines(card: CardDescription, withPem: boolean): string[] {
  return [
    ...labelled(CARD_LABELS, [
      card.holder,
      card.cardNumber,
      card.iccSerial,
      say({ en: `${card.profile}, seed ${card.seed}`, fr: `${card.profile}, graine ${card.seed}` }),
    ]),
    ...card.faces.map(({ name, atr, protocol }) => `${name.padEnd(LABEL_WIDTH)} ATR ${atr} (${protocol})`),
    `${'EF_ACTUA'.padEnd(LABEL_WIDTH)} ${card.actua} (${say(ACTUA)})`,
    'codes',
    ...card.codes.map((code) => `  ${codeLine(code)}`),
    say({ en: 'files', fr: 'fichiers' }),
    ...card.files.map(fileLine),
    say({ en: 'certificates', fr: 'certificats' }),
    ...card.certificates.flatMap((certificate) => certificateLines(certificate, withPem)),
    ...(card.damaged.length === 0 ? [] : [say({ en: 'damaged', fr: 'abîmé' })]),
    ...card.damaged.map(({ path, label, problem }) => `  ${label} (${path}): ${problem}`),
  ];
}
