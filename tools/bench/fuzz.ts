/** How many command APDUs the fuzzer plays, with all that it looks at after each. */
import { shippedProfile } from '../../simulator/personalisation/index.ts';
import { campaign } from '../fuzz/campaign.ts';
import { cardTarget } from '../fuzz/card-target.ts';
import { PROFILE } from './full-card.ts';
import { type Outcome, time } from './report.ts';
import { cpuOf, undisturbed } from './rounds.ts';

const ROUNDS = 20;
const CASES = 20_000;

export async function fuzzRate(): Promise<Outcome> {
  const target = cardTarget(shippedProfile(PROFILE));
  const readings: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    readings.push((await cpuOf(1, () => campaign({ target, seed: round, cases: CASES }))) / CASES);
  const each = undisturbed(readings);
  return {
    name: 'fuzzer, APDUs with their invariants',
    value: 1e6 / each,
    unit: 'APDUs per CPU second',
    bar: 50_000,
    sense: 'least',
    details: `${time(each)} each`,
  };
}
