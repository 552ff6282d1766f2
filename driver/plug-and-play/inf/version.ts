/** The section [Version]. Source: Microsoft, INF Version Section and INF DriverVer Directive. */
import { entryNamed, type InfEntry, type InfFile } from './sections.ts';

export interface InfVersion {
  readonly signature: string;
  /** `SmartCard` */
  readonly className: string;
  /** `{990A2BD7-E738-46C7-B26F-1CF8FB9F1391}` */
  readonly classGuid: string;
  readonly provider: string;
  readonly catalogFile: string | undefined;
  /** `2017-09-20` */
  readonly driverDate: string;
  /** `2.4.0.1` */
  readonly driverVersion: string;
}

const SIGNATURES = ['$WINDOWS NT$', '$CHICAGO$'];
const GUID = /^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/i;
const DATE = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;
const MAX_VERSION_PART = 65_535;

/** @throws InfError */
export function readVersion(file: InfFile): InfVersion {
  const section = file.required('Version');
  const entry = (key: string): InfEntry => {
    const found = entryNamed(section, key);
    if (found?.values[0]) return found;
    throw file.fault('ERROR_LINE_NOT_FOUND', found?.line ?? section.line, {
      en: `expected ${key} = ... in [Version]`,
      fr: `attendu : ${key} = ... dans [Version]`,
    });
  };
  const [signature = ''] = entry('Signature').values;
  if (!SIGNATURES.includes(signature.toUpperCase())) {
    const why = {
      en: `found the signature '${signature}', expected '$Windows NT$'`,
      fr: `trouvé la signature '${signature}', attendu : '$Windows NT$'`,
    };
    throw file.fault('ERROR_WRONG_INF_STYLE', entry('Signature').line, why);
  }
  return {
    signature,
    className: entry('Class').values[0] ?? '',
    classGuid: guidOf(file, entry('ClassGuid')),
    provider: entry('Provider').values[0] ?? '',
    catalogFile: entryNamed(section, 'CatalogFile')?.values[0],
    ...driverVer(file, entry('DriverVer')),
  };
}

function guidOf(file: InfFile, { values: [guid = ''], line }: InfEntry): string {
  if (GUID.test(guid)) return guid.toUpperCase();
  throw file.fault('ERROR_INVALID_CLASS', line, {
    en: `found ClassGuid ${guid}, expected {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}`,
    fr: `trouvé ClassGuid ${guid}, attendu : {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}`,
  });
}

function driverVer(file: InfFile, { values, line }: InfEntry): { driverDate: string; driverVersion: string } {
  const [date = '', version = ''] = values;
  const driverDate = isoDate(date);
  if (driverDate === undefined || !isVersion(version)) {
    const why = {
      en: `found DriverVer = ${values.join(',')}, expected month/day/year,w.x.y.z such as 09/20/2017,2.4.0.1`,
      fr: `trouvé DriverVer = ${values.join(',')}, attendu : mois/jour/année,w.x.y.z tel que 09/20/2017,2.4.0.1`,
    };
    throw file.fault('ERROR_GENERAL_SYNTAX', line, why);
  }
  return { driverDate, driverVersion: version };
}

/** `2017-09-20` for `09/20/2017`; undefined for what is no day of the calendar. */
function isoDate(text: string): string | undefined {
  const [, month = '', day = '', year = ''] = DATE.exec(text) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

function isVersion(text: string): boolean {
  return /^\d+(\.\d+){0,3}$/.test(text) && text.split('.').every((part) => Number(part) <= MAX_VERSION_PART);
}

/** Negative when `a` is the lower version, missing parts being 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < 4; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Negative when Windows prefers `b`: its date is later, or its version higher on the same day. */
export function compareDriverVer(
  a: Pick<InfVersion, 'driverDate' | 'driverVersion'>,
  b: Pick<InfVersion, 'driverDate' | 'driverVersion'>,
): number {
  if (a.driverDate !== b.driverDate) return a.driverDate < b.driverDate ? -1 : 1;
  return compareVersions(a.driverVersion, b.driverVersion);
}
