/**
 * The security database of a browser profile, as both browsers keep it: cert9.db, key4.db, pkcs11.txt.
 *
 * Source: reference/browsers.md 1.
 */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pemBlocks } from '#asn1/pem.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { BrowserError } from './browser-error.ts';
import { installed } from './installed.ts';
import { runTool } from './run-tool.ts';

export interface SecurityOptions {
  /** Path of the PKCS#11 module. */
  readonly module: string;
  /** Certificates in DER whose servers are trusted. */
  readonly trusted: readonly Bytes[];
}

/** Certificates of a text. @throws BrowserError `trust`, which names where the text is from */
export function certificatesOfPem(name: string, text: string): Bytes[] {
  const found = pemBlocks(text).filter(({ label }) => label === 'CERTIFICATE');
  const ders = found.flatMap(({ der }) => der ?? []);
  try {
    for (const der of ders) new X509Certificate(der);
    if (ders.length > 0 && ders.length === found.length) return ders;
  } catch {
    // Told below.
  }
  throw new BrowserError('trust', {
    en: `${name}: expected certificates in PEM (-----BEGIN CERTIFICATE-----)`,
    fr: `${name} : attendu : des certificats en PEM (-----BEGIN CERTIFICATE-----)`,
  });
}

/** What kept it from its work, in its words; undefined: nothing. */
async function failure(program: 'certutil' | 'modutil', args: readonly string[], folder: string) {
  // The module is looked at, no card: whatever is in the reader of this machine is left alone.
  const env = { ...process.env, LC_ALL: 'C', PCSCLITE_CSOCK_NAME: join(folder, 'no-socket') };
  const { code, output } = await runTool(installed(program), args, { cwd: folder, env });
  return code === 0 ? undefined : output.trim().replaceAll(/\s+/g, ' ');
}

/** @throws BrowserError `profile` */
async function certificates(args: readonly string[], folder: string): Promise<void> {
  const why = await failure('certutil', args, folder);
  if (why === undefined) return;
  throw new BrowserError('profile', {
    en: `the browser's profile could not be made (certutil: ${why})`,
    fr: `le profil du navigateur n'a pas pu être fait (certutil : ${why})`,
  });
}

/** modutil loads it as the browser will. @throws BrowserError `no-module` */
async function addModule(module: string, folder: string): Promise<void> {
  const why = await failure('modutil', ['-force', '-dbdir', 'sql:.', '-add', 'cps-sim', '-libfile', module], folder);
  if (why === undefined) return;
  // A library that is cut off ends modutil itself.
  const said = why === '' ? '' : ` (modutil: ${why})`;
  throw new BrowserError('no-module', {
    en: `${module}: a browser cannot load it; expected a PKCS#11 module for Linux on ${process.arch}, whole${said}`,
    fr: `${module} : un navigateur ne peut pas le charger ; attendu : un module PKCS#11 pour Linux ${process.arch}, entier${said}`,
  });
}

/** @throws BrowserError `profile`, `no-module`, `not-installed` */
export async function makeSecurityDatabase(folder: string, { module, trusted }: SecurityOptions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await certificates(['-N', '-d', 'sql:.', '--empty-password'], folder);
  const lines = trusted.map((der, i) => {
    writeFileSync(join(folder, `trusted-${i}.der`), der);
    return `-A -n trusted-${i} -t CT,, -i trusted-${i}.der`;
  });
  writeFileSync(join(folder, 'batch'), `${lines.join('\n')}\n`);
  if (lines.length > 0) await certificates(['-B', '-d', 'sql:.', '-i', 'batch'], folder);
  for (const name of ['batch', ...trusted.map((_, i) => `trusted-${i}.der`)]) rmSync(join(folder, name));
  await addModule(resolve(module), folder);
}
