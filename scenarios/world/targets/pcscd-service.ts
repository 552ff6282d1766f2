/** The system's pcscd, stopped and started: how a reader of vpcd is unplugged and plugged. */

import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { SCARD, SCOPE } from '#pcsc/scard.ts';
import { nativeWinScard } from '../../../driver/pcsc/native.ts';
import type { ServiceControl } from './pcsc-target.ts';
import { TargetError } from './target.ts';

const UNITS = ['pcscd.socket', 'pcscd.service'];
const PID_FILE = '/run/pcscd/pcscd.pid';
const TIMEOUT_MS = 5000;
const LOOK_AGAIN_MS = 20;

/** Control of pcscd by systemd or, without it, by its process. Undefined when it is not ours to stop: not root. */
export function pcscdService(): ServiceControl | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return existsSync('/run/systemd/system') ? systemdService() : processService();
}

function systemdService(): ServiceControl {
  const systemctl = async (verb: string) => void (await promisify(execFile)('systemctl', [verb, ...UNITS]));
  return { stop: () => systemctl('stop'), start: () => systemctl('start') };
}

/** Starts again what it stopped, with the same arguments. */
function processService(): ServiceControl {
  let command: readonly string[] = [];
  return {
    async stop() {
      const pid = Number.parseInt(readFileSync(PID_FILE, 'utf8'), 10);
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!line.includes('pcscd'))
        throw new TargetError({
          en: `${PID_FILE} names process ${pid}, which is no pcscd`,
          fr: `${PID_FILE} nomme le processus ${pid}, qui n'est pas un pcscd`,
        });
      command = line.split('\0').slice(0, -1);
      process.kill(pid, 'SIGTERM');
      await until({ en: 'pcscd ends', fr: 'la fin de pcscd' }, async () => !(await serviceAnswers()));
    },
    async start() {
      const [program = 'pcscd', ...args] = command;
      const started = spawn(program, args, { detached: true, stdio: 'ignore' });
      started.unref();
      let failure: Error | undefined;
      started.on('error', (error) => {
        failure = error;
      });
      await until({ en: 'pcscd offers its socket', fr: 'le socket de pcscd' }, async () => {
        if (failure !== undefined)
          throw new TargetError(
            { en: `${program}: ${failure.message}`, fr: `${program} : ${textOf(failure).fr}` },
            { cause: failure },
          );
        return serviceAnswers();
      });
    },
  };
}

async function serviceAnswers(): Promise<boolean> {
  const winscard = nativeWinScard();
  const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
  if (rv !== SCARD.S_SUCCESS) return false;
  await winscard.releaseContext(context);
  return true;
}

/** A service that starts or ends tells nobody: it is looked at again. */
async function until(what: Text, condition: () => Promise<boolean>): Promise<void> {
  for (const end = SYSTEM_CLOCK.now() + TIMEOUT_MS; SYSTEM_CLOCK.now() < end; ) {
    if (await condition()) return;
    await SYSTEM_CLOCK.wait(LOOK_AGAIN_MS);
  }
  throw new TargetError({
    en: `waited ${TIMEOUT_MS} ms in vain: ${what.en}`,
    fr: `attendu ${TIMEOUT_MS} ms en vain : ${what.fr}`,
  });
}
