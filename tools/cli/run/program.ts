/** `--program`: one program beside all the scenarios that are played. */
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { type FoundScenario, isFaulty } from '../../../scenarios/engine/file/find.ts';
import type { ProgramSpec } from '../../../scenarios/engine/file/program-spec.ts';
import { requireShell, SHELL } from '../command-line-shell.ts';
import { UsageError } from '../usage-error.ts';
import type { RunOptions } from './options.ts';

export function programNamed(typed: string): ProgramSpec {
  return { command: SHELL, args: ['-c', typed], name: withoutPossibleCodes(typed) };
}

/**
 * The scenarios with that program in the place of their own.
 * @throws UsageError where no program can run beside them
 */
export function withProgram(
  found: readonly FoundScenario[],
  { program, target, clock }: Pick<RunOptions, 'program' | 'target' | 'clock'>,
): readonly FoundScenario[] {
  if (program === undefined) return found;
  requireShell('--program', {
    en: 'write { program: [PROGRAM.EXE, ARGUMENT] } in the scenario, or play it beside one: exec --scenario FILE -- PROGRAM.EXE',
    fr: "écrivez { program: [PROGRAMME.EXE, ARGUMENT] } dans le scénario, ou jouez-le à côté d'un programme : exec --scenario FICHIER -- PROGRAMME.EXE",
  });
  if (program.trim() === '')
    throw new UsageError({
      en: "--program '' names none, expected a command line such as 'pkcs11-tool -L'",
      fr: "--program '' n'en nomme pas, attendu : une ligne de commande telle que 'pkcs11-tool -L'",
    });
  if (target === 'pcsc' || clock === 'virtual')
    throw new UsageError({
      en: '--program brings a world of its own, in real time: leave --target pcsc and --clock virtual out',
      fr: '--program apporte un monde à lui, en temps réel : laissez --target pcsc et --clock virtual de côté',
    });
  return found.map((one) => (isFaulty(one) ? one : { ...one, program: programNamed(program) }));
}
