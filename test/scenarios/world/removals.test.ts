/** A card that leaves, in all the ways it can: what the stream tells of it, in which order. */
import test from 'ava';
import type { StampedEvent } from '#trace/event.ts';
import { type TargetName, type WorldCard, type WorldReader, world } from '../../../scenarios/world/index.ts';
import type { MinidriverSession } from '../../../scenarios/world/minidriver-session.ts';

interface Scene {
  readonly bureau: WorldReader;
  readonly medecin: WorldCard;
  readonly card: MinidriverSession;
}

/** An event as one word or two; undefined for those that say nothing of the card's leaving. */
function words(event: StampedEvent): string | undefined {
  switch (event.kind) {
    case 'power':
      return `${event.action} in ${event.reader}`;
    case 'pin':
      return event.reference === 1
        ? `pin ${event.state.verified ? 'verified' : 'not verified'}, ${event.state.triesRemaining} left`
        : undefined;
    case 'reader':
      return event.action;
    case 'fault':
      return event.message;
    case 'apdu':
      return event.command[1] === 0x20 && event.command.length > 5 ? 'VERIFY answered' : undefined;
    default:
      return undefined;
  }
}

async function toldOf(target: TargetName, leave: (scene: Scene) => Promise<void>, code = '1234'): Promise<string[]> {
  const w = await world({ target });
  const bureau = w.reader('bureau');
  const medecin = w.card('cps3-medecin', { seed: 1, keptIn: 'file' });
  await bureau.insert(medecin);
  const card = await w.acquire(bureau);
  if (code !== '') await card.cardAuthenticateEx({ pin: code });
  const events: StampedEvent[] = [];
  w.trace.subscribe({ name: 'test', event: (event) => events.push(event) });
  await leave({ bureau, medecin, card });
  await w.close();
  return events.map(words).filter((text) => text !== undefined);
}

const OFF = 'powerOff in bureau 00 00';
const FORGOTTEN = 'pin not verified, 3 left';

const leaves = test.macro({
  async exec(
    t,
    target: TargetName,
    leave: (scene: Scene) => Promise<void>,
    expected: readonly string[],
    code?: string,
  ) {
    t.deepEqual((await toldOf(target, leave, code)).slice(0, expected.length), expected);
  },
  title: (title = '', target: TargetName) => `${target}: ${title}`,
});

for (const target of ['in-process', 'embedded'] satisfies TargetName[]) {
  const readerLeft = ['card-removed', 'unplugged'];
  test('removed at rest', leaves, target, async ({ bureau }) => void (await bureau.remove()), [
    OFF,
    FORGOTTEN,
    ...readerLeft,
  ]);
  test('its program dies', leaves, target, async ({ medecin }) => void (await medecin.crash()), [
    OFF,
    FORGOTTEN,
    ...readerLeft,
  ]);
  // Over vpcd a card has lost its power when it finds the reader gone.
  const gone = [OFF, FORGOTTEN];
  test(
    'its reader is unplugged',
    leaves,
    target,
    async ({ bureau }) => void (await bureau.unplug()),
    target === 'embedded' ? [...readerLeft, ...gone] : [...gone, ...readerLeft],
  );
  for (const how of ['removeDuring', 'crashDuring'] as const) {
    test(
      `${how} READ BINARY, code verified`,
      leaves,
      target,
      async ({ bureau, medecin, card }) => {
        medecin[how]('READ BINARY');
        await card.cardReadFile({ directory: 'mscp', file: 'kxc00' }).catch(() => {});
        await bureau.waitFor('card-removed');
      },
      ['torn out in the middle of READ BINARY', OFF, FORGOTTEN, ...readerLeft],
    );
    test(
      `${how} VERIFY: the try is lost`,
      leaves,
      target,
      async ({ bureau, medecin, card }) => {
        medecin[how]('VERIFY');
        await card.cardAuthenticateEx({ pin: '1234' }).catch(() => {});
        await bureau.waitFor('card-removed');
      },
      ['pin not verified, 2 left', 'torn out in the middle of VERIFY', OFF, ...readerLeft],
      '',
    );
  }
}
