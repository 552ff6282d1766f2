/** A door that is open: worlds, who serves them, and where its token lies. */

import type { Server } from 'node:http';
import { LOOPBACK } from '#common/loopback.ts';
import { closeAll } from '../../scenarios/world/closing.ts';
import { serveWeb } from '../../simulator/services/listening/web.ts';
import type { ConsolePage } from '../console/page-file.ts';
import { doorApp } from './app.ts';
import { type DoorAddress, writeDoorFile } from './door-file.ts';
import type { WorldSpec } from './door-world.ts';
import { newToken } from './guard.ts';
import { OpenAnswers } from './open-answers.ts';
import { ScenarioRuns } from './runs.ts';
import { unreadableRequest } from './unreadable-requests.ts';
import { DoorWorlds } from './worlds.ts';

export interface Door extends DoorAddress {
  readonly worlds: DoorWorlds;
  /** Where address and token lie. */
  readonly file: string;
  /** Closes its worlds too. */
  close(): Promise<void>;
}

export interface OpenDoorOptions {
  /** The world that is there from the beginning. */
  readonly first: WorldSpec;
  /** Any that is free by default. */
  readonly port?: number | undefined;
  /** For browsers. */
  readonly page?: ConsolePage | undefined;
  /** Told of what nobody foresaw, and of recordings that are lost with the door. */
  readonly failed: (error: unknown) => void;
}

/** @throws ServiceError `port`; as DoorWorlds.open and writeDoorFile */
export async function openDoor({ first, port, page, failed }: OpenDoorOptions): Promise<Door> {
  const worlds = new DoorWorlds(first, failed);
  const runs = new ScenarioRuns(first.file);
  const token = newToken();
  // What ends first is told to who listens to it.
  const ends = [() => runs.close(), () => worlds.close()];
  const close = () => closeAll(ends);
  try {
    await worlds.open(first);
    const prepare = (server: Server) => {
      const answers = new OpenAnswers(server);
      ends.push(() => answers.over());
    };
    const listening = await serveWeb(doorApp({ worlds, runs, page, token, failed }), {
      port,
      prepare,
      unreadable: unreadableRequest,
    });
    ends.push(() => listening.close());
    const url = `http://${LOOPBACK}:${listening.port}`;
    const file = writeDoorFile({ url, token });
    ends.unshift(async () => file.remove());
    return { url, token, worlds, file: file.path, close };
  } catch (error) {
    await close();
    throw error;
  }
}
