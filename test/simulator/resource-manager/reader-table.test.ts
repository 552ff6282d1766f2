import test from 'ava';
import { SCARD } from '#pcsc/scard.ts';
import type { TraceEvent } from '#trace/event.ts';
import { ReaderTableError } from '../../../simulator/resource-manager/reader-table-error.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { EchoCard } from '../reader/test-card.ts';
import { isRv, newContext, READER, world } from './world.ts';

test('readers of one name are numbered, and a free number is used again', async (t) => {
  const { manager } = await world(t);
  t.is(manager.plugReader('bureau').name, 'bureau 01 00');
  t.is(manager.plugReader('accueil').name, 'accueil 00 00');
  manager.unplugReader('bureau 00 00');
  t.is(manager.plugReader('bureau').name, 'bureau 00 00');
  t.deepEqual(manager.readers(), ['bureau 01 00', 'accueil 00 00', 'bureau 00 00']);
});

test('no reader is an answer of its own', async (t) => {
  const manager = new ResourceManager();
  const context = await newContext(manager);
  isRv(t, (await manager.listReaders(context)).rv, SCARD.E_NO_READERS_AVAILABLE);
  manager.plugReader('bureau');
  t.deepEqual(await manager.listReaders(context), { rv: SCARD.S_SUCCESS, readers: [READER] });
});

const wrongNames = ['', 'x'.repeat(122), 'é'.repeat(61), 'bu\nreau', 'bur\0eau\u001b'];
for (const name of wrongNames) {
  test(`a reader name of ${name.length} characters is refused`, (t) => {
    const error = t.throws(() => new ResourceManager().plugReader(name), { instanceOf: ReaderTableError });
    t.is(error.code, 'ERR_READER_NAME');
  });
}

test('as many readers as programs can see', (t) => {
  const manager = new ResourceManager({ maxReaders: 16 });
  for (let i = 0; i < 16; i++) manager.plugReader('bureau');
  t.is(manager.readers().at(-1), 'bureau 0F 00');
  const error = t.throws(() => manager.plugReader('bureau'), { instanceOf: ReaderTableError });
  t.is(error.code, 'ERR_TOO_MANY_READERS');
});

test('a reader that is not plugged cannot be unplugged', (t) => {
  const error = t.throws(() => new ResourceManager().unplugReader('bureau'), { instanceOf: ReaderTableError });
  t.is(error.code, 'ERR_NO_SUCH_READER');
});

test('an unplugged reader gives its card back, without power', async (t) => {
  const echo = new EchoCard();
  const { manager } = await world(t, echo);
  t.is(manager.unplugReader('bureau'), echo);
  t.deepEqual(echo.log, ['powerOn', 'powerOff']);
});

test('two managers are two worlds', async (t) => {
  const [here, there] = [await world(t, new EchoCard()), await world(t)];
  isRv(t, (await here.manager.connect(here.context, READER, 2, 3)).rv, SCARD.S_SUCCESS);
  isRv(t, (await there.manager.connect(there.context, READER, 2, 3)).rv, SCARD.E_NO_SMARTCARD);
});

test('what happens to readers is traced', (t) => {
  const events: TraceEvent[] = [];
  const manager = new ResourceManager({ trace: (event) => events.push(event) });
  const slot = manager.plugReader('bureau');
  slot.insert(new EchoCard('a'));
  slot.remove();
  manager.unplugReader('bureau');
  const common = { kind: 'reader', origin: 'reader', reader: READER } as const;
  t.deepEqual(events, [
    { ...common, action: 'plugged' },
    { ...common, action: 'card-inserted', card: 'a' },
    { ...common, action: 'card-removed', card: 'a' },
    { ...common, action: 'unplugged' },
  ]);
});

test('close ends everything', async (t) => {
  const { manager, context } = await world(t, new EchoCard());
  const wait = manager.getStatusChange(context, 10_000, [{ reader: READER, currentState: 0x20 }]);
  await manager.close();
  isRv(t, (await wait).rv, SCARD.E_CANCELLED);
  t.deepEqual(manager.readers(), []);
  isRv(t, (await manager.isValidContext(context)).rv, SCARD.E_INVALID_HANDLE);
});
