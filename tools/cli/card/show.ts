/** What may be told of a card: everything but its codes and private keys. */
import { X509Certificate } from 'node:crypto';
import { parseTlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import {
  type CiaOfEf,
  CPS2TER_ROOT,
  type DfNode,
  type EfNode,
  type Profile,
} from '../../../simulator/card/profile/schema.ts';
import type { CardFile } from '../../../simulator/card/state/card-file.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { identityOf } from '../../../simulator/personalisation/identity.ts';

interface FileDescription {
  readonly path: string;
  readonly name: string;
  readonly type: 'df' | 'ef';
  /** Bytes; of an EF only. */
  readonly size?: number;
}

interface CodeDescription {
  readonly name: string;
  readonly triesRemaining: number;
  readonly maxTries: number;
  readonly usesRemaining?: number;
  readonly blocked: boolean;
}

interface CertificateDescription {
  readonly path: string;
  readonly label: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly pem: string;
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
}

/** A file of the profile with its absolute path. */
export interface PlacedNode {
  readonly path: string;
  readonly node: DfNode | EfNode;
}

/** The MF and everything below, each DF before what it holds. */
export function placedNodes(node: DfNode | EfNode, path = '3F00'): PlacedNode[] {
  const below = node.type === 'df' ? Object.entries(node.children).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return [{ path, node }, ...below.flatMap(([fid, child]) => placedNodes(child, `${path}/${fid}`))];
}

/** Digits of EF.SN behind the issuer's, without the check digit; '?' when the file cannot be read. */
function iccSerialOf({ state }: CardFile): string {
  try {
    const { value } = parseTlv(state.contents['3F00/D003'] ?? new Uint8Array(0), 0x5a);
    return toHex(value).slice(10, -2);
  } catch {
    return '?';
  }
}

function codesOf({ profile, state }: CardFile): CodeDescription[] {
  return Object.entries(profile.pins).flatMap(([reference, { label, maxTries }]) => {
    const data = state.referenceData[reference];
    if (data === undefined) return [];
    const { triesRemaining, usesRemaining } = data;
    const blocked = triesRemaining === 0 || usesRemaining === 0;
    const uses = usesRemaining === undefined ? {} : { usesRemaining };
    return [{ name: label.fr, triesRemaining, maxTries, ...uses, blocked }];
  });
}

const oneLine = (name: string): string => name.split('\n').join(', ');

function describeCertificate(path: string, label: string, bytes: Uint8Array): CertificateDescription {
  const certificate = new X509Certificate(bytes);
  return {
    path,
    label,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    pem: certificate.toString(),
  };
}

const NOTHING: Bytes = new Uint8Array(0);

/** The EFs that a node presents in CIA files: itself, or those of other DFs. */
function presentedEfs({ path, node }: PlacedNode): { path: string; cia: CiaOfEf }[] {
  if (node.type === 'df') return Object.entries(node.presents).map(([other, cia]) => ({ path: other, cia }));
  return node.cia === undefined ? [] : [{ path, cia: node.cia }];
}

function actuaOf(nodes: readonly PlacedNode[], contents: CardState['contents']): string {
  const path = nodes.find(({ node }) => node.name === 'EF_ACTUA')?.path;
  const content = path === undefined ? undefined : contents[path];
  return content === undefined ? 'absent' : toHex(content, ' ');
}

/** Throws when a certificate cannot be read; `card check` says which. */
export function describeCard(card: CardFile): CardDescription {
  const { profile, seed, state } = card;
  const { holder } = profile;
  const nodes = [...placedNodes(profile.mf), ...cps2terNodes(profile)].filter(
    ({ path, node }) => node.type === 'df' || state.contents[path] !== undefined,
  );
  const size = (path: string): number => state.contents[path]?.length ?? 0;
  return {
    profile: profile.name,
    seed,
    holder: `${holder.givenName} ${holder.familyName}, ${holder.profession}, IdNat_PS ${holder.nationalId}, ${holder.cardType}`,
    cardNumber: identityOf(profile, seed).cardNumber,
    iccSerial: iccSerialOf(card),
    faces: Object.entries(profile.faces).flatMap(([name, face]) =>
      face === undefined ? [] : [{ name, atr: toHex(fromHex(face.atr), ' '), protocol: face.protocol }],
    ),
    codes: codesOf(card),
    actua: actuaOf(nodes, state.contents),
    files: nodes.map(({ path, node: { type, name } }) => ({
      path,
      name,
      type,
      ...(type === 'ef' && { size: size(path) }),
    })),
    certificates: nodes
      .flatMap(presentedEfs)
      .flatMap(({ path, cia }) =>
        cia.class === 'certificate' ? [describeCertificate(path, cia.label, state.contents[path] ?? NOTHING)] : [],
      ),
  };
}

function cps2terNodes({ cps2ter }: Profile): PlacedNode[] {
  return cps2ter === undefined ? [] : placedNodes(cps2ter.mf, CPS2TER_ROOT);
}

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
  ];
}
