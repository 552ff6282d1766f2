/**
 * PSO DECIPHER (P1-P2 8086): padding indicator 81 and an RSA cryptogram in, the message without its PKCS#1 block
 * type 2 padding out; or, with an algorithm without padding, the bare cryptogram in and the whole block out. The
 * cryptogram of a 2048-bit key needs command chaining.
 *
 * Source: ISO/IEC 7816-8:2021, 5.6; IAS-ECC v1.0.1, 9.5.4; reference/opensc-cpx.md 9, reference/cryptolib.md 8 and 9.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { RSA_ACCESS } from '../file-system/access-conditions.ts';
import { decipherBlock, withoutPadding } from '../security/key-operations.ts';
import type { Algorithm } from '../security/security-objects.ts';
import { type CardContext, respond } from './context.ts';
import { CRT } from './manage-security-environment.ts';
import { finishOperation, prepareOperation } from './private-key-operation.ts';
import { StatusWordError } from './status-word-error.ts';

const PADDING_INDICATOR_RSA = 0x81;

function cryptogramOf(data: Bytes, modulusLength: number, { padding }: Algorithm): Bytes {
  const indicator = padding === 'none' ? 0 : 1;
  if (data.length !== indicator + modulusLength)
    throw new StatusWordError(SW.WRONG_LENGTH, () => ({
      en: `${data.length} bytes, expected ${indicator + modulusLength}`,
      fr: `${data.length} octets, attendu : ${indicator + modulusLength}`,
    }));
  if (indicator === 1 && data[0] !== PADDING_INDICATOR_RSA)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, {
      en: 'expected padding indicator 81',
      fr: "attendu : l'indicateur de bourrage 81",
    });
  return data.subarray(indicator);
}

export function decipher(card: CardContext, { data }: CommandApdu): ResponseApdu {
  const operation = prepareOperation(card, CRT.CONFIDENTIALITY, RSA_ACCESS.DECIPHER);
  const { key, privateKey, algorithm } = operation;
  const cryptogram = cryptogramOf(data, key.node.modulusBits / 8, algorithm);
  const block = decipherBlock(privateKey, cryptogram);
  const message = block === undefined || algorithm.padding === 'none' ? block : withoutPadding(block);
  if (message === undefined)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, {
      en: 'no PKCS#1 message in the cryptogram',
      fr: 'pas de message PKCS#1 dans le cryptogramme',
    });
  return respond(finishOperation(card, operation, RSA_ACCESS.DECIPHER, message));
}
