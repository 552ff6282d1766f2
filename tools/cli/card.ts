/** `cps-sim card`: creates, shows, checks and updates card files (`*.cps.json`). */
import { randomInt, X509Certificate } from 'node:crypto';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { CardFileError } from '../../simulator/card/state/card-file-error.ts';
import { identifiedAs, onLineUpdate, profileOf, validFor } from '../../simulator/personalisation/index.ts';
import {
  type CardDescription,
  type CheckResult,
  checkCard,
  describeCard,
  type InspectedCard,
  isOfOtherChain,
  outdatedParts,
} from '../../simulator/personalisation/inspection/index.ts';
import { type AuthorityId, defaultPki, OTHER_SEED, Pki } from '../../simulator/pki/index.ts';
import { CIA_READER } from './card/cia-reader.ts';
import { newCard } from './card/new-card.ts';
import { outdatedLines } from './card/outdated.ts';
import { cardLines } from './card/show.ts';
import { type CardChoice, DEFAULT_SEED, refuseForCardFile, typedCard } from './card/source.ts';
import { EXIT } from './exit-code.ts';
import { colon, say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

/** Enough that two cards made without --seed differ; small enough to be typed again. */
const MAX_RANDOM_SEED = 2 ** 31;

export interface CreateOptions {
  readonly profile: string;
  readonly identity?: string;
  readonly out: string;
  readonly seed?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Issued by authorities of the same names and other keys. */
  readonly chain?: 'other';
  readonly force?: true;
}

export async function create({
  profile: name,
  identity,
  out,
  seed = randomInt(MAX_RANDOM_SEED),
  notBefore: from,
  notAfter: to,
  chain,
  force,
}: CreateOptions): Promise<void> {
  const pki = chain === 'other' ? new Pki({ seed: OTHER_SEED }) : undefined;
  const profile = validFor(identifiedAs(profileOf(name), identity), { from, to }, SYSTEM_CLOCK.date());
  const overwrite = force === true;
  // Keys take a while: nobody waits for some that go nowhere.
  CardFile.checkNew(out, { overwrite });
  CardFile.create(out, { profile, seed, state: await newCard(profile, seed, pki) }, { overwrite });
  const { holder, cardNumber } = describeCard(CardFile.openReadOnly(out));
  printLines(
    say({
      en: `${out}: card ${cardNumber} of ${holder} (profile ${profile.name}, seed ${seed})`,
      fr: `${out} : carte ${cardNumber} de ${holder} (profil ${profile.name}, graine ${seed})`,
    }),
  );
}

/** A card file, or the card that a profile and a seed give. @throws CardFileError, ProfileError, UsageError */
async function lookAt(card: string, choice: CardChoice): Promise<InspectedCard> {
  const { source, isFile } = typedCard(card);
  if (!isFile) {
    const { seed = DEFAULT_SEED, identity } = choice;
    const profile = identifiedAs(profileOf(source), identity);
    return { profile, seed, state: await newCard(profile, seed) };
  }
  refuseForCardFile(source, choice);
  return CardFile.openReadOnly(source);
}

/** A card that is made for the look is never old. */
function outdated(card: InspectedCard): string[] {
  return card instanceof CardFile ? outdatedParts(card.profile) : [];
}

/** Those of professionals' cards, and of all others. */
const CARD_AUTHORITIES = ['sante-test-fort-personnes', 'sante-test-standard-personnes'] as const;

export interface ShowOptions {
  readonly json?: true;
  readonly certificates?: true;
  readonly ca?: true;
  readonly seed?: number;
  readonly identity?: string;
}

/** All that issue for cards, or those that issued for that one. @throws UsageError */
async function showAuthorities(
  card: string | undefined,
  { json, certificates, seed, identity }: ShowOptions,
): Promise<void> {
  const beside = json
    ? '--json'
    : certificates
      ? '--certificates'
      : card === undefined && (seed !== undefined ? '--seed' : identity !== undefined && '--identity');
  if (beside)
    throw new UsageError({
      en: `--ca prints certificates in PEM: leave ${beside} out`,
      fr: `--ca affiche des certificats en PEM : laissez ${beside} de côté`,
    });
  const authorities = card === undefined ? CARD_AUTHORITIES : issuersOf(card, await lookAt(card, { seed, identity }));
  for (const authority of authorities) process.stdout.write(defaultPki.chain(authority).pem);
}

const OTHER_CHAIN: Text = {
  en: 'its certificates name the simulated authorities, but other keys signed them (chain: other): no server should trust it',
  fr: "ses certificats nomment les autorités simulées, mais d'autres clés les ont signés (chaîne « other ») : aucun serveur ne doit s'y fier",
};

function certificatesOf({ certificates }: CardDescription): X509Certificate[] {
  return certificates.map(({ pem }) => new X509Certificate(pem));
}

function isOfOther(certificates: readonly X509Certificate[]): boolean {
  return certificates.some((one) => isOfOtherChain(one, defaultPki));
}

/** @throws UsageError when there are none */
function issuersOf(name: string, card: InspectedCard): AuthorityId[] {
  const certificates = certificatesOf(describeCard(card));
  const issuers = certificates.map((one) => defaultPki.issuerOf(one)?.id).filter((id) => id !== undefined);
  if (issuers.length > 0) return [...new Set(issuers)];
  if (isOfOther(certificates))
    throw new UsageError({
      en: `${name}: ${OTHER_CHAIN.en}. For those that servers trust, leave the card out`,
      fr: `${name} : ${OTHER_CHAIN.fr}. Pour celles que les serveurs croient, laissez la carte de côté`,
    });
  throw new UsageError({
    en: `${name}: no certificate of that card comes from the simulated authorities`,
    fr: `${name} : aucun certificat de cette carte ne vient des autorités simulées`,
  });
}

/** What is damaged, in the language that is spoken. */
function told(damaged: CardDescription['damaged']): readonly object[] {
  return damaged.map(({ path, label, problem }) => ({ path, label: say(label), problem: say(problem) }));
}

export async function show(card: string | undefined, options: ShowOptions): Promise<void> {
  const { json, certificates, ca } = options;
  if (ca) return showAuthorities(card, options);
  if (card === undefined)
    throw new UsageError({
      en: 'which card? type: cps-sim card show CARD, a card file or a profile (or --ca, without a card)',
      fr: 'quelle carte ? tapez : cps-sim card show CARTE, un fichier de carte ou un profil (ou --ca, sans carte)',
    });
  const found = await lookAt(card, options);
  const description = describeCard(found);
  const parts = outdated(found);
  if (description.damaged.length > 0) process.exitCode = EXIT.FAILED;
  const other = isOfOther(certificatesOf(description));
  const chain = other ? { chain: 'other' } : {};
  if (json) return printJson({ ...description, ...chain, damaged: told(description.damaged), outdated: parts });
  const lines = [
    ...cardLines(description, certificates === true),
    ...(other ? [say(OTHER_CHAIN)] : []),
    ...outdatedLines(found, card, parts),
  ];
  printLines(lines.join('\n'));
}

export interface CheckOptions {
  readonly json?: true;
  readonly seed?: number;
  readonly identity?: string;
}

interface Checked {
  readonly checks: readonly CheckResult[];
  readonly outdated: readonly string[];
  readonly advice: readonly string[];
}

async function checked(card: string, choice: CardChoice): Promise<Checked> {
  let found: InspectedCard;
  try {
    found = await lookAt(card, choice);
  } catch (error) {
    if (!(error instanceof CardFileError)) throw error;
    const problems = [{ reason: 'unreadable', text: textOf(error) }] as const;
    return { checks: [{ name: READABLE, problems }], outdated: [], advice: [] };
  }
  const parts = outdated(found);
  return { checks: checkCard(found, CIA_READER), outdated: parts, advice: outdatedLines(found, card, parts) };
}

const READABLE: Text = { en: 'the card file can be read', fr: 'le fichier de carte se lit' };
const RIGHT: Text = { en: 'ok   ', fr: 'bon ' };
const WRONG: Text = { en: 'wrong', fr: 'faux' };
const OLD: Text = { en: 'old  ', fr: 'vieux' };

function inJson({ name, problems }: CheckResult): object {
  return { name: say(name), problems: problems.map(({ reason, text }) => ({ reason, text: say(text) })) };
}

export async function check(card: string, { json, ...choice }: CheckOptions): Promise<void> {
  const { checks, outdated: old, advice } = await checked(card, choice);
  const well = checks.every(({ problems }) => problems.length === 0);
  if (!well) process.exitCode = EXIT.FAILED;
  if (json) return printJson({ card, well, checks: checks.map(inJson), outdated: old });
  const tell = (state: Text, [first, ...others]: readonly string[]) =>
    printLines([`${say(state)}  ${first}`, ...others].join('\n         '));
  for (const { name, problems } of checks)
    tell(problems.length === 0 ? RIGHT : WRONG, [say(name), ...problems.map(({ text }) => say(text))]);
  if (advice.length > 0) tell(OLD, advice);
}

export function update(file: string, { actua }: { readonly actua: string }): void {
  const card = CardFile.open(file);
  try {
    card.commit(onLineUpdate(card.profile, actua));
    printLines(`${file}${colon()} EF_ACTUA ${describeCard(card).actua}`);
  } finally {
    card.close();
  }
}
