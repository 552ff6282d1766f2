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
        {
          en: `${path}: use_file_caching = ${caching}: OpenSC shows old contents of a card that has changed`,
          fr: `${path} : use_file_caching = ${caching} : OpenSC montre l'ancien contenu d'une carte qui a changé`,
        },
        {
          en: 'rm -rf ~/.cache/opensc, or take use_file_caching out',
          fr: 'rm -rf ~/.cache/opensc, ou retirez use_file_caching',
        },
      ),
    );
  const drivers = setting(text, 'card_drivers');
  if (drivers !== undefined && !/\b(iasecc|internal)\b/.test(drivers))
    findings.push(
      bad(
        {
          en: `${path}: card_drivers = ${drivers} leaves iasecc out: no CPS card is seen`,
          fr: `${path} : card_drivers = ${drivers} laisse iasecc de côté : aucune carte CPS n'est vue`,
        },
        { en: 'add iasecc to it', fr: 'ajoutez-y iasecc' },
      ),
    );
  const ignored = setting(text, 'ignored_readers');
  if (ignored !== undefined && /virtual|pcd/i.test(ignored))
    findings.push(
      bad(
        {
          en: `${path}: ignored_readers = ${ignored}: OpenSC does not look into vpcd`,
          fr: `${path} : ignored_readers = ${ignored} : OpenSC ne regarde pas dans vpcd`,
        },
        { en: 'take it out', fr: 'retirez cette ligne' },
      ),
    );
  return findings;
}

/** First and last version whose IAS-ECC driver frees what it has parsed (`iasecc_sdo_parse`): run with the last one. */
const BROKEN = { FIRST: '0.24.0', LAST: '0.27.1' } as const;

/** Whether this OpenSC can log in with a CPS3. @param info what `opensc-tool --info` prints */
export function explainVersion(info: string): Finding {
  const [name = 'OpenSC', version] = /^OpenSC (\d+\.\d+(?:\.\d+)?)\S*/.exec(info) ?? [];
  if (version === undefined || !isAtLeast(version, BROKEN.FIRST))
    return ok({ en: `${name}, driver iasecc`, fr: `${name}, pilote iasecc` });
  if (!isAtLeast(BROKEN.LAST, version))
    return ok({
      en: `${name}, driver iasecc; ${BROKEN.FIRST} to ${BROKEN.LAST} cannot log in, later ones were not tried`,
      fr: `${name}, pilote iasecc ; ${BROKEN.FIRST} à ${BROKEN.LAST} ne peuvent présenter de code, les suivantes n'ont pas été essayées`,
    });
  return warn(
    {
      en: `${name}: no login works with a CPS3, virtual or real (its driver iasecc loses what it has read of the code)`,
      fr: `${name} : aucun code ne passe avec une CPS3, virtuelle ou réelle (son pilote iasecc perd ce qu'il a lu du code)`,
    },
    {
      en: 'use the official module (Cryptolib CPS), or an OpenSC 0.23 in a folder of its own: docs/clients.md says how',
      fr: 'prenez le module officiel (Cryptolib CPS), ou un OpenSC 0.23 dans un dossier à lui : docs/clients.md dit comment',
    },
  );
}

export function checkOpenSc(): Finding[] {
  const { stdout, status } = spawnSync('opensc-tool', ['--info'], { encoding: 'utf8' });
  if (status !== 0)
    return [
      warn(
        {
          en: 'OpenSC is not installed: browsers and pkcs11-tool cannot use the card',
          fr: "OpenSC n'est pas installé : navigateurs et pkcs11-tool ne peuvent se servir de la carte",
        },
        process.platform === 'win32'
          ? { en: 'github.com/OpenSC/OpenSC has an installer', fr: 'github.com/OpenSC/OpenSC a un installeur' }
          : 'sudo apt install opensc opensc-pkcs11',
      ),
    ];
  const settings = existsSync(CONFIGURATION)
    ? explainConfiguration(readFileSync(CONFIGURATION, 'utf8'), CONFIGURATION)
    : [];
  return [explainVersion(stdout), ...settings];
}
