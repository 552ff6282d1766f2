/** PERFORM SECURITY OPERATION (INS 2A). Source: ISO/IEC 7816-8:2021, 5.3. */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import type { CardContext } from './context.ts';
import { computeDigitalSignature } from './pso-compute-digital-signature.ts';
import { decipher } from './pso-decipher.ts';
import { hash } from './pso-hash.ts';
import { StatusWordError } from './status-word-error.ts';

export const DECIPHER = 0x8086;
const HASH = 0x90a0;
const COMPUTE_DIGITAL_SIGNATURE = 0x9e9a;

export function performSecurityOperation(card: CardContext, command: CommandApdu): ResponseApdu {
  switch ((command.p1 << 8) | command.p2) {
    case HASH:
      return hash(card, command);
    case COMPUTE_DIGITAL_SIGNATURE:
      return computeDigitalSignature(card, command);
    case DECIPHER:
      return decipher(card, command);
    default:
      throw new StatusWordError(SW.WRONG_P1_P2, {
        en: 'P1-P2 name no security operation of this card',
        fr: 'P1-P2 ne nomment aucune opération de sécurité de cette carte',
      });
  }
}
