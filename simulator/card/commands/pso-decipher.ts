/**
 * PSO DECIPHER (P1-P2 8086): padding indicator 81 and an RSA cryptogram in, the message without its PKCS#1 block
 * type 2 padding out. The cryptogram of a 2048-bit key needs command chaining.
 *
 * Source: ISO/IEC 7816-8:2021, 5.6; IAS-ECC v1.0.1, 9.5.4; opensc-cpx.md 9, cryptolib.md 8.
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { RSA_ACCESS } from '../file-system/access-conditions.ts';
import { decipherPkcs1 } from '../security/key-operations.ts';
import { type CardContext, respond } from './context.ts';
import { CRT } from './manage-security-environment.ts';
import { finishOperation, prepareOperation } from './private-key-operation.ts';
import { StatusWordError } from './status-word-error.ts';

const PADDING_INDICATOR_RSA = 0x81;

export function decipher(card: CardContext, { data }: CommandApdu): ResponseApdu {
  const operation = prepareOperation(card, CRT.CONFIDENTIALITY, RSA_ACCESS.DECIPHER);
  const modulusLength = operation.key.node.modulusBits / 8;
  if (data.length !== 1 + modulusLength)
    throw new StatusWordError(SW.WRONG_LENGTH, `${data.length} bytes, expected ${1 + modulusLength}`);
  if (data[0] !== PADDING_INDICATOR_RSA)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, 'expected padding indicator 81');
  const message = decipherPkcs1(operation.privateKey, data.subarray(1));
  if (message === undefined) throw new StatusWordError(SW.INCORRECT_DATA_FIELD, 'no PKCS#1 message in the cryptogram');
  return respond(finishOperation(card, operation, RSA_ACCESS.DECIPHER, message));
}
