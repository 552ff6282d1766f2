/**
 * PSO COMPUTE DIGITAL SIGNATURE (P1-P2 9E9A): RSASSA-PKCS1-v1_5 or RSASSA-PSS over the digest that PSO HASH left (no data field) or
 * over the one in the data field, its length that of the algorithm's hash.
 *
 * Source: ISO/IEC 7816-8:2021, 5.4; IAS-ECC v1.0.1, 9.5.3; reference/opensc-cpx.md 9, reference/cryptolib.md 8.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swWrongLe } from '#iso7816/status-word.ts';
import { RSA_ACCESS } from '../file-system/access-conditions.ts';
import { digestInfo, HASH_LENGTH, type HashName, signPkcs1, signPss } from '../security/key-operations.ts';
import { type CardContext, respond } from './context.ts';
import { CRT } from './manage-security-environment.ts';
import { finishOperation, prepareOperation } from './private-key-operation.ts';
import { StatusWordError } from './status-word-error.ts';

function digestFor({ session }: CardContext, name: HashName, data: Bytes): Bytes {
  if (data.length === HASH_LENGTH[name]) return data;
  if (data.length > 0)
    throw new StatusWordError(SW.WRONG_LENGTH, () => ({
      en: `${data.length} bytes, expected ${HASH_LENGTH[name]} (${name}) or none`,
      fr: `${data.length} octets, attendu : ${HASH_LENGTH[name]} (${name}) ou aucun`,
    }));
  if (session.hash?.name !== name)
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, () => ({
      en: `no ${name} digest was made by PSO HASH`,
      fr: `aucune empreinte ${name} n'a été faite par PSO HASH`,
    }));
  return session.hash.digest;
}

export function computeDigitalSignature(card: CardContext, { data, ne }: CommandApdu): ResponseApdu {
  const operation = prepareOperation(card, CRT.SIGNATURE, RSA_ACCESS.COMPUTE_DIGITAL_SIGNATURE);
  const { algorithm, key, privateKey } = operation;
  if (algorithm.hash === undefined)
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, {
      en: 'the algorithm in B6 names no hash',
      fr: "l'algorithme de B6 ne nomme pas d'empreinte",
    });
  const digest = digestFor(card, algorithm.hash, data);
  const signatureLength = key.node.modulusBits / 8;
  // Before anything is used up: the digest and the consent must be there for the repeated command.
  if (data.length === 0 && ne < signatureLength)
    throw new StatusWordError(swWrongLe(signatureLength), () => ({
      en: `Le ${ne}, the signature has ${signatureLength} bytes`,
      fr: `Le ${ne}, la signature a ${signatureLength} octets`,
    }));
  const signature =
    algorithm.padding === 'pss'
      ? signPss(privateKey, algorithm.hash, digest, card.random)
      : signPkcs1(privateKey, digestInfo(algorithm.hash, digest));
  card.session.hash = undefined;
  return respond(finishOperation(card, operation, RSA_ACCESS.COMPUTE_DIGITAL_SIGNATURE, signature));
}
