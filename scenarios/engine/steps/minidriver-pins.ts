/** Steps of the Card* functions that present codes. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { code, integer } from '../file/vocabulary.ts';
import { refusalOf } from '../refusal.ts';
import { defineStep, type Observation } from './definition.ts';
import { outcome } from './parts/expectations.ts';

const pinId = integer(0, 8).optional().describe('PIN_ID: 1 the code porteur (default), 2 the unblocking code');

const pinExpectation = z.strictObject({
  ...outcome,
  attemptsRemaining: integer(0, 15).optional().describe('Tries left of the code that was presented'),
});

/** A refused code tells its tries: an observation, not an accident. */
async function presenting(work: () => Promise<unknown>): Promise<Observation> {
  try {
    await work();
    return {};
  } catch (error) {
    return refusalOf(error);
  }
}

const user = z.enum(['user', 'admin', 'anonymous']).optional().describe('Whose code; user by default');

export const cardAuthenticateEx = defineStep({
  key: 'CardAuthenticateEx',
  summary: 'Presents a code, or has it typed at the PIN pad; right, it stays verified until reset or removal',
  short: 'pin',
  presentsCode: () => true,
  onReader: true,
  args: () =>
    z.strictObject({
      pin: code.optional().describe('Without it the code is typed at the PIN pad of the reader'),
      pinId,
    }),
  expect: () => pinExpectation,
  defaults: {},
  run: ({ world, reader }, args) => presenting(async () => (await world.minidriver(reader)).cardAuthenticateEx(args)),
});

export const cardAuthenticatePin = defineStep({
  key: 'CardAuthenticatePin',
  summary: 'Presents a code, by user name',
  short: 'pin',
  presentsCode: () => true,
  onReader: true,
  args: () => z.strictObject({ pin: code.describe('The code that is presented'), user }),
  expect: () => pinExpectation,
  defaults: {},
  run: ({ world, reader }, args) => presenting(async () => (await world.minidriver(reader)).cardAuthenticatePin(args)),
});

export const cardDeauthenticateEx = defineStep({
  key: 'CardDeauthenticateEx',
  summary: 'Gives the authentication up; refused while the card can only forget it by a reset',
  onReader: true,
  args: () => z.strictObject({ pinId }),
  expect: () => z.strictObject(outcome),
  defaults: {},
  run: ({ world, reader }, { pinId: id }) =>
    presenting(async () => (await world.minidriver(reader)).cardDeauthenticateEx(...(id === undefined ? [] : [id]))),
});

export const cardChangeAuthenticatorEx = defineStep({
  key: 'CardChangeAuthenticatorEx',
  summary: 'Changes the code porteur (oldPin, newPin; without codes at the PIN pad) or unblocks it (puk, newPin)',
  presentsCode: () => true,
  onReader: true,
  args: () =>
    z.union([changing, unblocking, atPinPad], {
      error: packed({
        en: 'oldPin and newPin to change, puk and newPin to unblock, nothing to change at the PIN pad',
        fr: 'oldPin et newPin pour changer, puk et newPin pour débloquer, rien pour changer au clavier du lecteur',
      }),
    }),
  expect: () => pinExpectation,
  defaults: {},
  run: ({ world, reader }, args) =>
    presenting(async () => {
      const minidriver = await world.minidriver(reader);
      const codes = Object.keys(args).length === 0 ? undefined : (args as Codes);
      return codes === undefined ? minidriver.cardChangeAtPinPad() : minidriver.cardChangeAuthenticatorEx(codes);
    }),
});

const newPin = code.describe('The code from then on');
const changing = z.strictObject({ oldPin: code.describe('The code until then'), newPin });
const unblocking = z.strictObject({ puk: code.describe('The unblocking code'), newPin });
const atPinPad = z.strictObject({});
type Codes = z.infer<typeof changing> | z.infer<typeof unblocking>;

export const cardUnblockPin = defineStep({
  key: 'CardUnblockPin',
  summary: 'Gives the code porteur its tries back and a new value, with the unblocking code',
  presentsCode: () => true,
  onReader: true,
  args: () => unblocking,
  expect: () => pinExpectation,
  defaults: {},
  run: ({ world, reader }, args) => presenting(async () => (await world.minidriver(reader)).cardUnblockPin(args)),
});
