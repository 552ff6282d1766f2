/** Steps of the Card* functions that use the private keys. */
import { z } from 'zod';
import { text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';
import { certificateOf, encryptFor, verifies } from './parts/certificate.ts';
import { containerName, hashName, messageOf, withMessage } from './parts/containers.ts';
import { dataExpectations, outcome } from './parts/expectations.ts';
import { signatureExpectations, signed } from './parts/signatures.ts';

export const cardSignData = defineStep({
  key: 'CardSignData',
  summary: 'Signs a message with the key of a container (PKCS#1 v1.5)',
  onReader: true,
  remembers: true,
  args: () => withMessage({ container: containerName, hash: hashName }),
  expect: (names) =>
    z.strictObject({
      ...outcome,
      ...signatureExpectations(names),
    }),
  defaults: {},
  async run({ world, reader }, { container, hash, ...given }, { signature: expected }) {
    const session = await world.minidriver(reader);
    const bytes = messageOf(given);
    const data = await session.cardSignData({ container, hash, message: bytes });
    return signed(data, expected, async () => verifies(await certificateOf(session, container), hash, bytes, data));
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
