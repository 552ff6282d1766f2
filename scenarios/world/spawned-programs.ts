/** Programs that a test has started in its world: none of them outlives it. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { endProgram } from './ending.ts';

interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

export class SpawnedPrograms {
  readonly #running = new Set<ChildProcess>();

  start({ command, args }: Command, options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, options);
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  /** SIGTERM for each that runs, SIGKILL for one that has not ended by then; one after the other would add their times. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].filter((child) => !hasEnded(child)).map(end));
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const running = { terminate: () => child.kill('SIGTERM'), kill: () => child.kill('SIGKILL'), ended };
  await endProgram(child.spawnfile, running, SYSTEM_CLOCK);
}
