/** The mailboxes of the MSSanté operator at the next start: messages, numbers, flags, folders, addresses. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { HealthServices } from '../../../../simulator/services/index.ts';
import type { HolderBox } from '../../../../simulator/services/mssante/holder-box.ts';
import { StateError } from '../../../../simulator/services/state/state-error.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const JEANNE = 'jeanne.pharmacien9990002@simulation.mssante.fr';
const HELENE = { nationalId: '8X', givenName: 'Hélène', familyName: "d'Été" };
const NAMESAKE = { ...HELENE, nationalId: '8Y' };
const mail = (text: string) => Buffer.from(`Subject: ${text}\r\n\r\nBonjour é\r\n`);

function folder(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'cps-sim-test-mailboxes-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'state');
}

async function start(t: ExecutionContext, state: string, clock = new VirtualClock()) {
  const services = await HealthServices.start({ clock, names: ['mssante'], state });
  t.teardown(() => services.close());
  return services;
}

/** As behind `kill -9`: what was written before the end is there, and nothing of what the end writes. */
const restarted = async (t: ExecutionContext, services: HealthServices, state: string) => {
  // What is done is written before an answer to it can leave.
  await Promise.resolve();
  const kept = `${state}-kept`;
  cpSync(state, kept, { recursive: true });
  await services.close();
  rmSync(state, { recursive: true });
  renameSync(kept, state);
  // Its holder is this process, which lives on.
  rmSync(join(state, 'lock'));
  return start(t, state);
};

function boxOf({ mssante }: HealthServices, address = CLAIRE): HolderBox {
  const box = mssante.store.boxAt(address);
  if (box === undefined) throw new Error(`no box ${address}`);
  return box;
}

function content(box: HolderBox) {
  return box.folders().map((one) => ({
    ...{ name: one.name, uidValidity: one.uidValidity, uidNext: one.uidNext, listed: box.isSubscribed(one.name) },
    messages: one.messages().map(({ uid, flags, internalDate, raw }) => ({
      ...{ uid, flags: [...flags].sort(), at: internalDate.toISOString(), raw: Buffer.from(raw).toString('latin1') },
    })),
  }));
}

const files = (state: string) => readdirSync(join(state, 'mssante')).sort();

test('messages, numbers, flags, copies, folders: all as it was', async (t) => {
  const state = folder(t);
  let services = await start(t, state);
  services.mssante.store.deliver(mail('both'), [CLAIRE, JEANNE]);
  const box = boxOf(services);
  for (const text of ['b', 'c', 'd']) box.append('INBOX', mail(text), ['\\Seen', 'urgent']);
  box.append('Drafts', mail('draft'), ['\\Draft'], new Date('1999-12-31T23:59:59.000Z'));
  const inbox = box.folder('INBOX');
  inbox.copyTo(box.create('Dossiers/été 2018'), [2, 1]);
  box.rename('Dossiers', 'Archives');
  box.delete('Sent');
  box.subscribe('Archives/été 2018', true);
  box.subscribe('Trash', false);
  inbox.changeFlags([3], 'add', ['\\Flagged']);
  inbox.changeFlags([4], 'set', ['\\Deleted']);
  t.deepEqual(inbox.expunge(), [4]);
  const before = [content(box), content(boxOf(services, JEANNE))];

  services = await restarted(t, services, state);
  t.deepEqual([content(boxOf(services)), content(boxOf(services, JEANNE))], before);
  t.deepEqual(files(state), ['000001.eml', '000002.eml', '000003.eml', '000005.eml']);
  t.is(readFileSync(join(state, 'mssante', '000001.eml'), 'latin1'), mail('both').toString('latin1'));
  // No number twice, though its message is gone; and no file of another's.
  t.is(boxOf(services).append('INBOX', mail('e')).uid, 5);
  services = await restarted(t, services, state);
  t.is(boxOf(services).folder('INBOX').messages().at(-1)?.uid, 5);
  t.deepEqual(files(state), ['000001.eml', '000002.eml', '000003.eml', '000005.eml', '000006.eml']);
  // It counts what is there.
  const most = Buffer.alloc(10_485_760);
  for (let i = 0; i < 25; i++) boxOf(services).append('Trash', most);
  t.throws(() => boxOf(services).append('Trash', most), { code: 'ERR_MSSANTE', message: /full/ });
});

test('a copy stays when the message goes, and its file with it; the last one takes the file along', async (t) => {
  const state = folder(t);
  let services = await start(t, state);
  boxOf(services).append('INBOX', mail('a'));
  boxOf(services).folder('INBOX').copyTo(boxOf(services).folder('Trash'), [1]);
  boxOf(services).folder('INBOX').remove([1]);
  services = await restarted(t, services, state);
  t.is(boxOf(services).folder('Trash').messages().length, 1);
  t.deepEqual(files(state), ['000001.eml']);
  const [message] = boxOf(services).folder('Trash').messages();
  boxOf(services).folder('Trash').remove([1]);
  await Promise.resolve();
  t.deepEqual(files(state), []);
  if (message === undefined) return t.fail('no message');
  boxOf(services).folder('INBOX').append(message);
  services = await restarted(t, services, state);
  t.is(Buffer.from(boxOf(services).folder('INBOX').messages()[0]?.raw ?? []).toString(), mail('a').toString());
});

