/** `cps-sim store`: the certificates of cards in the store MY of this user. */

import { SYSTEM_CLOCK } from '#common/clock.ts';
import { messageIn } from '#common/coded-error.ts';
import type { Language } from '#common/language.ts';
import { sameInEach } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import {
  CertificatePropagation,
  CertificateStore,
  certificatesToClean,
  findCertificates,
  type PropagationEvent,
  type StoreCertificate,
  USAGES,
} from '../../driver/certificate-store/index.ts';
import { CRYPT, CspProcess, cryptAcquireContext, cryptGetProvParam } from '../../driver/csp/index.ts';
import { machineMinidriver } from '../../driver/minidriver/index.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { EXIT } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { say, spokenLanguage } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { DEFAULT_FOLDER } from './store/folder.ts';
import { certificateLine, certificateLines, describeCertificate } from './store/show.ts';
import { type StoreTexts, storeTexts } from './store/texts.ts';
import { UsageError } from './usage-error.ts';

export interface CommonOptions {
  readonly folder?: string;
  readonly lang?: Language;
  readonly json?: true;
}

interface Desk {
  readonly store: CertificateStore;
  readonly texts: StoreTexts;
}

/** Files that hold no certificate are told, and do no harm. */
function open({ folder = DEFAULT_FOLDER }: CommonOptions): Desk {
  const texts = storeTexts(spokenLanguage());
  const store = CertificateStore.open(folder);
  for (const { file, whyText } of store.damaged())
    process.stderr.write(`cps-sim: ${terminalText(texts.damaged(file, say(whyText)))}\n`);
  return { store, texts };
}

function print(certificates: readonly StoreCertificate[], { texts }: Desk, json: true | undefined): void {
  if (json) printJson(certificates.map(describeCertificate));
  else for (const certificate of certificates) printLines(certificateLine(certificate, texts, SYSTEM_CLOCK.date()));
}

export function list(options: CommonOptions): void {
  const desk = open(options);
  const certificates = desk.store.certificates();
  if (certificates.length === 0 && !options.json) printLines(desk.texts.empty(desk.store.folder));
  else print(certificates, desk, options.json);
}

export function show(thumbprint: string, { pem, ...options }: ShowOptions): void {
  const { store, texts } = open(options);
  const [certificate, ...others] = store.matching(thumbprint);
  if (certificate === undefined) throw new UsageError(sameInEach(texts.notFound(thumbprint)));
  if (others.length > 0) {
    const found = [certificate, ...others].map((candidate) => candidate.thumbprint);
    throw new UsageError(sameInEach(texts.several(thumbprint, found)));
  }
  if (pem) process.stdout.write(certificate.x509.toString());
  else if (options.json) printJson(describeCertificate(certificate));
  else printLines(certificateLines(certificate, texts).join('\n'));
}

export interface ShowOptions extends CommonOptions {
  readonly pem?: true;
}

export interface WatchOptions extends CommonOptions {
  readonly removeWithCard?: boolean;
}

export interface SearchOptions extends CommonOptions {
  readonly issuer?: string;
  readonly usage?: keyof typeof USAGES;
  readonly eku?: readonly string[];
  readonly includeExpired?: boolean;
  readonly all?: true;
}

/** The last one that fits, as the guide's sample has it. */
export function search({ issuer, usage, eku = [], includeExpired = false, all, ...options }: SearchOptions): void {
  const desk = open(options);
  const enhancedKeyUsages = [...(usage === undefined ? [] : USAGES[usage]), ...eku];
  const query = { ...(issuer !== undefined && { issuerName: issuer }), enhancedKeyUsages, includeExpired };
  const found = findCertificates(desk.store, query);
  if (found.length === 0) {
    if (!options.json) printLines(desk.texts.noMatch);
    process.exitCode = EXIT.FAILED;
  }
  print(all ? found : found.slice(-1), desk, options.json);
  if (!all && found.length > 1) process.stderr.write(`${desk.texts.others(found.length)}\n`);
}

function told({ texts }: Desk, { kind, reader = '', added, removed, error }: PropagationEvent): void {
  if (kind === 'failed')
    printLines(texts.cardUnreadable(reader, error === undefined ? '' : messageIn(error, spokenLanguage())));
  if (kind === 'card-removed' && removed.length === 0) printLines(texts.cardRemoved(reader));
  for (const { thumbprint, subject } of added) printLines(texts.added(thumbprint, subject));
  for (const { thumbprint, subject } of removed) printLines(texts.removed(thumbprint, subject));
}

async function withProcess<T>(work: (process: CspProcess) => Promise<T>): Promise<T> {
  const csp = new CspProcess(nativeWinScard(), { minidriver: machineMinidriver() });
  try {
    return await work(csp);
  } finally {
    await csp.close();
  }
}

export function propagate(options: CommonOptions): Promise<void> {
  return withProcess(async (csp) => {
    const desk = open(options);
    const { store, texts } = desk;
    const added = await new CertificatePropagation({ winscard: nativeWinScard(), process: csp, store }).propagate();
    if (options.json) print(added, desk, options.json);
    else told(desk, { kind: 'propagated', added, removed: [] });
    if (added.length > 0) return;
    if ((await cardsPresent(csp)).size === 0) {
      process.exitCode = EXIT.FAILED;
      if (!options.json) sayNoCard(await csp.readers(), texts);
    } else if (!options.json) printLines(texts.nothingNew(store.certificates().length));
  });
}

function sayNoCard(readers: readonly string[], texts: StoreTexts): void {
  printLines(readers.length === 0 ? texts.noReader : texts.noCard(readers));
}

export function watch({ removeWithCard = false, ...options }: WatchOptions) {
  return withProcess(async (csp) => {
    const desk = open(options);
    const { signal } = new Interruption();
    printLines(desk.texts.watching(desk.store.folder));
    const settings = { removeWithCard, told: (event: PropagationEvent) => told(desk, event) };
    const service = { winscard: nativeWinScard(), process: csp, store: desk.store, ...settings };
    await new CertificatePropagation(service).run(signal);
  });
}

export interface CleanOptions extends CommonOptions {
  readonly absent?: true;
  readonly expired?: true;
  readonly dryRun?: true;
}

/** cardids of the cards in the readers now. */
async function cardsPresent(csp: CspProcess): Promise<ReadonlySet<string>> {
  const provider = await cryptAcquireContext(csp, { flags: CRYPT.VERIFYCONTEXT | CRYPT.SILENT });
  const certificates = await cryptGetProvParam(provider, 'PP_USER_CERTSTORE');
  return new Set(certificates.map(({ cardIdentifier }) => cardIdentifier));
}

export async function clean({ absent, expired, dryRun, ...options }: CleanOptions): Promise<void> {
  const desk = open(options);
  const { store, texts } = desk;
  if (!absent && !expired) throw new UsageError(sameInEach(texts.chooseCleaning));
  const going = certificatesToClean(store, {
    ...(absent && { cardsPresent: await withProcess(cardsPresent) }),
    ...(expired && { expiredAt: SYSTEM_CLOCK.date() }),
  });
  if (!dryRun) for (const certificate of going) store.remove(certificate);
  if (options.json) return print(going, desk, options.json);
  for (const { thumbprint, subject } of going)
    printLines(dryRun ? texts.wouldRemove(thumbprint, subject) : texts.removed(thumbprint, subject));
  if (going.length === 0) printLines(texts.nothingToClean);
}
