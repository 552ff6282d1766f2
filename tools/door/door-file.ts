/**
 * Where the address of a door and its token lie, for programs of the same user: a file that he alone can read, in a folder
 * that he alone can enter. As many doors may be open as one likes; the folder says whose it is, and goes with its process.
 */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { writeNewFile } from '#files/atomic-file.ts';
import { isOwnFolder, livingFolders, temporaryFolder } from '#files/temporary-folder.ts';
import { xdgFolder } from '#files/xdg-folder.ts';

const PREFIX = 'cps-sim-door-';
const FILE = 'door.json';

const address = z.object({ url: z.string().startsWith('http://'), token: z.string().min(1) });

/** How a program comes in. */
export type DoorAddress = z.infer<typeof address>;

/**
 * The user's runtime directory, or that of temporary files: after su or sudo, and in containers, the variable may name one
 * that is another user's, or is not there. Source: XDG Base Directory Specification 0.8, 3.
 */
function place(): string {
  const usual = resolve(tmpdir());
  const named = xdgFolder(process.env.XDG_RUNTIME_DIR, usual);
  return isOwnFolder(named) ? named : usual;
}

export interface DoorFile {
  readonly path: string;
  remove(): void;
}

/** @throws TemporaryFolderError */
export function writeDoorFile(door: DoorAddress): DoorFile {
  const folder = temporaryFolder(PREFIX, place());
  const path = join(folder, FILE);
  writeNewFile(path, `${JSON.stringify(door)}\n`);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Those of this user that are open. */
export function openDoors(): readonly DoorAddress[] {
  return livingFolders(PREFIX, place()).flatMap((folder) => readDoor(join(folder, FILE)) ?? []);
}

/** Undefined where the door has just gone, or its file is not written yet. */
function readDoor(path: string): DoorAddress | undefined {
  try {
    return address.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
