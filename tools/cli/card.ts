/** `cps-sim card`: creates, shows, checks and updates card files (`*.cps.json`). */
import { randomInt } from 'node:crypto';
import { toPem } from '#asn1/pem.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { CardFileError } from '../../simulator/card/state/card-file-error.ts';
import { onLineUpdate, profileOf, shippedProfile, shippedProfileNames } from '../../simulator/personalisation/index.ts';
import { checkCard, describeCard } from '../../simulator/personalisation/inspection/index.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { CIA_READER } from './card/cia-reader.ts';
import { newCard } from './card/new-card.ts';
import { cardLines } from './card/show.ts';
import { EXIT } from './exit-code.ts';
import { printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

/** Enough that two cards made without --seed differ; small enough to be typed again. */
const MAX_RANDOM_SEED = 2 ** 31;

export interface CreateOptions {
  readonly profile: string;
  readonly out: string;
  readonly seed?: number;
  readonly force?: true;
}

export async function create({
  profile: name,
  out,
  seed = randomInt(MAX_RANDOM_SEED),
  force,
}: CreateOptions): Promise<void> {
  const profile = profileOf(name);
  CardFile.create(out, { profile, seed, state: await newCard(profile, seed) }, { overwrite: force === true });
  const { holder, cardNumber } = describeCard(CardFile.openReadOnly(out));
  printLines(`${out}: card ${cardNumber} of ${holder} (profile ${profile.name}, seed ${seed})`);
}

export interface ShowOptions {
  readonly json?: true;
  readonly certificates?: true;
  readonly ca?: true;
}

export function show(file: string | undefined, { json, certificates, ca }: ShowOptions): void {
  if (ca) {
    const { intermediate, root } = defaultPki.certificates();
    process.stdout.write(toPem(intermediate) + toPem(root));
    return;
  }
  if (file === undefined) throw new UsageError('which card? type: cps-sim card show FILE (or --ca, without a file)');
  const card = describeCard(CardFile.openReadOnly(file));
  printLines(json ? JSON.stringify(card, null, 2) : cardLines(card, certificates === true).join('\n'));
}

export function check(file: string): void {
  let card: CardFile;
  try {
    card = CardFile.openReadOnly(file);
  } catch (error) {
    if (!(error instanceof CardFileError)) throw error;
    printLines(`wrong  ${error.message}`);
    process.exitCode = EXIT.FAILED;
    return;
  }
  const results = checkCard(card, CIA_READER);
  for (const { name, problems } of results)
    printLines(
      [`${problems.length === 0 ? 'ok   ' : 'wrong'}  ${name}`, ...problems.map(({ text }) => text)].join(
        '\n         ',
      ),
    );
  if (results.some(({ problems }) => problems.length > 0)) process.exitCode = EXIT.FAILED;
}

export function update(file: string, { actua }: { readonly actua: string }): void {
  const card = CardFile.open(file);
  try {
    // What cannot be told afterwards is not written.
    describeCard(card);
    card.commit(onLineUpdate(card.profile, actua));
    printLines(`${file}: EF_ACTUA ${describeCard(card).actua}`);
  } finally {
    card.close();
  }
}

export function profiles(): void {
  const names = shippedProfileNames();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) printLines(`${name.padEnd(width)}  ${shippedProfile(name).title.en}`);
}
