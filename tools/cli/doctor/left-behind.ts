/** What a cps-sim that was killed (SIGKILL, a machine out of memory) has left behind. */
import { abandonedFolders } from '#files/temporary-folder.ts';
import { worldPlaces } from '../../../simulator/resource-manager/pcsclite/private-socket.ts';
import { strandedProcesses, type WorldProcess } from '../exec/world-processes.ts';
import { type Finding, warn } from './finding.ts';

export function explainFolders(folders: readonly string[]): Finding[] {
  if (folders.length === 0) return [];
  const found = {
    en: `left by a cps-sim that was killed: ${folders.join(', ')}`,
    fr: `laissé par un cps-sim qui a été tué : ${folders.join(', ')}`,
  };
  return [
    warn(
      found,
      {
        en: 'the next cps-sim run or exec removes what is in its TMPDIR',
        fr: 'le prochain cps-sim run ou exec retire ce qui est dans son TMPDIR',
      },
      `rm -r ${folders.map((folder) => `'${folder}'`).join(' ')}`,
    ),
  ];
}

export function explainProcesses(processes: readonly WorldProcess[]): Finding[] {
  if (processes.length === 0) return [];
  const named = processes.map(({ pid, name }) => `${name} (${pid})`);
  const found = {
    en: `programs of a cps-sim exec that was killed, which have no reader any more: ${named.join(', ')}`,
    fr: `programmes d'un cps-sim exec qui a été tué, qui n'ont plus de lecteur : ${named.join(', ')}`,
  };
  return [warn(found, `kill ${processes.map(({ pid }) => pid).join(' ')}`)];
}

export function checkLeftBehind(): Finding[] {
  const folders = [...new Set(worldPlaces())].flatMap((place) => abandonedFolders(place));
  return [...explainFolders(folders), ...explainProcesses(strandedProcesses())];
}
