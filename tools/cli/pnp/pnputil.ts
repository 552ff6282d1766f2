/** `cps-sim pnp pnputil`, `inf check`, `package`: driver packages, as on the Windows command line. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageIn } from '#common/coded-error.ts';
import { makeFolder } from '#files/index.ts';
import { readInf } from '../../../driver/plug-and-play/driver-package.ts';
import {
  type InfError,
  isSetupError,
  type PnputilReport,
  packageOnDisk,
  readDriverInf,
  readPackage,
  pnputil as runPnputil,
  type SetupError,
  setupHex,
  setupReason,
} from '../../../driver/plug-and-play/index.ts';
import { minidriverPackage, type PackageVariant } from '../../../simulator/services/windows-update/index.ts';
import { EXIT } from '../exit-code.ts';
import { spokenLanguage } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { type CommonOptions, type Desk, openDesk } from './desk.ts';
import { pnpTexts } from './texts.ts';

export interface PnputilOptions extends CommonOptions {
  readonly notElevated?: true;
}

const BANNER = 'Microsoft PnP Utility (simulation)';

/** Windows' sentence and number, what was found, and what to type. */
function refusalLines({ texts, language }: Desk, refusal: SetupError | InfError): string[] {
  const { symbol } = refusal;
  const hint = texts.hints[symbol];
  const sentence = `${setupReason(symbol, language)} (${setupHex(symbol)})`;
  return [texts.pnputil.failed(sentence), messageIn(refusal, language), ...(hint === undefined ? [] : [hint])];
}

function row(label: string, value: string | number): string {
  return `${label.padEnd(30)} : ${value}`;
}

/** As pnputil writes a date: 09/20/2017. */
function usDate(iso: string): string {
  const [year, month, day] = iso.split('-');
  return `${month}/${day}/${year}`;
}

function reportLines(desk: Desk, report: PnputilReport): string[] {
  const { pnputil: texts } = desk.texts;
  if (report.verb === 'help') return [texts.help];
  if (report.verb === 'delete') return [texts.deleted];
  if (report.verb === 'add') {
    const added = report.added.flatMap(({ file, publishedName, installedOn, error }) => [
      row(texts.processing, basename(file)),
      ...Array.from({ length: installedOn }, () => texts.installed),
      ...(error === undefined
        ? [texts.added, row(texts.publishedName, publishedName ?? '')]
        : refusalLines(desk, error)),
      '',
    ]);
    const imported = report.added.filter(({ error }) => error === undefined).length;
    return [...added, row(texts.attempted, report.added.length), row(texts.imported, imported)];
  }
  const packages = report.packages.flatMap(({ publishedName, inf: { version }, catalog }) => [
    row(texts.publishedName, publishedName),
    row(texts.provider, version.provider),
    row(texts.deviceClass, version.className),
    row(texts.dateAndVersion, `${usDate(version.driverDate)} ${version.driverVersion}`),
    row(texts.signer, catalog.publisher),
    '',
  ]);
  const damaged = desk.computer.store
    .damaged()
    .flatMap(({ publishedName, whyText }) => [
      row(texts.publishedName, publishedName),
      texts.damaged(whyText[desk.language]),
      '',
    ]);
  return packages.length + damaged.length === 0 ? [texts.empty] : [...packages, ...damaged];
}

function describe(report: PnputilReport): object {
  if (report.verb === 'add') {
    const added = report.added.map(({ error, ...one }) => ({
      ...one,
      ...(error && { error: error.symbol, why: messageIn(error, spokenLanguage()) }),
    }));
    return { ...report, added };
  }
  if (report.verb !== 'enumerate') return report;
  const packages = report.packages.map(({ publishedName, infName, inf, catalog }) => ({
    publishedName,
    infName,
    ...inf.version,
    signer: catalog.publisher,
  }));
  return { ...report, packages };
}

export async function pnputil(words: readonly string[], { notElevated, ...options }: PnputilOptions): Promise<void> {
  const desk = openDesk(options);
  try {
    const rights = { elevated: !notElevated, workingDirectory: process.cwd() };
    const report = await runPnputil(desk.computer, words, rights);
    if (report.verb === 'add' && report.added.some(({ error }) => error !== undefined)) process.exitCode = EXIT.FAILED;
    if (options.json) printJson(describe(report));
    else printLines([BANNER, '', ...reportLines(desk, report)].join('\n'));
  } catch (error) {
    if (!isSetupError(error)) throw error;
    const { symbol } = error;
    process.exitCode = symbol === 'ERROR_INVALID_PARAMETER' ? EXIT.UNUSABLE : EXIT.FAILED;
    if (options.json) printJson({ error: symbol, why: messageIn(error, spokenLanguage()) });
    else printLines([BANNER, '', ...refusalLines(desk, error)].join('\n'));
  }
}

export function check(file: string, { json: asJson }: CommonOptions): void {
  const texts = pnpTexts(spokenLanguage());
  try {
    const { version, models } = readDriverInf(readInf(file), file);
    const { catalog } = readPackage(packageOnDisk(file));
    const devices = [...new Map(models.map(({ description, hardwareIds: [id = ''] }) => [id, description]))];
    const described = devices.map(([id, name]) => ({ id, name }));
    const lines = devices.map(([id, name]) => `  ${name}  ${id}`);
    const head = `  ${version.provider}  ${version.driverVersion}  ${version.driverDate}`;
    const text = [texts.infRight(file), head, ...lines, texts.packageRight(catalog.publisher)].join('\n');
    if (asJson) printJson({ version, devices: described, signer: catalog.publisher });
    else printLines(text);
  } catch (error) {
    if (!isSetupError(error)) throw error;
    process.exitCode = EXIT.FAILED;
    if (asJson) printJson({ error: error.symbol, why: messageIn(error, spokenLanguage()) });
    else printLines(messageIn(error, spokenLanguage()));
  }
}

/** Files into a folder that is made for them. @throws UsageError when there are files of that name */
export function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  makeFolder(folder);
  for (const [name, bytes] of files) {
    try {
      writeFileSync(join(folder, name), bytes, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new UsageError({
        en: `${join(folder, name)} is there already: choose a new folder`,
        fr: `${join(folder, name)} existe déjà : choisissez un nouveau dossier`,
      });
    }
  }
}

export type PackageOptions = CommonOptions & PackageVariant;

export function writePackage(folder: string, { version, date, signature, fault }: PackageOptions): void {
  const { infName, files } = minidriverPackage({ version, date, signature, fault });
  writeFiles(folder, files);
  printLines(pnpTexts(spokenLanguage()).packageWritten(join(folder, infName)));
}
