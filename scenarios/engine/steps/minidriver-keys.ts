/** Steps of the Card* functions that use the private keys. */
import { z } from 'zod';
import { text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { certificateOf, encryptFor, verifies } from './parts/certificate.ts';
import { containerName, hashName, messageOf, withMessage } from './parts/containers.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';

export const cardSignData = defineStep({
  key: 'CardSignData',
  summary: 'Signs a message with the key of a container (PKCS#1 v1.5)',
  onReader: true,
  remembers: true,
  args: () => withMessage({ container: containerName, hash: hashName }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...dataExpectations(names),
      signature: z
        .literal('verifies')
        .optional()
        .describe('The signature is right for the key of the certificate in the card'),
    }),
  defaults: {},
  async run({ world, reader }, { container, hash, ...given }, { signature: expected }) {
    const session = await world.minidriver(reader);
    const bytes = messageOf(given);
    const data = await session.cardSignData({ container, hash, message: bytes });
    const observed = { data, length: data.length };
    if (expected === undefined) return observed;
    const right = verifies(await certificateOf(session, container), hash, bytes, data);
    return { ...observed, signature: right ? 'verifies' : 'a signature that does not verify' };
  },
});

export const cardRSADecrypt = defineStep({
  key: 'CardRSADecrypt',
  summary: 'Decrypts with the key of a container what was encrypted for the certificate in the card',
  onReader: true,
  remembers: true,
  args: () => withMessage({ container: containerName }),
  expect: (names) =>
    z.strictObject({ ...outcome, ...dataExpectations(names), text: text.optional().describe('The message, as UTF-8') }),
  defaults: {},
  async run({ world, reader }, { container, ...given }) {
    const session = await world.minidriver(reader);
    const cryptogram = encryptFor(await certificateOf(session, container), messageOf(given), world.random);
    const data = (await session.cardRSADecrypt({ container, cryptogram })).reverse();
    return { data, length: data.length, text: new TextDecoder().decode(data) };
  },
});
