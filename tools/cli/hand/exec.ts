/** `cps-sim hand exec`: a program in a world that it moves itself, by a door that is its own. */
import { DOOR_VARIABLE, TOKEN_VARIABLE } from '../../door/client.ts';
import { openDoor } from '../../door/door.ts';
import { ChildProgram } from '../exec/child-program.ts';
import { failed, specOf } from '../hand.ts';

export interface HandExecOptions {
  readonly scenario?: string;
}

/** Ends with the exit code of the program. @throws ScenarioFileError, ServiceError, TemporaryFolderError */
export async function exec(program: string, args: readonly string[], { scenario }: HandExecOptions): Promise<void> {
  const first = specOf(scenario);
  const door = await openDoor({ first, failed });
  try {
    const { environment } = await door.worlds.named(first.name).state();
    const variables = { ...environment, [DOOR_VARIABLE]: door.url, [TOKEN_VARIABLE]: door.token };
    process.exitCode = await new ChildProgram({ command: program, args, environment: () => variables }).start();
  } finally {
    await door.close();
  }
}
