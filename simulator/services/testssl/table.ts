/** The rows of the page, as the guide's figure has them. Source: the guide, 9.2, figure 26; the rows of IGC-Santé: simulation. */
import type { X509Certificate } from 'node:crypto';
import { DerReader } from '#asn1/der-reader.ts';
import { rdnsOf } from '#asn1/name-text.ts';
import { terminalText } from '#common/terminal-text.ts';
import { certificateIds } from '#formats/cms-parts.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { CertificateStanding } from '../../pki/index.ts';

export interface CardTable {
  /** `IGC CPS` of 2TER, `IGC-Santé`; empty of an authority that is none of health. */
  readonly igc: string;
  readonly organisation: string;
  readonly authority: string;
  readonly class: string;
  readonly kind: string;
  readonly firstName: string;
  readonly name: string;
  readonly identifier: string;
  readonly town: string;
  readonly serial: string;
  readonly from: string;
  readonly to: string;
}

/** The last of each type; what others wrote is shown as one line. */
function attributesOf(name: Bytes): (type: string) => string {
  const file = DerReader.of('name', name).enter(0x30, 'Name');
  const found = new Map(rdnsOf(file).flatMap((rdn) => rdn.map(({ type, value }) => [type, value] as const)));
  return (type) => terminalText((found.get(type) ?? '').slice(0, 200));
}

function igcOf({ family }: CertificateStanding): string {
  if (family === undefined) return '';
  return family === '2TER' || family === '2BIS' ? 'IGC CPS' : 'IGC-Santé';
}

type Rows<Name extends keyof CardTable> = Pick<CardTable, Name>;

/** What the bytes of a certificate say: of who issued it, and of whose it is. */
interface CertificateRows {
  readonly issuer: Rows<'organisation' | 'authority' | 'class'>;
  readonly holder: Rows<'firstName' | 'name' | 'identifier' | 'town' | 'serial' | 'from' | 'to'>;
}

function rowsOf(certificate: X509Certificate): CertificateRows {
  const { issuer, subject, serial } = certificateIds(certificate);
  const [by, who] = [attributesOf(issuer), attributesOf(subject)];
  return {
    issuer: { organisation: by('O'), authority: by('OU'), class: by('CN') },
    holder: {
      ...{ firstName: who('GN'), name: who('SN'), identifier: who('CN') },
      town: who('L') || who('ST'),
      serial: serialText(serial),
      ...datesOf(certificate),
    },
  };
}

/** Whoever comes once comes again. */
const read = new WeakMap<X509Certificate, CertificateRows>();

/** @throws DerError for a certificate whose names cannot be read */
export function tableOf(standing: CertificateStanding): CardTable {
  const { certificate, cardKind } = standing;
  const rows = read.get(certificate) ?? rowsOf(certificate);
  read.set(certificate, rows);
  return { igc: igcOf(standing), ...rows.issuer, kind: cardKind ?? '', ...rows.holder };
}

function serialText(serial: Bytes): string {
  return Buffer.from(serial).toString('hex').toUpperCase();
}

/** As OpenSSL writes them. */
function datesOf({ validFrom, validTo }: X509Certificate) {
  return { from: validFrom, to: validTo };
}
