/**
 * The CPS2ter volet: the former generation of the card, reached by class A0 at any time.
 *
 * It has its own files and its own current file; the holder's code is that of the IAS volet.
 *
 * Source: reference/cps-facts.md (b), reference/cryptolib.md 6.11.
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swCps2terBytesAvailable } from '#iso7816/status-word.ts';
import { byIns } from '../by-ins.ts';
import type { CardContext } from '../context.ts';
import { getResponse } from '../get-response.ts';
import { StatusWordError } from '../status-word-error.ts';
import { readBinary } from './read-binary.ts';
import { select } from './select.ts';
import { verify } from './verify.ts';
import { volet } from './volet.ts';

export const CPS2TER_CLASS = 0xa0;

const COMMANDS = byIns({
  SELECT: select,
  READ_BINARY: readBinary,
  GET_RESPONSE: (card, command) => getResponse(card, command, swCps2terBytesAvailable),
  VERIFY: verify,
});

/** Executes one command of class A0. @throws StatusWordError 6E00 (no such volet), 6D00, and those of the command */
export function executeCps2ter(card: CardContext, command: CommandApdu): ResponseApdu {
  volet(card);
  if (command.ins !== INS.GET_RESPONSE) card.session.pending = undefined;
  card.session.chain = undefined;
  const handler = COMMANDS.get(command.ins);
  if (handler === undefined)
    throw new StatusWordError(SW.INS_NOT_SUPPORTED, {
      en: 'no such command in the CPS2ter volet',
      fr: "cette commande n'existe pas dans le volet CPS2ter",
    });
  return handler(card, command);
}
