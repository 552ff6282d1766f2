/** `cps-sim card`: creates, shows, checks and updates card files (`*.cps.json`). */
import { randomInt } from 'node:crypto';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { CardFileError } from '../../simulator/card/state/card-file-error.ts';
import {
  onLineUpdate,
  profileOf,
  shippedProfile,
  shippedProfileNames,
  validFor,
} from '../../simulator/personalisation/index.ts';
import {
  type CheckResult,
  checkCard,
  describeCard,
  type InspectedCard,
  outdatedParts,
} from '../../simulator/personalisation/inspection/index.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { CIA_READER } from './card/cia-reader.ts';
import { newCard } from './card/new-card.ts';
import { outdatedLines } from './card/outdated.ts';
import { cardLines } from './card/show.ts';
import { DEFAULT_SEED, seedOfCardFile, typedCard } from './card/source.ts';
import { EXIT } from './exit-code.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

/** Enough that two cards made without --seed differ; small enough to be typed again. */
const MAX_RANDOM_SEED = 2 ** 31;

export interface CreateOptions {
  readonly profile: string;
  readonly out: string;
  readonly seed?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly force?: true;
}

export async function create({
  profile: name,
  out,
  seed = randomInt(MAX_RANDOM_SEED),
  notBefore: from,
  notAfter: to,
  force,
}: CreateOptions): Promise<void> {
  const profile = validFor(profileOf(name), { from, to }, SYSTEM_CLOCK.date());
  CardFile.create(out, { profile, seed, state: await newCard(profile, seed) }, { overwrite: force === true });
  const { holder, cardNumber } = describeCard(CardFile.openReadOnly(out));
  printLines(
    say({
      en: `${out}: card ${cardNumber} of ${holder} (profile ${profile.name}, seed ${seed})`,
      fr: `${out} : carte ${cardNumber} de ${holder} (profil ${profile.name}, graine ${seed})`,
    }),
  );
}

/** A card file, or the card that a profile and a seed give. @throws CardFileError, ProfileError, UsageError */
async function lookAt(card: string, seed: number | undefined): Promise<InspectedCard> {
  const { source, isFile } = typedCard(card);
  if (!isFile) {
    const profile = profileOf(source);
    return { profile, seed: seed ?? DEFAULT_SEED, state: await newCard(profile, seed ?? DEFAULT_SEED) };
  }
  if (seed !== undefined) throw seedOfCardFile(source);
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
}

export async function show(card: string | undefined, { json, certificates, ca, seed }: ShowOptions): Promise<void> {
  if (ca) {
    for (const authority of CARD_AUTHORITIES) process.stdout.write(defaultPki.chain(authority).pem);
    return;
  }
  if (card === undefined)
    throw new UsageError({
      en: 'which card? type: cps-sim card show CARD, a card file or a profile (or --ca, without a card)',
      fr: 'quelle carte ? tapez : cps-sim card show CARTE, un fichier de carte ou un profil (ou --ca, sans carte)',
    });
  const found = await lookAt(card, seed);
  const description = describeCard(found);
  const parts = outdated(found);
  if (description.damaged.length > 0) process.exitCode = EXIT.FAILED;
  if (json) return printJson({ ...description, outdated: parts });
  const lines = [...cardLines(description, certificates === true), ...outdatedLines(found, card, parts)];
  printLines(lines.join('\n'));
}

export interface CheckOptions {
  readonly json?: true;
  readonly seed?: number;
}

interface Checked {
  readonly checks: readonly CheckResult[];
  readonly outdated: readonly string[];
  readonly advice: readonly string[];
}

async function checked(card: string, seed: number | undefined): Promise<Checked> {
  let found: InspectedCard;
  try {
    found = await lookAt(card, seed);
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

/** For programs: what has no language is English. */
function inJson({ name, problems }: CheckResult): object {
  return { name: name.en, problems: problems.map(({ reason, text }) => ({ reason, text: text.en })) };
}

export async function check(card: string, { json, seed }: CheckOptions): Promise<void> {
  const { checks, outdated: old, advice } = await checked(card, seed);
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
    printLines(`${file}: EF_ACTUA ${describeCard(card).actua}`);
  } finally {
    card.close();
  }
}

export function profiles({ json }: { readonly json?: true }): void {
  const names = shippedProfileNames();
  if (json) {
    printJson(names.map((name) => ({ name, title: shippedProfile(name).title })));
    return;
  }
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) printLines(`${name.padEnd(width)}  ${say(shippedProfile(name).title)}`);
}
