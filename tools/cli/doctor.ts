/** `cps-sim doctor`: what is wrong with PC/SC on this machine, and what to type. */
import { userInfo } from 'node:os';
import type { Text } from '#common/language.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { type Finding, type Level, warn } from './doctor/finding.ts';
import { checkLeftBehind } from './doctor/left-behind.ts';
import { checkMinidriver } from './doctor/minidriver.ts';
import { checkOpenSc } from './doctor/opensc.ts';
import { readReaderConf } from './doctor/reader-conf.ts';
import { checkNode, openWinScard } from './doctor/runtime.ts';
import { checkEnvironment, checkReaders, checkService } from './doctor/service.ts';
import { readTcpTable } from './doctor/tcp-table.ts';
import { checkDriver, checkSlots, slotStates } from './doctor/vpcd.ts';
import { checkOurDll, checkWindowsEnvironment, checkWindowsReaders } from './doctor/windows.ts';
import { EXIT } from './exit-code.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';

const LABELS: Readonly<Record<Level, Text>> = {
  ok: { en: 'ok  ', fr: 'bon    ' },
  warn: { en: 'warn', fr: 'à voir ' },
  bad: { en: 'bad ', fr: 'mauvais' },
};

function print({ level, found, remedy = [] }: Finding): void {
  printLines(`${say(LABELS[level])}  ${say(found)}`);
  for (const line of remedy) printLines(`        ${say(line)}`);
}

/** The vpcds of this machine: only Linux has vpcd inside pcscd. */
async function* vpcdFindings(winscard: WinScard | undefined, serviceRuns: boolean): AsyncGenerator<Finding> {
  const { findings, vpcds } = checkDriver(readReaderConf());
  yield* findings;
  for (const { port } of vpcds) {
    const states = slotStates(port, readTcpTable());
    yield* checkSlots(states, serviceRuns);
    const free = states.find(({ listening, occupied }) => listening && !occupied);
    if (!serviceRuns || winscard === undefined) continue;
    if (free === undefined)
      yield warn({
        en: 'no free slot: the time of a command was not measured',
        fr: "aucun emplacement libre : le temps d'une commande n'a pas été mesuré",
      });
    else yield await (await import('./doctor/stall.ts')).checkStall(winscard, free.port, userInfo().username);
  }
}

const ON_WINDOWS = process.platform === 'win32';
const readersOf = ON_WINDOWS ? checkWindowsReaders : checkReaders;

async function* allFindings(): AsyncGenerator<Finding> {
  yield checkNode();
  const { finding, winscard } = await openWinScard();
  yield finding;
  const service = winscard && (await checkService(winscard));
  if (service) yield service.finding;
  const context = service?.context;
  try {
    if (winscard && context !== undefined) yield await readersOf(winscard, context);
    if (ON_WINDOWS) yield checkOurDll();
    const elsewhere = ON_WINDOWS ? checkWindowsEnvironment(process.env) : checkEnvironment(process.env);
    if (elsewhere !== undefined) yield elsewhere;
    else if (process.platform === 'linux') yield* vpcdFindings(winscard, context !== undefined);
    yield* checkOpenSc();
    yield* checkMinidriver();
    yield* checkLeftBehind();
  } finally {
    if (winscard && context !== undefined) await winscard.releaseContext(context);
  }
}

function inJson({ level, found, remedy = [] }: Finding): object {
  return { level, found: say(found), remedy: remedy.map(say) };
}

export interface DoctorOptions {
  readonly json?: true;
}

export async function doctor({ json }: DoctorOptions): Promise<void> {
  let worst: Level = 'ok';
  const findings: object[] = [];
  for await (const finding of allFindings()) {
    if (json) findings.push(inJson(finding));
    else print(finding);
    if (finding.level === 'bad' || worst === 'ok') worst = finding.level;
  }
  if (json) printJson(findings);
  if (worst === 'bad') process.exitCode = EXIT.FAILED;
}
