import { constants, createPublicKey, type KeyObject, publicEncrypt } from 'node:crypto';
import test from 'ava';
import { ascii, fromHex, toHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../../simulator/card/card.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import {
  changedProfile,
  playExchanges,
  profile,
  SELECT_MF,
  state,
  testCard,
  VERIFY_PIN,
  WRONG_PIN,
} from './test-card.ts';

// Source: reference/cps-facts.md (a).
const ATR = '3BAC00402A001225006480000310009000';
const STATUS = '00 20 00 01 00';

test('power on, reset and getAtr give the ATR', (t) => {
  const { card } = testCard();
  t.is(toHex(card.powerOn()), ATR);
  t.is(toHex(card.reset()), ATR);
  t.is(toHex(card.getAtr()), ATR);
  t.is(card.name, 'test');
});
test('getAtr changes nothing', (t) => {
  const card = testCard();
  playExchanges(t, card, [VERIFY_PIN]);
  card.card.getAtr().fill(0);
  t.is(toHex(card.card.getAtr()), ATR);
  playExchanges(t, card, [[STATUS, '9000']]);
});
test('without power nothing is executed', (t) => {
  const card = testCard();
  card.card.powerOff();
  playExchanges(t, card, [
    [SELECT_MF[0], '6F00'],
    [WRONG_PIN, '6F00'],
  ]);
  card.card.powerOn();
  playExchanges(t, card, [[STATUS, '63C3']]);
});
test('reset forgets the file, the environment, the response that waits and the chain', (t) => {
  const card = testCard();
  playExchanges(t, card, [['00 A4 09 04 04 3F00D003', '61*']]);
  card.card.reset();
  playExchanges(t, card, [
    ['00 C0 00 00 27', '6985'],
    ['00 B0 00 00 01', '6986'],
    ['00 A4 09 0C 04 3F000001', '9000'],
    ['00 22 41 A4 06 80 01 02 84 01 82', '9000'],
    [`10 2A 80 86 FF ${'81'.repeat(255)}`, '9000'],
  ]);
  card.card.reset();
  playExchanges(t, card, [
    ['00 A4 09 0C 04 3F000001', '9000'],
    ['00 22 41 B8 06 80 01 1A 84 01 82', '9000'],
    VERIFY_PIN,
    ['00 2A 80 86 02 8181', '6700'],
    ['00 88 00 00 01 AA', '6985'],
  ]);
});

const kinds = (events: readonly TraceEvent[]): string[] => events.map(({ kind }) => kind);

test('the trace: power, commands, changes of the PIN state', (t) => {
  const { card, events, send } = testCard();
  t.deepEqual(events.splice(0), [
    { kind: 'power', origin: 'card', card: 'test', action: 'powerOn', atr: card.getAtr(), protocol: 'T=0' },
  ]);
  send(WRONG_PIN);
  send(VERIFY_PIN[0]);
  send(VERIFY_PIN[0]);
  card.reset();
  card.powerOff();
  t.deepEqual(kinds(events), ['apdu', 'pin', 'apdu', 'pin', 'apdu', 'power', 'pin', 'power']);
  const states = events.filter(({ kind }) => kind === 'pin').map((event) => 'state' in event && event.state);
  t.deepEqual(states, [
    { verified: false, triesRemaining: 2, maxTries: 3 },
    { verified: true, triesRemaining: 3, maxTries: 3 },
    { verified: false, triesRemaining: 3, maxTries: 3 },
  ]);
});
test('the trace says why the card refused, and keeps its own copy of the bytes', (t) => {
  const { card, events } = testCard();
  events.splice(0);
  const command = fromHex('00 A4 09 0C 04 3F00D010');
  const response = card.transmit(command);
  command.fill(0);
  response.fill(0);
  const [event] = events;
  if (event?.kind !== 'apdu') return t.fail('no apdu event');
  t.is(toHex(event.command), '00A4090C043F00D010');
  t.is(toHex(event.response), '6A82');
  t.is(typeof event.reason, 'string');
  t.is(event.durationMs, 0);
});
test('a caller may use its buffer again, a Buffer too', (t) => {
  const contents = { ...state.contents, '3F00/0001/D107': Buffer.alloc(245) };
  const card = testCard({ state: { contents } });
  const send = (text: string): string => {
    const command = Buffer.from(fromHex(text));
    const response = toHex(card.card.transmit(command));
    command.fill(0xee);
    return response;
  };
  send('00 A4 09 0C 06 3F000001D107');
  send('00 22 41 B8 06 80 01 1A 84 01 82');
  send(VERIFY_PIN[0]);
  send('00 D6 00 00 01 AA');
  t.is(contents['3F00/0001/D107'][0], 0);
  t.is(send('00 B0 00 00 02'), 'AA009000');
  const last = card.events.findLast(({ kind }) => kind === 'apdu');
  t.is(last?.kind === 'apdu' && toHex(last.command), '00B0000002');
  const chained = testCard();
  const key = createPublicKey(state.keys['3F00/0001/02'] as KeyObject);
  const cryptogram = toHex(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, ascii('secret')));
  const first = Buffer.from(fromHex(`10 2A 80 86 FF 81${cryptogram.slice(0, 508)}`));
  playExchanges(t, chained, [
    ['00 A4 09 0C 04 3F000001', '9000'],
    ['00 22 41 B8 06 80 01 1A 84 01 82', '9000'],
    VERIFY_PIN,
  ]);
  t.is(toHex(chained.card.transmit(first)), '9000');
  first.fill(0xee);
  t.is(chained.send(`00 2A 80 86 02 ${cryptogram.slice(508)}`), '6106');
});
test('no code in any event, whatever way it comes', (t) => {
  const { events, send } = testCard();
  for (const command of [
    '00 20 00 01 04 39383736',
    '00 20 00 01 05 39383736',
    '00 20 00 01 39383736',
    '0C 20 00 01 04 39383736',
    '00 24 00 01 08 3938373639383736',
    '00 2C 00 01 0C 3938373639383736 39383736',
    '00 2C 02 01 04 39383736',
    '00 21 00 01 04 39383736',
  ])
    send(command);
  for (const event of events)
    for (const value of Object.values(event)) {
      const text = value instanceof Uint8Array ? toHex(value) : String(value);
      t.false(/39383736|9876/.test(text), text);
    }
});
test('an exception that nobody expected is 6F00 and a fault event', (t) => {
  const card = testCard({
    random: () => {
      throw new TypeError('no entropy');
    },
  });
  card.events.splice(0);
  playExchanges(t, card, [['00 84 00 00 08', '6F00']]);
  const [fault] = card.events;
  t.is(fault?.kind, 'fault');
  t.true(fault?.kind === 'fault' && fault.message.includes('no entropy'));
  playExchanges(t, card, [SELECT_MF]);
});
test('a fault without a trace is 6F00 too', (t) => {
  const random = (): never => {
    throw new Error('no entropy');
  };
  const card = new Card({ name: 'silent', store: new MemoryStore(profile, state), random });
  card.powerOn();
  t.is(toHex(card.transmit(fromHex('0084000008'))), '6F00');
});
test('where nobody listens to a trace, faults alone are told', (t) => {
  const told: TraceEvent[] = [];
  let entropy = true;
  const random = (length: number) => {
    if (!entropy) throw new Error('no entropy');
    return new Uint8Array(length);
  };
  const faults = (event: TraceEvent) => void told.push(event);
  const card = new Card({ name: 'silent', store: new MemoryStore(profile, state), random, faults });
  card.powerOn();
  card.transmit(fromHex('0084000008'));
  t.deepEqual(told, []);
  entropy = false;
  card.transmit(fromHex('0084000008'));
  t.deepEqual(
    told.map(({ kind }) => kind),
    ['fault'],
  );
});
test('a profile whose access rules cannot be read makes no card', (t) => {
  const broken = changedProfile(({ mf }) => {
    mf.access.contact = '7F 00';
  });
  const make = () => new Card({ name: 'x', store: new MemoryStore(broken, state) });
  t.like(t.throws(make, { code: 'ERR_ACCESS_RULE' }), { place: '3F00 contact' });
});
test('cards of one profile share nothing that changes', (t) => {
  const [a, b] = [testCard(), testCard()];
  playExchanges(t, a, [VERIFY_PIN, [WRONG_PIN, '63C2'], VERIFY_PIN, ['00 A4 09 0C 06 3F000001D107', '9000']]);
  playExchanges(t, a, [['00 D6 00 00 01 AA', '9000']]);
  playExchanges(t, b, [
    [STATUS, '63C3'],
    ['00 A4 09 0C 06 3F000001D107', '9000'],
    ['00 B0 00 00 01', '00 9000'],
  ]);
});
