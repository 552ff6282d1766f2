/**
 * What the class byte says: logical channel and command chaining.
 *
 * Source: ISO/IEC 7816-4:2020, 5.4.1.
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import { StatusWordError } from './status-word-error.ts';

const PROPRIETARY = 0x80;
const FURTHER_INTERINDUSTRY = 0x40;
const FIRST_INTERINDUSTRY_RFU = 0x20;
const CHAINING = 0x10;
const SECURE_MESSAGING = 0x0c;
const FURTHER_SECURE_MESSAGING = 0x20;
const LOGICAL_CHANNEL = 0x03;
const FURTHER_LOGICAL_CHANNEL = 0x0f;
/** Number of the first channel that the further interindustry class names. */
const FIRST_FURTHER_CHANNEL = 4;
/** GlobalPlatform's GET DATA, which hosts use for the CPLC. */
const GLOBALPLATFORM_CLASS = 0x80;

/** True for all commands of a chain but the last. */
export function isChained({ cla }: CommandApdu): boolean {
  return (cla & CHAINING) !== 0;
}

/**
 * Number of the logical channel a command comes on.
 * @throws StatusWordError 6E00 (foreign class), 6882 (secure messaging)
 */
export function logicalChannelOf({ cla, ins }: CommandApdu): number {
  if (cla === GLOBALPLATFORM_CLASS && ins === INS.GET_DATA) return 0;
  const further = (cla & FURTHER_INTERINDUSTRY) !== 0;
  if ((cla & PROPRIETARY) !== 0 || (!further && (cla & FIRST_INTERINDUSTRY_RFU) !== 0))
    throw new StatusWordError(SW.CLA_NOT_SUPPORTED, {
      en: 'not an interindustry class',
      fr: "la classe n'est pas interindustries",
    });
  if ((cla & (further ? FURTHER_SECURE_MESSAGING : SECURE_MESSAGING)) !== 0)
    throw new StatusWordError(SW.SECURE_MESSAGING_NOT_SUPPORTED, {
      en: 'the class asks for secure messaging',
      fr: 'la classe demande la messagerie sécurisée',
    });
  return channelOf(cla);
}

/** The logical channel that an interindustry class byte names, 0 to 19, whatever else it says. */
export function channelOf(cla: number): number {
  const further = (cla & FURTHER_INTERINDUSTRY) !== 0;
  return further ? FIRST_FURTHER_CHANNEL + (cla & FURTHER_LOGICAL_CHANNEL) : cla & LOGICAL_CHANNEL;
}
