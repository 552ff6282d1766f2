import { ReasonedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** Each way in which the door refuses, with the status of HTTP that says so. */
export const DOOR_STATUS = {
  request: 400,
  token: 401,
  origin: 403,
  site: 403,
  absent: 404,
  method: 405,
  noWorld: 404,
  noRun: 404,
  noDialog: 404,
  noEntry: 404,
  noTypist: 404,
  noRecording: 404,
  late: 408,
  notSeen: 409,
  keys: 409,
  recording: 409,
  step: 409,
  taken: 409,
  tooMany: 409,
  typing: 409,
  tooLarge: 413,
  encoding: 415,
  host: 421,
  json: 422,
  body: 422,
  noScenario: 422,
  outside: 422,
  headers: 431,
  closed: 503,
  noDoor: 503,
} as const;

/**
 * `request`, `late`, `headers`: it is no request, has not come to its end in time, or its headers are too long. `token`, `origin`,
 * `site`, `host`: who asks is not let in. `absent`, `method`: nothing is at that address, or not for that method. `noWorld`, `noRun`,
 * `noDialog`, `noEntry`, `noTypist`, `noRecording`: none has that name or number, or is under way. `typing`: somebody else types at that
 * PIN pad. `keys`: it does not take them. `taken`: a world of that name is open. `recording`: one is
 * under way. `tooMany`: there are as many as may be.
 * `tooLarge`, `encoding`, `json`, `body`: what was sent is too long, packed, no JSON, or not what is expected there.
 * `noScenario`, `outside`: there is no such scenario to play, or its path leads elsewhere than to those that the door plays.
 * `step`: it was done, and is not as expected. `notSeen`: what was waited for has not come. `closed`: the door is closing.
 * `noDoor`: none is open, or several are.
 */
export type DoorReason = keyof typeof DOOR_STATUS;

/** The door of cps-sim for other programs refuses. */
export class DoorError extends ReasonedError<DoorReason> {
  override readonly name = 'DoorError';
  readonly code = 'ERR_DOOR';
}

export function wrongBody(text: Text): DoorError {
  return new DoorError('body', text);
}

export function doorCloses(): DoorError {
  return new DoorError('closed', { en: 'the door is closing', fr: 'la porte se ferme' });
}
