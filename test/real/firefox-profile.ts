/** A profile of Firefox that trusts a page, knows the PKCS#11 module and chooses the certificate by itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from './plugged-card.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';

const SETTINGS = {
  'security.default_personal_cert': 'Select Automatically',
  'network.http.speculative-parallel-limit': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.shell.checkDefaultBrowser': false,
};

async function succeeds(program: string, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await tool(program, [...args]);
  if (code !== 0) throw new Error(`${program}: ${stdout}${stderr}`);
}

/**
 * @param folder where the profile is made
 * @param authorities a file in PEM: the one whose page is trusted, first
 * @returns path of the profile
 */
export async function firefoxProfile(
  folder: string,
  authorities: string,
  settings: Readonly<Record<string, string | number | boolean>> = {},
): Promise<string> {
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const database = `sql:${profile}`;
  await succeeds('certutil', '-N', '-d', database, '--empty-password');
  await succeeds('certutil', '-A', '-d', database, '-n', 'page', '-t', 'CT,,', '-i', authorities);
  await succeeds('modutil', '-force', '-dbdir', database, '-add', 'OpenSC', '-libfile', MODULE);
  const lines = Object.entries({ ...SETTINGS, ...settings }).map(
    ([name, value]) => `user_pref('${name}', ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`);
  return profile;
}
