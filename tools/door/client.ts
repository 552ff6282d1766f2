/** The command line as a client of a door: what every program does, by the same API. */
import { alternatives, type Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { DoorError } from './door-error.ts';
import { type DoorAddress, openDoors } from './door-file.ts';

export const DOOR_VARIABLE = 'CPS_SIM_DOOR';
export const TOKEN_VARIABLE = 'CPS_SIM_TOKEN';

const STARTING = {
  en: "'cps-sim hand serve' or 'cps-sim console' opens one",
  fr: '« cps-sim hand serve » ou « cps-sim console » en ouvre une',
};

/** As doors say it themselves, of an address as people have it: that of the API, or with the name of loopback. */
function addressOf(url: string): string {
  return url.replace(/\/+(?:api\/*)?$/, '').replace(/^http:\/\/localhost(?=:|$)/, `http://${LOOPBACK}`);
}

/** What an address is like, and who tells it. */
const AN_ADDRESS: Text = {
  en: `http://${LOOPBACK}:40123: 'cps-sim hand serve' and 'cps-sim console' print it when they open one, and where there is only one it need not be named`,
  fr: `http://${LOOPBACK}:40123 : « cps-sim hand serve » et « cps-sim console » l'impriment en ouvrant la leur, et s'il n'y en a qu'une il n'est pas besoin de la nommer`,
};

/** @param source of the address: `--door` or the variable */
function noneOpen(wanted: string | undefined, source: string): Text {
  if (wanted === undefined)
    return { en: `no door is open: ${STARTING.en}`, fr: `aucune porte n'est ouverte : ${STARTING.fr}` };
  if (!/^https?:\/\/[^/]/.test(wanted)) {
    const shown = withoutPossibleCodes(wanted);
    return {
      en: `${source} '${shown}' is no address of a door, expected one such as ${AN_ADDRESS.en}`,
      fr: `${source} '${shown}' n'est pas l'adresse d'une porte, attendu : une adresse telle que ${AN_ADDRESS.fr}`,
    };
  }
  const open = openDoors().map(({ url }) => url);
  if (open.length === 0)
    return {
      en: `${source} ${wanted}: no door is open, there or elsewhere: ${STARTING.en}`,
      fr: `${source} ${wanted} : aucune porte n'est ouverte, ni là ni ailleurs : ${STARTING.fr}`,
    };
  return {
    en: `${source} ${wanted}: no door is open there, expected ${alternatives(open).en}`,
    fr: `${source} ${wanted} : aucune porte n'y est ouverte, attendu : ${alternatives(open).fr}`,
  };
}

/**
 * The door that the variables name, or the only one that this user has open.
 * @param url of one of them
 * @throws DoorError `noDoor`
 */
export function findDoor(url?: string, env: NodeJS.ProcessEnv = process.env): DoorAddress {
  const { [DOOR_VARIABLE]: named, [TOKEN_VARIABLE]: token } = env;
  if (url === undefined && named && token) return { url: named, token };
  const wanted = url ?? (named || undefined);
  const doors = openDoors().filter((door) => wanted === undefined || door.url === addressOf(wanted));
  const [first, ...others] = doors;
  if (first === undefined)
    throw new DoorError('noDoor', noneOpen(wanted, url === undefined ? DOOR_VARIABLE : '--door'));
  if (others.length === 0) return first;
  const urls = doors.map((door) => door.url).join(', ');
  throw new DoorError('noDoor', {
    en: `several doors are open: ${urls}; say which one by --door URL`,
    fr: `plusieurs portes sont ouvertes : ${urls} ; dites laquelle par --door URL`,
  });
}

export interface DoorAnswer {
  readonly ok: boolean;
  readonly body: unknown;
}

/** @throws DoorError `noDoor` when nobody listens there any more */
async function ask({ url, token }: DoorAddress, method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  try {
    return await fetch(`${url}/api${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new DoorError(
      'noDoor',
      {
        en: `nobody answers at ${url}: ${STARTING.en}`,
        fr: `personne ne répond à ${url} : ${STARTING.fr}`,
      },
      { cause },
    );
  }
}

/** What the door answers, a refusal too. */
export async function askDoor(door: DoorAddress, method: string, path: string, body?: unknown): Promise<DoorAnswer> {
  const response = await ask(door, method, path, body);
  const text = await response.text();
  return { ok: response.ok, body: text === '' ? undefined : JSON.parse(text) };
}

/** The lines of a stream, as they come. */
export async function* linesOf(door: DoorAddress, path: string): AsyncGenerator<string, void, undefined> {
  const { body, ok } = await ask(door, 'GET', path);
  if (body === null || !ok) return;
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
