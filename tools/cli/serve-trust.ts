/** `cps-sim serve --write-trust FILE`: the simulated authorities, for programs that shall believe services and cards. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pemBlocks } from '#asn1/pem.ts';
import type { Text } from '#common/language.ts';
import { writeAtomically } from '#files/index.ts';
import { throughLinks } from '#files/links.ts';
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import { refuseOtherKinds } from '#files/regular-file.ts';
import type { AuthorityId } from '../../simulator/pki/index.ts';
import { CARD_AUTHORITIES } from '../../simulator/services/card-authorities.ts';
import type { HealthServices } from '../../simulator/services/index.ts';
import { say } from './language.ts';
import { OutputClaims } from './output-claims.ts';
import { UsageError } from './usage-error.ts';

/** Whoever issues what the portal and the registration server give. */
const OF_SERVERS: AuthorityId = 'sante-test-elementaire-organisations';

const TRUST: OutputKind = {
  name: {
    en: 'a file of simulated authorities (--force writes over it)',
    fr: "un fichier d'autorités simulées (--force l'écrase)",
  },
  beginning: /^# SIMULATION\b/,
};

/** Stands first: whoever opens the file reads it. */
const WARNING: Text = {
  en: '# SIMULATION: never put these certificates into a store that is used; anybody can issue in their name.',
  fr: "# SIMULATION : ne mettez jamais ces certificats dans un magasin qui sert ; n'importe qui peut émettre en leur nom.",
};

const TITLE: Text = { en: 'trust', fr: 'confiance' };
const WHAT: Text = {
  en: 'simulated authorities (PEM), for tests alone',
  fr: 'autorités simulées (PEM), pour des tests',
};

export interface TrustOptions {
  readonly writeTrust?: string;
  readonly force?: true;
}

/** Before anything is started. @throws UsageError, ForeignFileError, an error of the file system */
export function checkTrustFile({ writeTrust, force }: TrustOptions): void {
  if (writeTrust === undefined) {
    if (!force) return;
    throw new UsageError({
      en: '--force writes over the file of --write-trust: name that file, or leave --force out',
      fr: '--force écrase le fichier de --write-trust : nommez-le, ou laissez --force de côté',
    });
  }
  const claims = new OutputClaims();
  claims.standardOutput('serve');
  claims.file(writeTrust, `--write-trust ${writeTrust}`);
  refuseOtherKinds(writeTrust);
  if (!force) refuseForeignFile(writeTrust, TRUST);
}

/** Roots and intermediates of all cards, of what is issued here, and of the services that were started; each once. */
async function trustOf({ pki, all }: HealthServices): Promise<string> {
  const authorities = [...CARD_AUTHORITIES.test, ...CARD_AUTHORITIES.production, OF_SERVERS];
  const above = authorities.map((id) => pki.authority(id).issuer).filter((id) => id !== undefined);
  await pki.ready(...new Set([...authorities, ...above]));
  const chains = [...authorities.map((id) => pki.chain(id).pem), ...all.map(({ trust = '' }) => trust)];
  const certificates = new Set(chains.flatMap(pemBlocks).map(({ text }) => `${text}\n`));
  return [`${say(WARNING)}\n`, ...certificates].join('');
}

/** Returns how it is told among the services. @throws an error of the file system */
export async function writeTrustFile(path: string, services: HealthServices) {
  writeAtomically(throughLinks(path), await trustOf(services));
  return { name: 'trust', title: TITLE, addresses: [{ what: WHAT, url: pathToFileURL(resolve(path)).href }] };
}
