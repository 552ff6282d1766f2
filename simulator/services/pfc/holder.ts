/** Who stands before the portal, as the authentication certificate of the card says. Source: reference/cps-facts.md (d). */
import type { X509Certificate } from 'node:crypto';
import { fromHex } from '#iso7816/bytes.ts';
import { describeCertificate } from '../../pki/describe-certificate.ts';
import type { PersonSubject, SubjectStructure } from '../../pki/index.ts';

/** The holder of a card. */
export interface Holder extends Pick<PersonSubject, 'givenName' | 'familyName' | 'nationalId' | 'profession'> {
  readonly professionCode?: number;
  /** The structure that the certificate names: of staff. */
  readonly structure?: SubjectStructure;
}

const PROFESSION = '1.2.250.1.71.1.2.7';

function professionCode(certificate: X509Certificate): number | undefined {
  const field = describeCertificate(certificate.raw).find(({ name }) => name === PROFESSION);
  return field === undefined ? undefined : fromHex(field.text).at(-1);
}

/** Attributes of a name by type; one that is there twice is a list. */
type Attributes = Readonly<Record<string, string | readonly string[] | undefined>>;

function one(attributes: Attributes, type: string): string | undefined {
  const value = attributes[type];
  return typeof value === 'string' ? value : value?.[0];
}

/** The holder; undefined when the certificate names no person, as that of the card alone. */
export function holderOf(certificate: X509Certificate): Holder | undefined {
  const subject = certificate.toLegacyObject().subject as unknown as Attributes;
  const [nationalId, familyName] = [one(subject, 'CN'), one(subject, 'SN')];
  if (nationalId === undefined || familyName === undefined) return undefined;
  const [name, structureId, department] = [one(subject, 'O'), one(subject, 'OU'), one(subject, 'ST')];
  const code = professionCode(certificate);
  return {
    nationalId,
    familyName,
    givenName: one(subject, 'GN') ?? '',
    profession: one(subject, 'title') ?? '',
    ...(code !== undefined && { professionCode: code }),
    ...(name !== undefined &&
      structureId !== undefined &&
      department !== undefined && { structure: { name, nationalId: structureId, department } }),
  };
}

/** As the head of the pages and the tables say it: `CLAIRE MEDECIN9990001`. */
export function fullName({ givenName, familyName }: Pick<Holder, 'givenName' | 'familyName'>): string {
  return `${givenName} ${familyName}`.trim();
}
