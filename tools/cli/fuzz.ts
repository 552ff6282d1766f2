/** `cps-sim fuzz`: random commands, frames and messages, and what must hold after each; ends with 1 when something does not. */
import type { Text } from '#common/language.ts';
import { toHex } from '#iso7816/bytes.ts';
import { campaign, type Finding, type Outcome } from '../fuzz/campaign.ts';
import { cardTarget } from '../fuzz/card-target.ts';
import { pcscliteTarget } from '../fuzz/pcsclite-target.ts';
import type { Broken, FuzzTarget } from '../fuzz/target.ts';
import { VPCD_TARGET } from '../fuzz/vpcd-target.ts';
import { vpiccTarget } from '../fuzz/vpicc-target.ts';
import { profileAt } from './card/profile-source.ts';
import { EXIT } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly card: string;
  readonly json?: true;
}

/** Of a hundred cases; a connection costs as much as many commands. */
const SHARES: Readonly<Record<FuzzTargetName, number>> = { apdu: 80, vpcd: 10, vpicc: 5, pcsclite: 5 };

export type FuzzTargetName = 'apdu' | 'vpcd' | 'vpicc' | 'pcsclite';

const INVARIANTS: Readonly<Record<Broken['invariant'], Text>> = {
  exception: { en: 'an exception', fr: 'une exception' },
  answer: { en: 'an answer that is none', fr: "une réponse qui n'en est pas une" },
  tries: { en: 'a try lost or won', fr: 'un essai perdu ou gagné' },
  secret: { en: 'a secret gets out', fr: 'un secret sort' },
  cardFile: { en: 'a card file that does not load', fr: 'un fichier de carte qui ne se lit plus' },
  order: { en: 'answers that are not those expected', fr: 'des réponses qui ne sont pas celles attendues' },
  others: { en: 'another client is disturbed', fr: 'un autre client est dérangé' },
};

function targetOf(name: FuzzTargetName, card: string): FuzzTarget {
  if (name === 'vpcd') return VPCD_TARGET;
  if (name === 'vpicc') return vpiccTarget();
  return name === 'pcsclite' ? pcscliteTarget() : cardTarget(profileAt(card));
}

function held({ target, cases }: Outcome): Text {
  return { en: `${target}: ${cases} cases, everything holds`, fr: `${target} : ${cases} cas, tout tient` };
}

/** The codes in it are those of the fuzzer's own card, which is made for the run. */
function lines(target: string, { number, invariant, details, inputs }: Finding): string[] {
  const { en, fr } = INVARIANTS[invariant];
  const shown = inputs.map((input) => `  ${toHex(input)}`);
  const smallest = {
    en: `the fewest inputs that do it, ${inputs.length}:`,
    fr: `le moins d'entrées qui y mènent, ${inputs.length} :`,
  };
  return [
    say({
      en: `${target}: ${en} at case ${number}: ${details}`,
      fr: `${target} : ${fr} au cas ${number} : ${details}`,
    }),
    say(smallest),
    ...shown,
  ];
}

function tell(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    const { target, finding } = outcome;
    for (const line of finding === undefined ? [say(held(outcome))] : lines(target, finding)) console.log(line);
  }
}

function outcomeObject({ target, cases, finding }: Outcome): object {
  const found = finding && { ...finding, inputs: finding.inputs.map((input) => toHex(input)) };
  return { target, cases, ...(found && { finding: found }) };
}

/** @throws CardFileError, ProfileError of the card */
export async function fuzz(names: readonly FuzzTargetName[], { cases, seed, card, json }: FuzzOptions): Promise<void> {
  const targets = names.map((name) => ({ target: targetOf(name, card), share: SHARES[name] }));
  const whole = targets.reduce((sum, { share }) => sum + share, 0);
  const interruption = new Interruption();
  const outcomes: Outcome[] = [];
  try {
    for (const { target, share } of targets) {
      if (interruption.signal.aborted) break;
      const part = Math.ceil((cases * share) / whole);
      outcomes.push(await campaign({ target, seed, cases: part, signal: interruption.signal }));
    }
  } finally {
    interruption.over();
  }
  if (json) printJson({ seed, outcomes: outcomes.map(outcomeObject) });
  else tell(outcomes);
  const found = outcomes.some(({ finding }) => finding !== undefined);
  process.exitCode = found ? EXIT.FAILED : (interruption.exitCode ?? EXIT.OK);
}
