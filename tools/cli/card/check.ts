/** Looks for what contradicts itself in a card file that its schema accepts. */
import { X509Certificate } from 'node:crypto';
import { parseTlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, equalBytes, fromHex, toHex, uint16 } from '#iso7816/bytes.ts';
import { decodeAodf } from '../../../driver/cia/aodf.ts';
import { decodeCdf } from '../../../driver/cia/cdf.ts';
import { decodeDodf } from '../../../driver/cia/dodf.ts';
import { decodeEfDir } from '../../../driver/cia/ef-dir.ts';
import { decodeOdf, type ObjectKind } from '../../../driver/cia/odf.ts';
import type { Path } from '../../../driver/cia/path.ts';
import { decodePrkdf } from '../../../driver/cia/prkdf.ts';
import { decodeTokenInfo } from '../../../driver/cia/token-info.ts';
import { CPS2TER_ROOT } from '../../../simulator/card/profile/schema.ts';
import type { CardFile } from '../../../simulator/card/state/card-file.ts';
import { authorityCertificates } from '../../../simulator/personalisation/certificate-authority.ts';
import { ISSUER, luhnDigit } from '../../../simulator/personalisation/identity.ts';
import { placedNodes } from './show.ts';

export interface CheckResult {
  readonly name: string;
  /** What is wrong, one sentence each; none when all is well. */
  readonly problems: readonly string[];
}

const EF_DIR = '3F00/2F00';
const EF_SN = '3F00/D003';
const EF_SN_LENGTH = 12;

class Finding extends Error {
  override name = 'Finding';
}

function contentOf({ state }: CardFile, path: string): Bytes {
  const content = state.contents[path];
  if (content === undefined) throw new Finding(`${path}: no such file, expected one`);
  return content;
}

function* checkEfSn(card: CardFile): Generator<string> {
  const content = contentOf(card, EF_SN);
  if (content.length !== EF_SN_LENGTH) yield `${EF_SN}: ${content.length} bytes, expected ${EF_SN_LENGTH}`;
  const digits = toHex(parseTlv(content, 0x5a).value);
  if (!/^[0-9]{19}F$/.test(digits) || !digits.startsWith(ISSUER)) {
    yield `${EF_SN}: ${digits}, expected ${ISSUER}, 9 more digits and F`;
    return;
  }
  const expected = String(luhnDigit(digits.slice(0, 18)));
  if (digits[18] !== expected) yield `${EF_SN}: check digit ${digits[18]}, expected ${expected} (Luhn)`;
}

function* checkCertificates(card: CardFile): Generator<string> {
  const issuer = new X509Certificate(authorityCertificates().intermediate);
  for (const { path, node } of placedNodes(card.profile.mf)) {
    if (node.type !== 'ef' || node.cia?.class !== 'certificate') continue;
    const content = contentOf(card, path);
    const certificate = readCertificate(content);
    if (certificate === undefined) {
      yield `${path}: expected an X.509 certificate in DER and nothing else`;
      continue;
    }
    const keyPath = `${path.slice(0, path.lastIndexOf('/'))}/${node.cia.key}`;
    const key = card.state.keys[keyPath];
    if (key === undefined || !certificate.checkPrivateKey(key))
      yield `${path}: its public key is not that of the private key ${keyPath}`;
    if (!certificate.verify(issuer.publicKey))
      yield `${path}: not signed by the simulated authority, issuer ${certificate.issuer.split('\n').join(', ')}`;
  }
}

function readCertificate(content: Bytes): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(content);
    return equalBytes(certificate.raw, content) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** Absolute path, as the card file writes it, of a path in a CIA file of the DF. */
function absolute(df: string, { efidOrPath }: Path): string {
  const fids = toHex(efidOrPath).match(/.{4}/g) ?? [];
  return fids[0] === '3F00' ? fids.join('/') : [df, ...fids].join('/');
}

function* checkApplications(card: CardFile): Generator<string> {
  const nodes = new Map(placedNodes(card.profile.mf).map(({ path, node }) => [path, node]));
  for (const { aid, path = new Uint8Array(0) } of decodeEfDir(contentOf(card, EF_DIR))) {
    const df = absolute('', { efidOrPath: path });
    const node = nodes.get(df);
    if (node?.type !== 'df') yield `${EF_DIR}: path ${toHex(path)} of ${toHex(aid)}, expected the path of a DF`;
    else if (node.aid === undefined || !equalBytes(fromHex(node.aid), aid))
      yield `${EF_DIR}: ${toHex(aid)} at ${df}, but that DF is named ${node.aid ?? 'nothing'}`;
    else yield* checkCiaFiles(card, df);
  }
}

