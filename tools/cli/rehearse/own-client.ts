/** `--client`: somebody's own mail program in the place of ours; its exit code says whether it came in. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPem } from '#asn1/pem.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { requireShell, SHELL } from '../command-line-shell.ts';
import { UsageError } from '../usage-error.ts';
import type { Given } from './rehearsal.ts';

const PATIENCE_MS = 60_000;
/** What a shell ends with then. */
const [NOT_EXECUTABLE, NOT_FOUND] = [126, 127];

export interface OwnClient {
  /** Whether the program ended with 0. */
  readonly play: (given: Given) => Promise<boolean>;
  /** Takes the files with the keys away. */
  end(): void;
}

interface Files {
  readonly trust: string;
  readonly cert: string;
  readonly key: string;
}

function write(folder: string, { trusted, card }: Given): Files {
  const path = (name: string, content: string) => {
    const at = join(folder, name);
    writeFileSync(at, content, { mode: 0o600 });
    return at;
  };
  const trust = path('trust.pem', trusted.map(toPem).join(''));
  if (card === undefined) return { trust, cert: '', key: '' };
  return { trust, cert: path('card.pem', card.cert), key: path('card.key', card.key) };
}

/** What the program finds in its environment. Empty MSSANTE_CERT: the computer cannot read that card. */
function environment({ cell, host, port, at }: Given, { trust, cert, key }: Files): NodeJS.ProcessEnv {
  return {
    MSSANTE_INTERFACE: cell.interface,
    MSSANTE_STRATEGY: cell.strategy,
    MSSANTE_FLOW: cell.flow,
    MSSANTE_CARD: cell.card,
    MSSANTE_HOST: host,
    MSSANTE_ADDRESS: LOOPBACK,
    MSSANTE_PORT: String(port),
    MSSANTE_SNI: cell.client.sni ? 'yes' : 'no',
    MSSANTE_DATE: at.toISOString(),
    MSSANTE_TRUST: trust,
    MSSANTE_CERT: cert,
    MSSANTE_KEY: key,
  };
}

/** The whole group: a shell's children too. */
function end(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** A program that nobody could start has refused nothing. */
function cannotBeRun(command: string, code: number): UsageError {
  const shown = terminalText(withoutPossibleCodes(command));
  const why: Text =
    code === NOT_FOUND
      ? { en: 'no such program', fr: "ce programme n'existe pas" }
      : { en: 'it may not be executed', fr: 'il ne peut être exécuté' };
  return new UsageError({
    en: `--client '${shown}' could not be run (${code}: ${why.en}); expected a program that ends with 0 when it comes in, with another code, below 126, when it is refused`,
    fr: `--client '${shown}' n'a pu être lancé (${code} : ${why.fr}), attendu : un programme qui finit par 0 s'il entre, par un autre code, sous 126, s'il est refusé`,
  });
}

function run(command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'ignore', 'inherit'] as const;
    const child = spawn(SHELL, ['-c', command], {
      env: { ...process.env, ...env },
      stdio: [...stdio],
      detached: true,
    });
    const stop = SYSTEM_CLOCK.after(PATIENCE_MS, () => end(child.pid));
    child.on('error', reject).on('close', (code) => {
      stop();
      if (code === NOT_FOUND || code === NOT_EXECUTABLE) reject(cannotBeRun(command, code));
      else resolve(code === 0);
    });
  });
}

/** @throws UsageError on Windows */
export function ownClient(command: string): OwnClient {
  requireShell('--client', {
    en: 'rehearse your client on Linux, or under WSL; without --client the one of ours plays here',
    fr: 'jouez votre client sous Linux, ou sous WSL ; sans --client, le nôtre joue ici',
  });
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-rehearse-'));
  return {
    play: (given) => run(command, environment(given, write(folder, given))),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}
