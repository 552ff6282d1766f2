/** Readings taken by turns, so that what disturbs the machine disturbs all that is compared; and what to make of them. */

/** Of the rounds, what is not kept: compilers and caches are still at work. */
const WARM_UP = 0.2;
/** A busy machine only ever adds to a reading: its quickest ones tell what was measured. */
const UNDISTURBED = 0.1;

/** One reading of each work a round, in turn forwards and backwards; for each work its readings. */
export async function byTurns<const T extends readonly (() => Promise<number> | number)[]>(
  rounds: number,
  ...works: T
): Promise<{ [K in keyof T]: number[] }> {
  const turns = works.map((work) => ({ work, readings: [] as number[] }));
  const order = [...turns];
  for (let round = -Math.ceil(rounds * WARM_UP); round < rounds; round++) {
    for (const { work, readings } of order) {
      const reading = await work();
      if (round >= 0) readings.push(reading);
    }
    order.reverse();
  }
  return turns.map(({ readings }) => readings) as { [K in keyof T]: number[] };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

/** The first decile of readings of time. */
export function undisturbed(values: readonly number[]): number {
  return quantile(values, UNDISTURBED);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** CPU microseconds of one of `count` pieces of work, all threads of this process together. */
export async function cpuOf(count: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
