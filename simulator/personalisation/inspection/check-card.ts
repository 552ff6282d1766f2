/** Looks for what contradicts itself on a card whose shapes are right. */
import { X509Certificate } from 'node:crypto';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
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
  readonly name: Text;
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
    yield { reason: 'wrongHolder', text: textOf(error) };
  }
}

const EF_SN = '3F00/D003';
const EF_SN_LENGTH = 12;

function* checkEfSn(card: InspectedCard): Generator<Problem> {
  const content = contentOf(card, EF_SN);
  if (content.length !== EF_SN_LENGTH)
    yield problem('wrongLength', EF_SN, {
      en: `${content.length} bytes, expected ${EF_SN_LENGTH}`,
      fr: `${content.length} octets, attendu : ${EF_SN_LENGTH}`,
    });
  const digits = toHex(parseTlv(content, 0x5a).value);
  if (!/^[0-9]{19}F$/.test(digits) || !digits.startsWith(ISSUER)) {
    yield problem('wrongIssuer', EF_SN, {
      en: `${digits}, expected ${ISSUER}, 9 more digits and F`,
      fr: `${digits}, attendu : ${ISSUER}, 9 autres chiffres et F`,
    });
    return;
  }
  const expected = String(luhnDigit(digits.slice(0, 18)));
  if (digits[18] !== expected)
    yield problem('wrongCheckDigit', EF_SN, {
      en: `check digit ${digits[18]}, expected ${expected} (Luhn)`,
      fr: `chiffre de contrôle ${digits[18]}, attendu : ${expected} (Luhn)`,
    });
}

function* checkCertificates(card: InspectedCard, { pki }: Inspector): Generator<Problem> {
  for (const { type, path, node, parent } of walkFiles(card.profile)) {
    if (type === 'df' || node.cia?.class !== 'certificate') continue;
    const certificate = readCertificate(contentOf(card, path));
    if (certificate === undefined) {
      yield problem('notACertificate', path, {
        en: 'expected an X.509 certificate in DER and nothing else',
        fr: "attendu : un certificat X.509 en DER et rien d'autre",
      });
      continue;
    }
    const keyPath = `${parent.path}/${node.cia.key}`;
    const key = card.state.keys[keyPath];
    if (key === undefined || !certificate.checkPrivateKey(key))
      yield problem('certificateOfAnotherKey', path, {
        en: `its public key is not that of the private key ${keyPath}`,
        fr: `sa clé publique n'est pas celle de la clé privée ${keyPath}`,
      });
    if (new Date(certificate.validFrom) > new Date(certificate.validTo))
      yield problem('endsBeforeItBegins', path, {
        en: `valid from ${certificate.validFrom} to ${certificate.validTo}, expected an end that is not before the beginning`,
        fr: `valide du ${certificate.validFrom} au ${certificate.validTo}, attendu : une fin qui ne précède pas le début`,
      });
    if (pki.issuerOf(certificate) === undefined)
      yield problem('certificateOfAnotherIssuer', path, strangeIssuer(certificate, pki));
  }
}

/** Whether it names one of the simulated authorities for its issuer, and another key has signed it. */
export function isOfOtherChain(certificate: X509Certificate, pki: Pki): boolean {
  return pki.standing([new Uint8Array(certificate.raw)]).broken.some(({ rule }) => rule === 'forged');
}

function strangeIssuer(certificate: X509Certificate, pki: Pki): Text {
  const issuer = nameText(certificate.issuer);
  if (isOfOtherChain(certificate, pki))
    return {
      en: `names ${issuer} as its issuer, whose key did not sign it: changed since, or of authorities of the same names and other keys (chain: other); servers refuse it`,
      fr: `nomme ${issuer} comme émetteur, dont la clé ne l'a pas signé : changé depuis, ou d'autorités de mêmes noms et d'autres clés (chaîne « other ») ; les serveurs le refusent`,
    };
  return {
    en: `not signed by one of the simulated authorities, issuer ${issuer}`,
    fr: `pas signé par l'une des autorités simulées, émetteur ${issuer}`,
  };
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
    yield problem('notTwoTimes', path, {
      en: `${toHex(content)}, expected EC {81 start, 82 end} (BCD); the official middleware opens no session with this card`,
      fr: `${toHex(content)}, attendu : EC {81 début, 82 fin} (BCD) ; le logiciel officiel n'ouvre pas de session avec cette carte`,
    });
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
      yield problem('noCounterpart', path, {
        en: `${label}, expected its counterpart ${counterpart}`,
        fr: `${label}, attendu : son pendant ${counterpart}`,
      });
  }
}

const CHECKS: readonly { readonly name: Text; readonly check: Check }[] = [
  {
    name: { en: 'the file fits its schema and its profile', fr: 'le fichier convient à son schéma et à son profil' },
    check: checkHolder,
  },
  {
    name: {
      en: 'EF.SN: issuer, length and check digit',
      fr: 'EF.SN : émetteur, longueur et chiffre de contrôle',
    },
    check: checkEfSn,
  },
  {
    name: { en: 'EF.DIR and the files of its applications', fr: 'EF.DIR et les fichiers de ses applications' },
    check: (card, { reader }) => checkApplications(card, reader),
  },
  {
    name: {
      en: 'certificates: DER, key, validity and issuer',
      fr: 'certificats : DER, clé, validité et émetteur',
    },
    check: checkCertificates,
  },
  { name: { en: 'EF_ACTUA: absent, or two times', fr: 'EF_ACTUA : absent, ou deux dates' }, check: checkActua },
  {
    name: {
      en: "CPS2ter volet: the situations d'exercice of the IAS volet",
      fr: "volet CPS2ter : les situations d'exercice du volet IAS",
    },
    check: checkCps2ter,
  },
];

/** What stops a check short is its last problem. */
function problemsOf(check: Check, card: InspectedCard, inspector: Inspector): Problem[] {
  const problems: Problem[] = [];
  try {
    for (const found of check(card, inspector)) problems.push(found);
  } catch (error) {
    problems.push(error instanceof Obstacle ? error.problem : { reason: 'unreadable', text: textOf(error) });
  }
  return problems;
}

/** What was looked at, and what is wrong with it. `reader` reads the CIA files, `pki` issued the certificates. */
export function checkCard(card: InspectedCard, reader: CiaReader, pki = defaultPki): CheckResult[] {
  const problems = (check: Check) => problemsOf(check, card, { reader, pki });
  return CHECKS.map(({ name, check }) => ({ name, problems: problems(check) }));
}
