/** OpenSC: is it there, and do its settings let it see the card as it is? */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { bad, type Finding, ok, warn } from './finding.ts';
import { isAtLeast } from './runtime.ts';

const CONFIGURATION = process.env.OPENSC_CONF ?? '/etc/opensc/opensc.conf';

/** The value of a setting, comments and quotes taken off; the last one stands. */
function setting(text: string, name: string): string | undefined {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, ''));
  const found = lines.flatMap((line) => new RegExp(`\\b${name}\\s*=\\s*([^;]*);`).exec(line)?.[1] ?? []);
  return found.at(-1)?.replaceAll('"', '').trim();
}

/** What in opensc.conf keeps OpenSC from the card, or shows an old one. */
export function explainConfiguration(text: string, path: string): Finding[] {
  const findings: Finding[] = [];
  const caching = setting(text, 'use_file_caching');
  if (caching !== undefined && !['false', 'no'].includes(caching))
    findings.push(
      warn(
        `${path}: use_file_caching = ${caching}: OpenSC shows old contents of a card that has changed`,
        'rm -rf ~/.cache/opensc, or take use_file_caching out',
      ),
    );
  const drivers = setting(text, 'card_drivers');
  if (drivers !== undefined && !/\b(iasecc|internal)\b/.test(drivers))
    findings.push(bad(`${path}: card_drivers = ${drivers} leaves iasecc out: no CPS card is seen`, 'add iasecc to it'));
  const ignored = setting(text, 'ignored_readers');
  if (ignored !== undefined && /virtual|pcd/i.test(ignored))
    findings.push(bad(`${path}: ignored_readers = ${ignored}: OpenSC does not look into vpcd`, 'take it out'));
  return findings;
}

/** First and last version whose IAS-ECC driver frees what it has parsed (`iasecc_sdo_parse`): run with the last one. */
const BROKEN = { FIRST: '0.24.0', LAST: '0.27.1' } as const;

/** Whether this OpenSC can log in with a CPS3. @param info what `opensc-tool --info` prints */
export function explainVersion(info: string): Finding {
  const [name = 'OpenSC', version] = /^OpenSC (\d+\.\d+(?:\.\d+)?)\S*/.exec(info) ?? [];
  if (version === undefined || !isAtLeast(version, BROKEN.FIRST)) return ok(`${name}, driver iasecc`);
  if (!isAtLeast(BROKEN.LAST, version))
    return ok(`${name}, driver iasecc; ${BROKEN.FIRST} to ${BROKEN.LAST} cannot log in, later ones were not tried`);
  return warn(
    `${name}: no login works with a CPS3, virtual or real (its driver iasecc loses what it has read of the code)`,
    'use the official module (Cryptolib CPS), or an OpenSC 0.23 in a folder of its own: docs/clients.md says how',
  );
}

export function checkOpenSc(): Finding[] {
  const { stdout, status } = spawnSync('opensc-tool', ['--info'], { encoding: 'utf8' });
  if (status !== 0)
    return [
      warn(
        'OpenSC is not installed: browsers and pkcs11-tool cannot use the card',
        'sudo apt install opensc opensc-pkcs11',
      ),
    ];
  const settings = existsSync(CONFIGURATION)
    ? explainConfiguration(readFileSync(CONFIGURATION, 'utf8'), CONFIGURATION)
    : [];
  return [explainVersion(stdout), ...settings];
}