test('who has which address, also behind a reset', async (t) => {
  const state = folder(t);
  let services = await start(t, state);
  for (const one of [HELENE, NAMESAKE]) services.mssante.store.boxOf(one);
  await services.reset();
  services = await restarted(t, services, state);
  t.is(services.mssante.store.boxOf(NAMESAKE).address, 'helene.d.ete.2@simulation.mssante.fr');
  t.is(services.mssante.store.boxOf(HELENE).address, 'helene.d.ete@simulation.mssante.fr');
});

test('reset: nothing is left, and what comes then is told from what was there', async (t) => {
  const state = folder(t);
  let services = await start(t, state);
  const connected = boxOf(services);
  connected.append('INBOX', mail('a'));
  connected.create('Dossier');
  const { uidValidity } = connected.folder('INBOX');
  await services.reset();
  t.is(boxOf(services).folders().length, 4);
  const again = boxOf(services).folder('INBOX');
  t.is(again.messages().length, 0);
  t.true(again.uidValidity > uidValidity);
  services = await restarted(t, services, state);
  t.is(boxOf(services).folder('INBOX').uidValidity, again.uidValidity);
  t.deepEqual(files(state), []);
});

test('who was connected at a reset goes on: what is answered then is kept', async (t) => {
  const state = folder(t);
  let services = await start(t, state);
  const connected = boxOf(services);
  await services.reset();
  connected.append('INBOX', mail('behind'));
  services = await restarted(t, services, state);
  t.is(boxOf(services).folder('INBOX').messages().length, 1);
});

test('where nothing is kept, another start is told from this one by the calendar', async (t) => {
  const validity = async (date: string) => {
    const services = await HealthServices.start({
      ...{ names: ['mssante'], clock: new VirtualClock({ date: new Date(date) }) },
    });
    t.teardown(() => services.close());
    return boxOf(services).folder('INBOX').uidValidity;
  };
  const first = await validity('2018-06-15T08:00:00Z');
  t.true((await validity('2018-06-15T08:00:05Z')) > first);
  t.true(first > 0 && first < 0x1_0000_0000);
});

test('what cannot be written is refused, and nothing is half there', async (t) => {
  const state = folder(t);
  const services = await start(t, state);
  mkdirSync(join(state, 'mssante', '000001.eml', 'x'), { recursive: true });
  t.throws(() => services.mssante.store.deliver(mail('a'), [CLAIRE, JEANNE]), { code: 'ERR_STATE' });
  t.is(boxOf(services).folder('INBOX').messages().length, 0);
  t.is(boxOf(services).folder('INBOX').uidNext, 1);
  rmSync(join(state, 'mssante', '000001.eml'), { recursive: true });
  t.is(services.mssante.store.deliver(mail('a'), [CLAIRE, JEANNE]).length, 2);
});

const PERSON = { address: 'a@b', nationalId: '8X', givenName: 'A', familyName: 'B' };
const message = (uid: number, file = 1) => ({ uid, flags: [], internalDate: '2018-01-01T00:00:00.000Z', file });
const withInbox = (inbox: object) => ({
  ...{ uidValidity: 9, file: 1 },
  people: [{ ...PERSON, box: { subscribed: [], folders: [{ name: 'INBOX', uidValidity: 9, uidNext: 3, ...inbox }] } }],
});
const DAMAGED: Readonly<Record<string, readonly [part: unknown, said: RegExp]>> = {
  'a number twice': [withInbox({ messages: [message(1), message(1)] }), /folders\.0: .*uidNext/],
  'a number not yet given': [withInbox({ messages: [message(3)] }), /folders\.0: .*uidNext/],
  'a message that is gone': [withInbox({ messages: [message(1, 7)] }), /000007\.eml: .*names it/],
  'a file elsewhere': [withInbox({ messages: [{ ...message(1), file: '../../x' }] }), /messages\.0\.file: found/],
};
for (const [what, [part, said]] of Object.entries(DAMAGED))
  test(`refused: ${what}`, async (t) => {
    const state = folder(t);
    mkdirSync(state);
    const text = JSON.stringify({ format: 'cps-sim-services', version: 1, parts: { mssante: part } });
    writeFileSync(join(state, 'state.json'), text);
    const starting = HealthServices.start({ clock: new VirtualClock(), names: ['mssante'], state });
    const error = await t.throwsAsync(starting, { instanceOf: StateError, message: said });
    t.is(error?.reason, 'damaged');
    t.is(readFileSync(join(state, 'state.json'), 'utf8'), text);
  });
