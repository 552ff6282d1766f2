/** Writes docs/dependencies.md: `npm run dependencies`, when package-lock.json has changed. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { type AuditState, dependenciesPage, type LockFile } from './dependencies/page.ts';

const ROOT = new URL('../', import.meta.url);
const DAY_LENGTH = 'YYYY-MM-DD'.length;

interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
}

function audit(): AuditState {
  const day = SYSTEM_CLOCK.date().toISOString().slice(0, DAY_LENGTH);
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: ROOT, encoding: 'utf8' });
  const { vulnerabilities } = JSON.parse(stdout) as AuditReport;
  const found =
    vulnerabilities && Object.entries(vulnerabilities).map(([name, { severity }]) => `${name}: ${severity}`);
  return { day, advisories: found };
}

const lock = JSON.parse(readFileSync(new URL('package-lock.json', ROOT), 'utf8')) as LockFile;
writeFileSync(new URL('docs/dependencies.md', ROOT), dependenciesPage(lock, audit()));
