/** A certificate of the store, for people and for programs. */
import { terminalText } from '#common/terminal-text.ts';
import type { StoreCertificate } from '../../../driver/certificate-store/index.ts';
import type { StoreTexts } from './texts.ts';

/** What `--json` prints of a certificate. */
export function describeCertificate(certificate: StoreCertificate): object {
  const { thumbprint, subject, issuer, x509, notBefore, notAfter, enhancedKeyUsages, properties } = certificate;
  return {
    thumbprint,
    subject,
    issuer,
    serialNumber: x509.serialNumber,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    enhancedKeyUsages,
    ...properties,
  };
}

function day(date: Date, { locale }: StoreTexts): string {
  return date.toLocaleDateString(locale, { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** One line: thumbprint, holder, issuer, end of validity, container. */
export function certificateLine(certificate: StoreCertificate, texts: StoreTexts, now: Date): string {
  const { thumbprint, subjectName, issuerName, notAfter, properties } = certificate;
  const end = `${day(notAfter, texts)}${notAfter < now ? ` (${texts.expired})` : ''}`;
  const container = properties.keyProviderInfo?.containerName ?? texts.noKey;
  return terminalText([thumbprint, subjectName, issuerName, end, container].join('  '));
}

/** Every detail, one a line. */
export function certificateLines(certificate: StoreCertificate, texts: StoreTexts): string[] {
  const { labels } = texts;
  const { keyProviderInfo: key, friendlyName, cardIdentifier } = certificate.properties;
  const lines: readonly (readonly [string, string | undefined])[] = [
    [labels.thumbprint, certificate.thumbprint],
    [labels.subject, certificate.subject],
    [labels.issuer, certificate.issuer],
    [labels.serial, certificate.x509.serialNumber],
    [labels.valid, texts.period(day(certificate.notBefore, texts), day(certificate.notAfter, texts))],
    [labels.usages, certificate.enhancedKeyUsages.join(', ')],
    [labels.friendlyName, friendlyName],
    [labels.container, key?.containerName ?? texts.noKey],
    [labels.provider, key && `${key.providerName} (${key.providerType}), AT_* ${key.keySpec}`],
    [labels.card, cardIdentifier],
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.flatMap(([label, value]) =>
    value === undefined ? [] : [`${label.padEnd(width)}  ${terminalText(value)}`],
  );
}
