/** Scenarios as they are going to be played, and as they are told. */
import type { ToldScenario } from '#trace/event.ts';
import { type FoundScenario, isFaulty } from './file/find.ts';

export interface Planned {
  readonly found: FoundScenario;
  readonly told: ToldScenario;
}

/** @param repeatEach how often each scenario is played */
export function planned(scenarios: readonly FoundScenario[], repeatEach: number): Planned[] {
  return scenarios.flatMap((found) => {
    const told = toldScenario(found);
    if (repeatEach === 1 || isFaulty(found)) return [{ found, told }];
    return Array.from({ length: repeatEach }, (_, i) => ({
      found,
      told: { ...told, repetition: { number: i + 1, of: repeatEach } },
    }));
  });
}

/** Nobody can know the title of a faulty file: it is called by its path. */
export function toldScenario(found: FoundScenario): ToldScenario {
  if (isFaulty(found)) return { title: found.file, file: found.file, steps: 0 };
  const { title, file, steps, row } = found;
  return { title, file, steps: steps.length, ...(row && { row: { name: row.name, line: row.lines[0] } }) };
}
