/** What holds for any commands at all. */
import test from 'ava';
import fc from 'fast-check';
import { ascii, type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { type TestCard, testCard } from './test-card.ts';

const INSTRUCTIONS = [0x20, 0x22, 0x24, 0x2a, 0x2c, 0x84, 0x88, 0xa4, 0xb0, 0xc0, 0xca, 0xcb, 0xd6];
const byte = fc.integer({ min: 0, max: 255 });
const data = fc.uint8Array({ maxLength: 255 });
/** Any bytes; any command; a command that this card has, with plausible P1-P2. */
const anyCommand = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({ cla: byte, ins: byte, p1: byte, p2: byte, data, ne: fc.integer({ min: 0, max: 256 }) })
    .map(encodeCommandApdu),
  fc
    .record({
      cla: fc.constantFrom(0x00, 0x00, 0x00, 0x10, 0x80),
      ins: fc.constantFrom(...INSTRUCTIONS),
      p1: fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x04, 0x08, 0x09, 0x3f, 0x41, 0x80, 0x90, 0x9c, 0x9e, 0x9f, 0xf3),
      p2: fc.constantFrom(0x00, 0x01, 0x02, 0x04, 0x0c, 0x7f, 0x81, 0x86, 0x9a, 0xa0, 0xa4, 0xaa, 0xb6, 0xb8, 0xff),
      data: fc.oneof(data, fc.constantFrom(hex``, hex`3F 00`, hex`3F 00 00 01`, hex`80 01 02 84 01 82`, ascii('0000'))),
      ne: fc.constantFrom(0, 1, 8, 256),
    })
    .map(encodeCommandApdu),
  fc
    .record({
      cla: fc.constant(0xa0),
      ins: fc.constantFrom(0x20, 0xa4, 0xb0, 0xc0, 0xd6),
      p1: fc.constantFrom(0x00, 0x01, 0x7f, 0x80),
      p2: fc.constantFrom(0x00, 0x01, 0x02, 0xff),
      data: fc.oneof(data, fc.constantFrom(hex``, hex`3F 00`, hex`7F 01`, hex`40 00`, hex`40 10`, ascii('0000'))),
      ne: fc.constantFrom(0, 1, 7, 54, 256),
    })
    .map(encodeCommandApdu),
);

const secrets = ({ store }: TestCard): unknown =>
  Object.values(store.state.referenceData).map(({ value, usesRemaining }) => [value, usesRemaining]);
const tries = ({ store }: TestCard): number[] =>
  Object.values(store.state.referenceData).map(({ triesRemaining }) => triesRemaining);

test('any bytes: an answer of at least SW1-SW2, no fault, no code changed, no try given back', (t) => {
  const harmless = fc.property(fc.array(anyCommand, { minLength: 1, maxLength: 30 }), (commands) => {
    const card = testCard();
    const before = secrets(card);
    for (const command of commands) {
      const triesBefore = tries(card);
      const response = card.card.transmit(command);
      const rose = tries(card).some((left, i) => left > (triesBefore[i] ?? 0));
      if (response.length < 2 || response.length > 258 || rose) return false;
    }
    t.deepEqual(secrets(card), before);
    return card.events.every(({ kind }) => kind !== 'fault');
  });
  t.notThrows(() => fc.assert(harmless, { numRuns: 1000 }));
});

/** What is to be known of the codes from outside. */
interface Model {
  pin: string;
  pinTries: number;
  pinVerified: boolean;
  pukTries: number;
  pukVerified: boolean;
  uses: number;
}
const PUK = '12345678';
const sw = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');

function command(ins: number, p1: number, p2: number, code: Bytes): Bytes {
  return encodeCommandApdu({ ins, p1, p2, data: code });
}
/** Any code that is not the right one, with an allowed length. */
const wrong = (right: string): Bytes => ascii([...right].map((digit) => String((Number(digit) + 1) % 10)).join(''));

type Action = (model: Model) => { readonly command: Bytes | 'reset'; readonly sw: string };

