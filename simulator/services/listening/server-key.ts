/** The key of the servers of a process. */
import type { KeyObject } from 'node:crypto';
import { newRsaKey } from '#formats/private-key.ts';

let made: Promise<KeyObject> | undefined;

/** The same for all services of all worlds: nobody else has it, and each new one would take a tenth of a second. */
export function serverKey(): Promise<KeyObject> {
  made ??= newRsaKey();
  return made;
}
