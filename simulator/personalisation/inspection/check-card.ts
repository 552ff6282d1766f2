/** Looks for what contradicts itself on a card whose shapes are right. */
import { X509Certificate } from 'node:crypto';
import { parseTlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, equalBytes, toHex, uint16 } from '#iso7816/bytes.ts';
import { CPS2TER_ROOT } from '../../card/profile/schema.ts';
import { walkFiles } from '../../card/profile/walk-files.ts';
import { defaultPki, type Pki } from '../../pki/index.ts';
import { holderOf } from '../holder.ts';
import { ISSUER, luhnDigit } from '../identity.ts';
import { efActuaPath } from '../on-line-update.ts';
import { type CiaReader, checkApplications } from './check-cia-files.ts';
import { contentOf, type InspectedCard, Obstacle, type Problem, problem } from './inspected-card.ts';
import { nameText } from './name-text.ts';

export interface CheckResult {
  readonly name: string;
  /** None when all is well. */
  readonly problems: readonly Problem[];
}

/** What a card is held against. */
interface Inspector {
  readonly reader: CiaReader;
  /** Whoever should have issued its certificates. */
  readonly pki: Pki;
}

type Check = (card: InspectedCard, inspector: Inspector) => Generator<Problem>;

function* checkHolder({ profile }: InspectedCard): Generator<Problem> {
  try {
    holderOf(profile);
  } catch (error) {
    yield { reason: 'wrongHolder', text: (error as Error).message };
  }
}

const EF_SN = '3F00/D003';
const EF_SN_LENGTH = 12;

function* checkEfSn(card: InspectedCard): Generator<Problem> {
  const content = contentOf(card, EF_SN);
  if (content.length !== EF_SN_LENGTH)
    yield problem('wrongLength', EF_SN, `${content.length} bytes, expected ${EF_SN_LENGTH}`);
  const digits = toHex(parseTlv(content, 0x5a).value);
  if (!/^[0-9]{19}F$/.test(digits) || !digits.startsWith(ISSUER)) {
    yield problem('wrongIssuer', EF_SN, `${digits}, expected ${ISSUER}, 9 more digits and F`);
    return;
  }
  const expected = String(luhnDigit(digits.slice(0, 18)));
  if (digits[18] !== expected)
    yield problem('wrongCheckDigit', EF_SN, `check digit ${digits[18]}, expected ${expected} (Luhn)`);
}

function* checkCertificates(card: InspectedCard, { pki }: Inspector): Generator<Problem> {
  for (const { type, path, node, parent } of walkFiles(card.profile)) {
    if (type === 'df' || node.cia?.class !== 'certificate') continue;
    const certificate = readCertificate(contentOf(card, path));
    if (certificate === undefined) {
      yield problem('notACertificate', path, 'expected an X.509 certificate in DER and nothing else');
      continue;
    }
    const keyPath = `${parent.path}/${node.cia.key}`;
    const key = card.state.keys[keyPath];
    if (key === undefined || !certificate.checkPrivateKey(key))
      yield problem('certificateOfAnotherKey', path, `its public key is not that of the private key ${keyPath}`);
    if (new Date(certificate.validFrom) > new Date(certificate.validTo))
      yield problem(
        'endsBeforeItBegins',
        path,
        `valid from ${certificate.validFrom} to ${certificate.validTo}, expected an end that is not before the beginning`,
      );
    if (pki.issuerOf(certificate) === undefined)
      yield problem(
        'certificateOfAnotherIssuer',
        path,
        `not signed by one of the simulated authorities, issuer ${nameText(certificate.issuer)}`,
      );
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

/** EC {81 start, 82 end}, BCD YYYYMMDDhhmmss each. Source: reference/cryptolib.md 11. */
const ACTUA = /^EC128107(\d{14})8207(\d{14})$/;

function isTime(digits: string): boolean {
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso);
  return !Number.isNaN(time.getTime()) && time.toISOString() === iso;
}

function* checkActua({ profile, state }: InspectedCard): Generator<Problem> {
  const path = efActuaPath(profile) ?? '';
  const content = state.contents[path];
  if (content === undefined) return;
  const [, ...times] = ACTUA.exec(toHex(content)) ?? [];
  if (times.length === 0 || !times.every(isTime))
    yield problem(
      'notTwoTimes',
      path,
      `${toHex(content)}, expected EC {81 start, 82 end} (BCD); the official middleware opens no session with this card`,
    );
}

const CPS2TER_ACTIVITIES = 0x400f;
const ACTIVITY_LABEL = /^CPS_ACTIVITY_(\d\d)_PS$/;

/** The official middleware looks in the CPS2ter volet for each situation that it finds in the IAS volet. */
function* checkCps2ter({ profile }: InspectedCard): Generator<Problem> {
  if (profile.cps2ter === undefined) return;
  const files = [...walkFiles(profile)];
  const efs = new Set(files.filter(({ type }) => type === 'ef').map(({ path }) => path));
  for (const { type, path, node } of files) {
    const label = type === 'ef' && node.cia?.class === 'data' ? node.cia.label : '';
    const number = ACTIVITY_LABEL.exec(label)?.[1];
    if (number === undefined) continue;
    const counterpart = `${CPS2TER_ROOT}/${toHex(uint16(CPS2TER_ACTIVITIES + Number(number)))}`;
    if (!efs.has(counterpart))
      yield problem('noCounterpart', path, `${label}, expected its counterpart ${counterpart}`);
  }
}

const CHECKS: Readonly<Record<string, Check>> = {
  'the file fits its schema and its profile': checkHolder,
  'EF.SN: issuer, length and check digit': checkEfSn,
  'EF.DIR and the files of its applications': (card, { reader }) => checkApplications(card, reader),
  'certificates: DER, key, validity and issuer': checkCertificates,
  'EF_ACTUA: absent, or two times': checkActua,
  "CPS2ter volet: the situations d'exercice of the IAS volet": checkCps2ter,
};

/** What stops a check short is its last problem. */
function problemsOf(check: Check, card: InspectedCard, inspector: Inspector): Problem[] {
  const problems: Problem[] = [];
  try {
    for (const found of check(card, inspector)) problems.push(found);
  } catch (error) {
    const { message } = error as Error;
    problems.push(error instanceof Obstacle ? error.problem : { reason: 'unreadable', text: message });
  }
  return problems;
}

/** What was looked at, and what is wrong with it. `reader` reads the CIA files, `pki` issued the certificates. */
export function checkCard(card: InspectedCard, reader: CiaReader, pki = defaultPki): CheckResult[] {
  const problems = (check: Check) => problemsOf(check, card, { reader, pki });
  return Object.entries(CHECKS).map(([name, check]) => ({ name, problems: problems(check) }));
}
