/** What a command handler works on. */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import type { FileTree } from '../file-system/tree.ts';
import type { Face, Profile } from '../profile/schema.ts';
import type { RandomSource } from '../security/key-operations.ts';
import type { SecurityObjects } from '../security/security-objects.ts';
import type { Session } from '../state/session.ts';
import type { CardStore } from '../state/store.ts';

export interface CardContext {
  readonly files: FileTree;
  readonly objects: SecurityObjects;
  readonly behaviour: Profile['behaviour'];
  readonly store: CardStore;
  readonly random: RandomSource;
  /** The face the reader works with: which access rules apply. */
  readonly face: Face;
  /** What the command works on: the session of its logical channel. Replaced by power on and reset. */
  readonly session: Session;
}

/**
 * Executes one command.
 *
 * Response data may be longer than Ne: the transmission protocol delivers it. @throws StatusWordError to refuse
 */
export type CommandHandler = (card: CardContext, command: CommandApdu) => ResponseApdu;

/** 9000 without data. */
export const DONE: ResponseApdu = { data: NO_BYTES, sw: SW.SUCCESS };

export function respond(data: Bytes, sw: number = SW.SUCCESS): ResponseApdu {
  return { data, sw };
}
