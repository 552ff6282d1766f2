/**
 * INTERNAL AUTHENTICATE (INS 88) for client authentication: RSA signature of the data as given.
 *
 * The card adds PKCS#1 block type 1 padding and nothing else; the host gives a DigestInfo. At most 40 % of the
 * modulus: more is 6700.
 *
 * Source: IAS-ECC v1.0.1, 9.5.5; reference/opensc-cpx.md 9, reference/cryptolib.md 8.
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { RSA_ACCESS } from '../file-system/access-conditions.ts';
import { signPkcs1 } from '../security/key-operations.ts';
import { type CardContext, respond } from './context.ts';
import { CRT } from './manage-security-environment.ts';
import { finishOperation, prepareOperation } from './private-key-operation.ts';
import { StatusWordError } from './status-word-error.ts';

export function internalAuthenticate(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (p1 !== 0 || p2 !== 0)
    throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1-P2 0000', fr: 'attendu : P1-P2 0000' });
  const { maxAuthenticationInput } = card.behaviour;
  if (data.length === 0 || data.length > maxAuthenticationInput)
    throw new StatusWordError(SW.WRONG_LENGTH, () => ({
      en: `${data.length} bytes, expected 1 to ${maxAuthenticationInput}`,
      fr: `${data.length} octets, attendu : 1 à ${maxAuthenticationInput}`,
    }));
  const operation = prepareOperation(card, CRT.AUTHENTICATION, RSA_ACCESS.INTERNAL_AUTHENTICATE);
  const signature = signPkcs1(operation.privateKey, data);
  return respond(finishOperation(card, operation, RSA_ACCESS.INTERNAL_AUTHENTICATE, signature));
}
