/** What a program makes of the certificate of the MSSanté operator, and whose card it shows there. */
import { X509Certificate } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { digestOfRsaSignature, enterAlgorithm } from '#formats/algorithms.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Flow } from '../../simulator/services/mssante/flows.ts';
import type { HealthServices } from './health-services.ts';
import { serverRefusal } from './server-judgement.ts';

/** Why the program itself, or the operator, goes no further. */
export interface MailRefusal {
  readonly by: 'client' | 'operator';
  readonly reason: string;
}

/** On one line, as `C=FR, O=..., CN=...`. */
function nameLine(name: string): string {
  return name.replaceAll('\n', ', ');
}

function signatureOf(certificate: Bytes): string {
  const file = DerReader.of('certificate', certificate).enter(DER.SEQUENCE, 'Certificate');
  file.skip();
  const { id } = enterAlgorithm(file, 'signatureAlgorithm');
  return digestOfRsaSignature(id) ?? id;
}

/** `RSA 2048, sha256`. */
function strengthOf(certificate: X509Certificate): string {
  const { modulusLength } = certificate.publicKey.asymmetricKeyDetails ?? {};
  return `RSA ${modulusLength}, ${signatureOf(new Uint8Array(certificate.raw))}`;
}

/** Both sides of a connection: whom the operator shows, and with what the program comes. */
export interface ShownCertificates {
  readonly operator: string;
  readonly operatorKey: string;
  readonly card?: string;
  readonly cardKey?: string;
}

export function shownCertificates(operator: X509Certificate, card: Bytes | undefined): ShownCertificates {
  const shown = { operator: nameLine(operator.subject), operatorKey: strengthOf(operator) };
  if (card === undefined) return shown;
  const certificate = new X509Certificate(card);
  return { ...shown, card: nameLine(certificate.subject), cardKey: strengthOf(certificate) };
}

/**
 * Whether a Cryptolib of before IGC-Santé finds a certificate on that card: of IGC-CPS alone. That it finds none on others is
 * simulation. Source: reference/documents.md M23.
 */
export function readByOldCryptolib({ pki }: HealthServices, card: Bytes): boolean {
  return pki.issuerOf(new X509Certificate(card))?.id.startsWith('2ter') ?? false;
}

/** What is asked of the operator's certificate, at the world's date: its chain, its dates, its name. Source: reference/documents.md M21. */
export function judged(
  { mssante, pki }: HealthServices,
  certificate: X509Certificate | undefined,
  host: string,
  trusts: readonly Flow[],
  others: readonly Bytes[] = [],
): MailRefusal | undefined {
  const sent = certificate === undefined ? [] : [new Uint8Array(certificate.raw)];
  const refused = serverRefusal(sent, { pki, trusted: [...mssante.trustOf(trusts), ...others], host });
  return refused && { by: 'client', reason: refused.rule };
}
