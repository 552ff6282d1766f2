/** The worlds of `cps-sim run`: one a scenario, on the target that was asked for, or beside its program. */
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { TraceStream } from '#trace/stream.ts';
import type { ScenarioRunOptions } from '../../../scenarios/engine/scenario-run.ts';
import { openWorld } from '../../../scenarios/world/open-world.ts';
import { pcscdService } from '../../../scenarios/world/targets/pcscd-service.ts';
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { ChildProgram } from '../exec/child-program.ts';
import { ProgramOutput } from '../exec/program-output.ts';
import { openWorldBeside } from '../exec/world-beside.ts';
import { say } from '../language.ts';
import type { RunOptions } from './options.ts';
import { please } from './texts.ts';

type WorldRunOptions = Pick<RunOptions, 'target' | 'reader' | 'clock' | 'seed'>;

export function worldOpener(
  { target, reader, clock, seed }: WorldRunOptions,
  stream: TraceStream,
): ScenarioRunOptions['openWorld'] {
  const ask = (todo: Text) => process.stderr.write(`\n>>> ${terminalText(say(please(todo)))}\n`);
  return async ({ context }, scenario) => {
    const { services, date, timing, program } = scenario;
    if (program !== undefined) {
      const beside = (environment: () => Readonly<Record<string, string>>) =>
        new ChildProgram({ ...program, environment, output: new ProgramOutput() });
      return openWorldBeside({ program: beside, stream, context, seed }, scenario);
    }
    const opened = await openTarget(target, { reader, clock, date, service: pcscdService(), ask });
    return openWorld(opened, { seed, stream, services, timing, tell: stream.within(context) });
  };
}
