/**
 * From a command APDU to its handler: class byte, instruction byte, command chaining.
 *
 * Source: ISO/IEC 7816-4:2020, 5.4.1 (class byte), 5.3.3 (command chaining).
 */
import { concat } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { type CardContext, DONE } from './context.ts';
import { COMMANDS, INS } from './index.ts';
import { DECIPHER } from './perform-security-operation.ts';
import { StatusWordError } from './status-word-error.ts';

const CHAINING = 0x10;
const PROPRIETARY = 0x80;
const FURTHER_INTERINDUSTRY = 0x40;
const FIRST_INTERINDUSTRY_RFU = 0x20;
const SECURE_MESSAGING = 0x0c;
const FURTHER_SECURE_MESSAGING = 0x20;
const LOGICAL_CHANNEL = 0x03;
/** GlobalPlatform's GET DATA, which hosts use for the CPLC. */
const GLOBALPLATFORM_CLASS = 0x80;
/** Longest data field that a chain may make up. */
const MAX_CHAINED = 512;

/** @throws StatusWordError 6E00 (foreign class), 6882 (secure messaging), 6881 (logical channel other than 0) */
function requireClass({ cla, ins }: CommandApdu): void {
  if (cla === 0 || cla === CHAINING || (cla === GLOBALPLATFORM_CLASS && ins === INS.GET_DATA)) return;
  const further = (cla & FURTHER_INTERINDUSTRY) !== 0;
  if ((cla & PROPRIETARY) !== 0 || (!further && (cla & FIRST_INTERINDUSTRY_RFU) !== 0))
    throw new StatusWordError(SW.CLA_NOT_SUPPORTED, 'not an interindustry class');
  if ((cla & (further ? FURTHER_SECURE_MESSAGING : SECURE_MESSAGING)) !== 0)
    throw new StatusWordError(SW.SECURE_MESSAGING_NOT_SUPPORTED, 'the class asks for secure messaging');
  if (further || (cla & LOGICAL_CHANNEL) !== 0)
    throw new StatusWordError(SW.LOGICAL_CHANNEL_NOT_SUPPORTED, 'the class names a logical channel other than 0');
}

function isSameCommand(a: CommandApdu, b: CommandApdu): boolean {
  return a.ins === b.ins && a.p1 === b.p1 && a.p2 === b.p2;
}

/** The whole command once its last part is there; undefined while more is to come. */
function joinChain({ session }: CardContext, command: CommandApdu): CommandApdu | undefined {
  const { chain } = session;
  session.chain = undefined;
  const isPart = (command.cla & CHAINING) !== 0;
  // A command that does not go on with the chain ends it; nothing of it was executed.
  const joined =
    chain === undefined || !isSameCommand(chain, command)
      ? command
      : { ...command, data: concat(chain.data, command.data) };
  if (!isPart) return joined;
  if (command.ins !== INS.PERFORM_SECURITY_OPERATION || ((command.p1 << 8) | command.p2) !== DECIPHER)
    throw new StatusWordError(SW.COMMAND_CHAINING_NOT_SUPPORTED, 'only PSO DECIPHER is chained');
  if (joined.data.length > MAX_CHAINED)
    throw new StatusWordError(SW.WRONG_LENGTH, `chain of more than ${MAX_CHAINED} bytes`);
  session.chain = joined === command ? { ...command, data: new Uint8Array(command.data) } : joined;
  return undefined;
}

/** Executes one command. @throws StatusWordError when the card refuses it */
export function execute(card: CardContext, command: CommandApdu): ResponseApdu {
  if (command.ins !== INS.GET_RESPONSE) card.session.pending = undefined;
  requireClass(command);
  const handler = COMMANDS.get(command.ins);
  if (handler === undefined) throw new StatusWordError(SW.INS_NOT_SUPPORTED, 'no such command');
  const whole = joinChain(card, command);
  return whole === undefined ? DONE : handler(card, whole);
}
