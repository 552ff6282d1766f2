/** What may be told of a card: everything but its codes and private keys. */

import { X509Certificate } from 'node:crypto';
import { textOf } from '#common/coded-error.ts';
import { sameInEach, type Text } from '#common/language.ts';
import { parseTlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import type { Profile } from '../../card/profile/schema.ts';
import { type PlacedFile, walkFiles } from '../../card/profile/walk-files.ts';
import type { CardState } from '../../card/state/store.ts';
import { fullName } from '../../people/index.ts';
import { holderOf } from '../holder.ts';
import { identityOf } from '../identity.ts';
import { efActuaPath } from '../on-line-update.ts';
import { type BusinessValue, businessValues, isBusinessData } from './business-data.ts';
import type { InspectedCard } from './inspected-card.ts';
import { nameText } from './name-text.ts';

export interface FileDescription {
  readonly path: string;
  readonly name: string;
  readonly type: 'df' | 'ef';
  /** Bytes; of an EF only. */
  readonly size?: number;
}

export interface CodeDescription {
  readonly name: string;
  readonly triesRemaining: number;
  readonly maxTries: number;
  readonly usesRemaining?: number;
  readonly blocked: boolean;
}

export interface CertificateDescription {
  readonly path: string;
  readonly label: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly pem: string;
}

/** A file of business data, in words. */
export interface BusinessDataDescription {
  readonly path: string;
  readonly name: string;
  readonly values: readonly BusinessValue[];
}

/** What is on the card and cannot be read. */
interface DamageDescription {
  /** Of a file, or a place in the card file: `profile.holder`. */
  readonly path: string;
  readonly label: Text;
  readonly problem: Text;
}

export interface CardDescription {
  readonly profile: string;
  readonly seed: number;
  readonly holder: string;
  readonly cardNumber: string;
  readonly iccSerial: string;
  /** What each kind of reader sees. */
  readonly faces: readonly { readonly name: string; readonly atr: string; readonly protocol: string }[];
  readonly codes: readonly CodeDescription[];
  /** EF_ACTUA: absent, or its bytes in hexadecimal. Another one makes middleware read the card anew. */
  readonly actua: string;
  readonly files: readonly FileDescription[];
  readonly certificates: readonly CertificateDescription[];
  readonly businessData: readonly BusinessDataDescription[];
  /** What those above leave out; `checkCard` says more. */
  readonly damaged: readonly DamageDescription[];
}

const EF_SN = '3F00/D003';

/** Digits of EF.SN behind the issuer's, without the check digit. @throws TlvError when the file cannot be read */
function iccSerialOf({ state }: InspectedCard): string {
  const { value } = parseTlv(state.contents[EF_SN] ?? NOTHING, 0x5a);
  return toHex(value).slice(10, -2);
}

function codesOf({ profile, state }: InspectedCard): CodeDescription[] {
  return Object.entries(profile.pins).flatMap(([reference, { label, maxTries }]) => {
    const data = state.referenceData[reference];
    if (data === undefined) return [];
    const { triesRemaining, usesRemaining } = data;
    const blocked = triesRemaining === 0 || usesRemaining === 0;
    const uses = usesRemaining === undefined ? {} : { usesRemaining };
    return [{ name: label.fr, triesRemaining, maxTries, ...uses, blocked }];
  });
}

function describeCertificate(path: string, label: string, bytes: Uint8Array): CertificateDescription {
  const certificate = new X509Certificate(bytes);
  return {
    path,
    label,
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serialNumber: certificate.serialNumber,
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    pem: certificate.toString(),
  };
}

const NOTHING: Bytes = new Uint8Array(0);

/** The certificates that a file presents in CIA files: itself, or those of other DFs. */
function presentedCertificates({ type, path, node }: PlacedFile): { path: string; label: string }[] {
  const presented =
    type === 'df' ? Object.entries(node.presents) : node.cia === undefined ? [] : [[path, node.cia] as const];
  return presented.flatMap(([place, cia]) => (cia.class === 'certificate' ? [{ path: place, label: cia.label }] : []));
}

function actuaOf({ profile, state }: InspectedCard): string {
  const path = efActuaPath(profile);
  const content = path === undefined ? undefined : state.contents[path];
  return content === undefined ? 'absent' : toHex(content, ' ');
}

/** The files that are there, by path. */
function filesOf({ profile, state }: InspectedCard): PlacedFile[] {
  return [...walkFiles(profile)]
    .filter(({ type, path }) => type === 'df' || state.contents[path] !== undefined)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function describeFile({ type, path, node: { name } }: PlacedFile, { contents }: CardState): FileDescription {
  return { path, name, type, ...(type === 'ef' && { size: contents[path]?.length ?? 0 }) };
}

type Place = Pick<DamageDescription, 'path' | 'label'>;

/** What `describe` gives; what keeps it from that goes to `damaged`. */
function readable<T>(damaged: DamageDescription[], place: Place, describe: () => T, problem?: Text): T | undefined {
  try {
    return describe();
  } catch (error) {
    damaged.push({ ...place, problem: problem ?? textOf(error) });
    return undefined;
  }
}

const NO_CERTIFICATE: Text = { en: 'is no X.509 certificate in DER', fr: "n'est pas un certificat X.509 en DER" };

function businessDataOf(
  { type, path, node: { name } }: PlacedFile,
  { contents }: CardState,
  damaged: DamageDescription[],
): BusinessDataDescription[] {
  const content = contents[path];
  if (type === 'df' || content === undefined || !isBusinessData(name)) return [];
  const values = readable(damaged, { path, label: sameInEach(name) }, () => businessValues(name, content));
  return values === undefined ? [] : [{ path, name, values }];
}

const HOLDER: Place = { path: 'profile.holder', label: { en: 'holder', fr: 'porteur' } };

function holderText(profile: Profile): string {
  const holder = holderOf(profile);
  return `${fullName(holder)}, ${holder.profession}, IdNat_PS ${holder.nationalId}, ${holder.cardType}`;
}

/** What is damaged is left out, or '?', and told in `damaged`. */
export function describeCard(card: InspectedCard): CardDescription {
  const { profile, seed, state } = card;
  const files = filesOf(card);
  const damaged: DamageDescription[] = [];
  return {
    profile: profile.name,
    seed,
    holder: readable(damaged, HOLDER, () => holderText(profile)) ?? '?',
    cardNumber: identityOf(profile, seed).cardNumber,
    iccSerial: readable(damaged, { path: EF_SN, label: sameInEach('EF.SN') }, () => iccSerialOf(card)) ?? '?',
    faces: Object.entries(profile.faces).flatMap(([name, face]) =>
      face === undefined ? [] : [{ name, atr: toHex(fromHex(face.atr), ' '), protocol: face.protocol }],
    ),
    codes: codesOf(card),
    actua: actuaOf(card),
    files: files.map((file) => describeFile(file, state)),
    certificates: files.flatMap(presentedCertificates).flatMap(({ path, label }) => {
      const describe = () => [describeCertificate(path, label, state.contents[path] ?? NOTHING)];
      return readable(damaged, { path, label: sameInEach(label) }, describe, NO_CERTIFICATE) ?? [];
    }),
    businessData: files.flatMap((file) => businessDataOf(file, state, damaged)),
    damaged,
  };
}
