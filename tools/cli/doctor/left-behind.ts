/** What a cps-sim that was killed (SIGKILL, a machine out of memory) has left behind. */
import { abandonedFolders } from '#files/temporary-folder.ts';
import { worldPlaces } from '../../../simulator/resource-manager/pcsclite/private-world.ts';
import { strandedProcesses, type WorldProcess } from '../world-processes.ts';
import { type Finding, warn } from './finding.ts';

export function explainFolders(folders: readonly string[]): Finding[] {
  if (folders.length === 0) return [];
  const found = `left by a cps-sim that was killed: ${folders.join(', ')}`;
  return [
    warn(
      found,
      'the next cps-sim run or exec removes what is in its TMPDIR',
      `rm -r ${folders.map((folder) => `'${folder}'`).join(' ')}`,
    ),
  ];
}

export function explainProcesses(processes: readonly WorldProcess[]): Finding[] {
  if (processes.length === 0) return [];
  const named = processes.map(({ pid, name }) => `${name} (${pid})`);
  const found = `programs of a cps-sim exec that was killed, which have no reader any more: ${named.join(', ')}`;
  return [warn(found, `kill ${processes.map(({ pid }) => pid).join(' ')}`)];
}

export function checkLeftBehind(): Finding[] {
  const folders = [...new Set(worldPlaces())].flatMap((place) => abandonedFolders(place));
  return [...explainFolders(folders), ...explainProcesses(strandedProcesses())];
}