const presentPin = (model: Model, isRight: boolean): string => {
  if (model.pinTries === 0) return '6983';
  model.pinTries = isRight ? 3 : model.pinTries - 1;
  if (!isRight) model.pinVerified = false;
  return isRight ? '9000' : sw(0x63c0 + model.pinTries);
};
const presentPuk = (model: Model, isRight: boolean): string => {
  if (model.pukTries === 0 || model.uses === 0) return '6983';
  model.pukTries = isRight ? 10 : model.pukTries - 1;
  model.pukVerified = false;
  return isRight ? '9000' : sw(0x63c0 + model.pukTries);
};
const unblocked = (model: Model, pin: string): string => {
  Object.assign(model, { pin, pinTries: 3, pinVerified: false, uses: model.uses - 1 });
  return '9000';
};

const verifyPin =
  (isRight: boolean): Action =>
  (model) => {
    const code = isRight ? ascii(model.pin) : wrong(model.pin);
    const answer = presentPin(model, isRight);
    if (answer === '9000') model.pinVerified = true;
    return { command: command(0x20, 0, 1, code), sw: answer };
  };
const verifyPuk =
  (isRight: boolean): Action =>
  (model) => {
    const answer = presentPuk(model, isRight);
    if (answer === '9000') model.pukVerified = true;
    return { command: command(0x20, 0, 2, isRight ? ascii(PUK) : wrong(PUK)), sw: answer };
  };
const change =
  (isRight: boolean, next: string): Action =>
  (model) => {
    const old = isRight ? ascii(model.pin) : wrong(model.pin);
    const answer = presentPin(model, isRight);
    if (answer === '9000') model.pin = next;
    return { command: command(0x24, 0, 1, concat(old, ascii(next))), sw: answer };
  };
const unblock =
  (isRight: boolean, next: string): Action =>
  (model) => {
    const answer = presentPuk(model, isRight);
    const puk = isRight ? ascii(PUK) : wrong(PUK);
    return {
      command: command(0x2c, 0, 1, concat(puk, ascii(next))),
      sw: answer === '9000' ? unblocked(model, next) : answer,
    };
  };
const unblockAfterVerify =
  (next: string): Action =>
  (model) => {
    const refused = model.pukTries === 0 || model.uses === 0 ? '6983' : model.pukVerified ? undefined : '6982';
    return { command: command(0x2c, 2, 1, ascii(next)), sw: refused ?? unblocked(model, next) };
  };
const status: Action = ({ pinVerified, pinTries }) => ({
  command: command(0x20, 0, 1, hex``),
  sw: pinTries === 0 ? '6983' : pinVerified ? '9000' : sw(0x63c0 + pinTries),
});
const reset: Action = (model) => {
  Object.assign(model, { pinVerified: false, pukVerified: false });
  return { command: 'reset', sw: '' };
};

const newPin = fc.stringMatching(/^[0-9]{4,8}$/);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.boolean().map(verifyPin),
  fc.boolean().map(verifyPuk),
  fc.tuple(fc.boolean(), newPin).map(([isRight, next]) => change(isRight, next)),
  fc.tuple(fc.boolean(), newPin).map(([isRight, next]) => unblock(isRight, next)),
  newPin.map(unblockAfterVerify),
  fc.constantFrom(status, reset),
);

test('codes and counters follow the model', (t) => {
  const referenceData = {
    '01': { value: '1234', triesRemaining: 3 },
    '02': { value: PUK, triesRemaining: 10, usesRemaining: 3 },
  };
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 60 }), (actions) => {
      const card = testCard({ state: { referenceData } });
      const model: Model = { pin: '1234', pinTries: 3, pinVerified: false, pukTries: 10, pukVerified: false, uses: 3 };
      for (const act of actions) {
        const step = act(model);
        if (step.command === 'reset') card.card.reset();
        else t.is(toHex(card.card.transmit(step.command)), step.sw, toHex(step.command));
        t.deepEqual(card.store.state.referenceData, {
          '01': { value: model.pin, triesRemaining: model.pinTries },
          '02': { value: PUK, triesRemaining: model.pukTries, usesRemaining: model.uses },
        });
      }
    }),
    { numRuns: 1000 },
  );
});
