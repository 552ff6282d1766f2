/**
 * From a command APDU to its handler: instruction byte, command chaining.
 *
 * Source: ISO/IEC 7816-4:2020, 5.3.3 (command chaining).
 */
import { concat } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { isChained } from './class-byte.ts';
import { type CardContext, DONE } from './context.ts';
import { COMMANDS } from './index.ts';
import { DECIPHER } from './perform-security-operation.ts';
import { StatusWordError } from './status-word-error.ts';

/** Longest data field that a chain may make up. */
const MAX_CHAINED = 512;
/** P1 of SELECT. */
const BY_DF_NAME = 0x04;

function isSameCommand(a: CommandApdu, b: CommandApdu): boolean {
  return a.ins === b.ins && a.p1 === b.p1 && a.p2 === b.p2;
}

/** The whole command once its last part is there; undefined while more is to come. */
function joinChain({ session }: CardContext, command: CommandApdu): CommandApdu | undefined {
  const { chain } = session;
  session.chain = undefined;
  // A command that does not go on with the chain ends it; nothing of it was executed.
  const joined =
    chain === undefined || !isSameCommand(chain, command)
      ? command
      : { ...command, data: concat(chain.data, command.data) };
  if (!isChained(command)) return joined;
  if (command.ins !== INS.PERFORM_SECURITY_OPERATION || ((command.p1 << 8) | command.p2) !== DECIPHER)
    throw new StatusWordError(SW.COMMAND_CHAINING_NOT_SUPPORTED, {
      en: 'only PSO DECIPHER is chained',
      fr: 'seul PSO DECIPHER se chaîne',
    });
  if (joined.data.length > MAX_CHAINED)
    throw new StatusWordError(SW.WRONG_LENGTH, () => ({
      en: `chain of more than ${MAX_CHAINED} bytes`,
      fr: `chaîne de plus de ${MAX_CHAINED} octets`,
    }));
  session.chain = joined === command ? { ...command, data: new Uint8Array(command.data) } : joined;
  return undefined;
}

/** @throws StatusWordError 6E00 or 6A86 while the CPS2ter volet is selected, where the two exclude each other */
function requireIas({ session, store }: CardContext, { ins, p1 }: CommandApdu): void {
  const { cps2ter } = store.profile;
  const excluded = session.cps2terSelected && cps2ter?.exclusion === 'bySelection';
  if (!excluded || (ins === INS.SELECT && p1 === BY_DF_NAME)) return;
  throw new StatusWordError(Number.parseInt(cps2ter.refusal, 16), {
    en: 'the CPS2ter volet is selected',
    fr: 'le volet CPS2ter est sélectionné',
  });
}

/** Executes one command. @throws StatusWordError when the card refuses it */
export function execute(card: CardContext, command: CommandApdu): ResponseApdu {
  if (command.ins !== INS.GET_RESPONSE) card.session.pending = undefined;
  requireIas(card, command);
  const handler = COMMANDS.get(command.ins);
  if (handler === undefined)
    throw new StatusWordError(SW.INS_NOT_SUPPORTED, { en: 'no such command', fr: "cette commande n'existe pas" });
  const whole = joinChain(card, command);
  return whole === undefined ? DONE : handler(card, whole);
}