type CiaCheck = (card: CardFile, df: string, bytes: Bytes) => Generator<string>;

function* missing(card: CardFile, df: string, paths: readonly Path[]): Generator<string> {
  for (const path of paths) {
    const file = absolute(df, path);
    if (card.state.contents[file] === undefined) yield `${df}: names ${file}, expected a file there`;
  }
}

const CIA_CHECKS: Partial<Readonly<Record<ObjectKind, CiaCheck>>> = {
  *authObjects({ profile }, df, bytes) {
    for (const { reference } of decodeAodf(bytes)) {
      const name = toHex(Uint8Array.of(reference));
      if (!(name in profile.pins)) yield `${df}: AODF names code ${name}, expected one of the profile's`;
    }
  },
  *privateKeys({ state }, df, bytes) {
    for (const { keyReference } of decodePrkdf(bytes)) {
      const path = `${df}/${toHex(Uint8Array.of(keyReference & 0x7f))}`;
      if (!(path in state.keys)) yield `${df}: PrKDF names key ${path}, expected one of the card's`;
    }
  },
  *certificates(card, df, bytes) {
    yield* missing(
      card,
      df,
      decodeCdf(bytes).map(({ path }) => path),
    );
  },
  *dataContainerObjects(card, df, bytes) {
    yield* missing(
      card,
      df,
      decodeDodf(bytes).map(({ path }) => path),
    );
  },
};

function* checkCiaFiles(card: CardFile, df: string): Generator<string> {
  decodeTokenInfo(contentOf(card, `${df}/5032`));
  for (const { kind, path } of decodeOdf(contentOf(card, `${df}/5031`))) {
    const file = absolute(df, path);
    const content = card.state.contents[file];
    if (content === undefined) yield `${df}/5031: names ${file}, expected a file there`;
    else yield* CIA_CHECKS[kind]?.(card, df, content) ?? [];
  }
}

const EF_ACTUA = 'EF_ACTUA';
/** EC {81 start, 82 end}, BCD YYYYMMDDhhmmss each. Source: cryptolib.md 11. */
const ACTUA = /^EC128107(\d{14})8207(\d{14})$/;

function isTime(digits: string): boolean {
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso);
  return !Number.isNaN(time.getTime()) && time.toISOString() === iso;
}

function* checkActua({ profile, state }: CardFile): Generator<string> {
  const path = placedNodes(profile.mf).find(({ node }) => node.name === EF_ACTUA)?.path;
  const content = path === undefined ? undefined : state.contents[path];
  if (content === undefined) return;
  const [, ...times] = ACTUA.exec(toHex(content)) ?? [];
  if (times.length === 0 || !times.every(isTime))
    yield `${path}: ${toHex(content)}, expected EC {81 start, 82 end} (BCD); the official middleware opens no session with this card`;
}

const CPS2TER_ACTIVITIES = 0x400f;
const ACTIVITY_LABEL = /^CPS_ACTIVITY_(\d\d)_PS$/;

/** The official middleware looks in the CPS2ter volet for each situation that it finds in the IAS volet. */
function* checkCps2ter({ profile }: CardFile): Generator<string> {
  if (profile.cps2ter === undefined) return;
  const files = new Map(placedNodes(profile.cps2ter.mf, CPS2TER_ROOT).map(({ path, node }) => [path, node.type]));
  for (const { path, node } of placedNodes(profile.mf)) {
    const label = node.type === 'ef' && node.cia?.class === 'data' ? node.cia.label : '';
    const number = ACTIVITY_LABEL.exec(label)?.[1];
    if (number === undefined) continue;
    const counterpart = `${CPS2TER_ROOT}/${toHex(uint16(CPS2TER_ACTIVITIES + Number(number)))}`;
    if (files.get(counterpart) !== 'ef') yield `${path}: ${label}, expected its counterpart ${counterpart}`;
  }
}

const CHECKS: Readonly<Record<string, (card: CardFile) => Generator<string>>> = {
  'EF.SN: issuer, length and check digit': checkEfSn,
  'EF.DIR and the files of its applications': checkApplications,
  'certificates: DER, key and issuer': checkCertificates,
  'EF_ACTUA: absent, or two times': checkActua,
  "CPS2ter volet: the situations d'exercice of the IAS volet": checkCps2ter,
};

/** What stops a check short is its last problem. */
function problemsOf(check: (card: CardFile) => Generator<string>, card: CardFile): string[] {
  const problems: string[] = [];
  try {
    for (const problem of check(card)) problems.push(problem);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return problems;
}

export function checkCard(card: CardFile): CheckResult[] {
  return Object.entries(CHECKS).map(([name, check]) => ({ name, problems: problemsOf(check, card) }));
}
