/** A C program of Windows under Wine, over loopback to our world, beside the same one of Linux over the private socket. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { windowsProgram } from '../cli/exec/windows-program.ts';
import { BlockClient, withClient } from './block-client.ts';
import { echoCard } from './echo-card.ts';
import { BLOCK, type Paths } from './over-pcscd.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';

const ROUNDS = 200;
const WAIT_MS = 2000;
const READER = 'bench 00 00';
const SOURCE = fileURLToPath(new URL('apdu-client-windows.c', import.meta.url));

type Work = (world: PrivateWorld, windows: BlockClient) => Promise<Outcome>;

/** A world with the echo card, and the Windows program in it; a Wine prefix of its own. */
async function underWineInWorld(work: Work): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-bench-'));
  const own = { WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all' };
  const world = await PrivateWorld.open({ windows: true });
  try {
    const program = join(folder, 'apdu-client.exe');
    execFileSync('x86_64-w64-mingw32-gcc', ['-O2', '-o', program, SOURCE, '-lwinscard']);
    execFileSync('wineboot', ['--init'], { env: { ...process.env, ...own }, stdio: 'ignore' });
    world.manager.plugReader('bench').insert(echoCard());
    const { launch, environment } = windowsProgram('wine') ?? {};
    const { args = [] } = launch?.('wine', [program, READER]) ?? {};
    const client = new BlockClient('wine', args, { ...own, ...environment, ...world.environment });
    return await withClient(client, (windows) => work(world, windows));
  } finally {
    await world.close();
    execFileSync('wineserver', ['--wait'], { env: { ...process.env, ...own } });
    rmSync(folder, { recursive: true });
  }
}

export function apduUnderWine(paths: Paths): Promise<Outcome> {
  return underWineInWorld((world, windows) =>
    withClient(new BlockClient(paths['apdu-client'], [READER], world.environment), async (linux) => {
      const readings = await byTurns(
        ROUNDS,
        () => linux.take(BLOCK),
        () => windows.take(BLOCK),
      );
      const [socket, loopback] = [undisturbed(readings[0]), undisturbed(readings[1])];
      return {
        name: 'small APDU of a C client under Wine, echo card',
        value: socket / loopback,
        unit: 'of the private socket natively',
        bar: 0.3,
        sense: 'least',
        details: `${time(loopback)} beside ${time(socket)}`,
      };
    }),
  );
}

export function waitUnderWine(): Promise<Outcome> {
  return underWineInWorld(async (_, windows) => {
    // The program takes a negative count for a wait.
    const cpu = -(await windows.take(-WAIT_MS)) * WAIT_MS;
    return {
      name: 'blocked SCardGetStatusChange under Wine',
      value: cpu / WAIT_MS / 10,
      unit: '% of a CPU',
      bar: 0.5,
      sense: 'most',
      details: `${time(cpu)} of CPU in ${WAIT_MS / 1000} s`,
    };
  });
}
