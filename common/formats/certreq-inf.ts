/**
 * The .inf file that CertReq -New reads: what of it makes a key and a request.
 *
 * Source: Microsoft, certreq; the agency's CSR guide, 10.3.
 */
import type { Text } from '#common/language.ts';
import { decodeAnsi, decodeText } from '#common/text-decoding.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { FormatError } from './format-error.ts';
import { parseName, type Rdn } from './names.ts';

export interface CertReqOrder {
  readonly subject: readonly Rdn[];
  /** Whether the key may leave the computer again; FALSE where the file does not say. */
  readonly exportable: boolean;
  readonly keyLength: number;
  readonly digest: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** Settings that are there and do nothing here, such as ProviderName. */
  readonly passedOver: readonly string[];
}

const SECTION = 'newrequest';
const DIGESTS = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
const [SHORTEST_KEY, LONGEST_KEY, USUAL_KEY] = [1024, 8192, 2048];
const MAX_LINES = 1000;

interface Setting {
  readonly line: number;
  readonly value: string;
}

function fault(name: string, line: number, { en, fr }: Text): FormatError {
  return new FormatError('setting', name, { en: `line ${line}: ${en}`, fr: `ligne ${line} : ${fr}` });
}

/** The text in front of a comment; a semicolon between quotation marks is none. */
function withoutComment(line: string): string {
  return (/^(?:[^";]|"[^"]*")*/.exec(line)?.[0] ?? '').trim();
}

function settingsOf(name: string, text: string): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  let section = '';
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > MAX_LINES)
    throw fault(name, MAX_LINES + 1, { en: `more than ${MAX_LINES} lines`, fr: `plus de ${MAX_LINES} lignes` });
  for (const [i, line] of lines.entries()) {
    const said = withoutComment(line);
    const heading = /^\[([^\]]*)\]$/.exec(said)?.[1];
    if (heading !== undefined) section = heading.trim().toLowerCase();
    else if (said !== '' && section === SECTION) {
      const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(said) ?? [];
      if (key === undefined || value === undefined)
        throw fault(name, i + 1, {
          en: 'no setting, expected NAME = VALUE',
          fr: 'pas de réglage, attendu : NOM = VALEUR',
        });
      settings.set(key.toLowerCase(), { line: i + 1, value: value.replace(/^"(.*)"$/, '$1') });
    }
  }
  return settings;
}

function flag(name: string, setting: Setting | undefined): boolean {
  const value = setting?.value.toLowerCase() ?? 'false';
  if (['true', '1', 'yes'].includes(value)) return true;
  if (['false', '0', 'no'].includes(value)) return false;
  throw fault(name, setting?.line ?? 0, {
    en: `Exportable is '${value}', expected TRUE or FALSE`,
    fr: `Exportable est '${value}', attendu : TRUE ou FALSE`,
  });
}

function keyLength(name: string, setting: Setting | undefined): number {
  if (setting === undefined) return USUAL_KEY;
  const bits = Number(setting.value);
  if (Number.isInteger(bits) && bits >= SHORTEST_KEY && bits <= LONGEST_KEY && bits % 8 === 0) return bits;
  throw fault(name, setting.line, {
    en: `KeyLength is '${setting.value}', expected bits from ${SHORTEST_KEY} to ${LONGEST_KEY}: 2048`,
    fr: `KeyLength est '${setting.value}', attendu : des bits de ${SHORTEST_KEY} à ${LONGEST_KEY} : 2048`,
  });
}

function digest(name: string, setting: Setting | undefined): CertReqOrder['digest'] {
  if (setting === undefined) return 'sha256';
  const asked = setting.value.toLowerCase().replace('-', '');
  const found = DIGESTS.find((one) => one === asked);
  if (found !== undefined) return found;
  throw fault(name, setting.line, {
    en: `HashAlgorithm is '${setting.value}', expected ${DIGESTS.join(', ')}`,
    fr: `HashAlgorithm est '${setting.value}', attendu : ${DIGESTS.join(', ')}`,
  });
}

/**
 * What the file orders. Its text is UTF-8, UTF-16 with its mark, or ANSI.
 * @param name of the file, for errors
 * @throws FormatError `setting` with the line, `name` for the subject
 */
export function readCertReqInf(name: string, bytes: Bytes): CertReqOrder {
  const settings = settingsOf(name, decodeText(bytes).text ?? decodeAnsi(bytes));
  const subject = settings.get('subject');
  if (subject === undefined)
    throw new FormatError('setting', name, {
      en: 'no Subject in a section [NewRequest], expected Subject = "CN=..."',
      fr: 'pas de Subject dans une section [NewRequest], attendu : Subject = "CN=..."',
    });
  const known = ['subject', 'exportable', 'keylength', 'hashalgorithm'];
  return {
    subject: parseName(subject.value),
    exportable: flag(name, settings.get('exportable')),
    keyLength: keyLength(name, settings.get('keylength')),
    digest: digest(name, settings.get('hashalgorithm')),
    passedOver: [...settings.keys()].filter((key) => !known.includes(key)),
  };
}
