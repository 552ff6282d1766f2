/** `card show` for people: the description of a card as lines. */
import type {
  CardDescription,
  CertificateDescription,
  CodeDescription,
  FileDescription,
} from '../../../simulator/personalisation/inspection/index.ts';

function codeLine({ name, triesRemaining, maxTries, usesRemaining, blocked }: CodeDescription): string {
  const uses = usesRemaining === undefined ? '' : `, ${usesRemaining} uses left`;
  return `${name}: ${triesRemaining} of ${maxTries} tries left${uses}${blocked ? ', BLOCKED' : ''}`;
}

function fileLine({ path, name, size }: FileDescription): string {
  const steps = path.split('/');
  const indent = '  '.repeat(steps.length);
  return `${indent}${steps.at(-1)}  ${name}${size === undefined ? '' : `, ${size} bytes`}`;
}

function certificateLines(certificate: CertificateDescription, withPem: boolean): string[] {
  const { path, label, subject, issuer, serialNumber, notBefore, notAfter, pem } = certificate;
  return [
    `  ${label} (${path})`,
    `    subject  ${subject}`,
    `    issuer   ${issuer}`,
    `    valid    ${notBefore} to ${notAfter}`,
    `    serial   ${serialNumber}`,
    ...(withPem ? [pem.trimEnd()] : []),
  ];
}

/** The description as lines for people; `withPem` adds the certificates themselves. */
export function cardLines(card: CardDescription, withPem: boolean): string[] {
  return [
    `holder       ${card.holder}`,
    `card number  ${card.cardNumber}`,
    `ICC serial   ${card.iccSerial}`,
    `profile      ${card.profile}, seed ${card.seed}`,
    ...card.faces.map(({ name, atr, protocol }) => `${name.padEnd(12)} ATR ${atr} (${protocol})`),
    `EF_ACTUA     ${card.actua} (when it changes, middleware reads the card anew)`,
    'codes',
    ...card.codes.map((code) => `  ${codeLine(code)}`),
    'files',
    ...card.files.map(fileLine),
    'certificates',
    ...card.certificates.flatMap((certificate) => certificateLines(certificate, withPem)),
    ...(card.damaged.length === 0 ? [] : ['damaged']),
    ...card.damaged.map(({ path, label, problem }) => `  ${label} (${path}): ${problem}`),
  ];
}
