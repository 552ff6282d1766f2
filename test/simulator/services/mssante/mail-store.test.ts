/** The mailboxes: numbers, flags, moves, limits; each act is done or refused as a whole. */
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { Addresses } from '../../../../simulator/services/mssante/addresses.ts';
import type { FolderChange } from '../../../../simulator/services/mssante/folder.ts';
import { LIMITS } from '../../../../simulator/services/mssante/holder-box.ts';
import { MailStore } from '../../../../simulator/services/mssante/mail-store.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const SECOND = 'Jeanne.Pharmacien9990002@simulation.mssante.fr';
const mail = (text: string) => Buffer.from(`Subject: ${text}\r\n\r\n${text}\r\n`);

function store() {
  return new MailStore(new Addresses(), new VirtualClock({ date: new Date('2018-06-15T08:00:00Z') }));
}

function claire() {
  const box = store().boxAt(CLAIRE);
  if (box === undefined) throw new Error('no box');
  return box;
}

test('everybody who comes with the package has an address; the second of a name has a number', (t) => {
  const addresses = new Addresses();
  t.is(addresses.holderAt(CLAIRE.toUpperCase())?.nationalId, '899909990001');
  t.is(
    addresses.of({ nationalId: '8X', givenName: 'Hélène', familyName: "d'Été" }),
    'helene.d.ete@simulation.mssante.fr',
  );
  t.is(
    addresses.of({ nationalId: '8Y', givenName: 'HELENE', familyName: 'D ETE' }),
    'helene.d.ete.2@simulation.mssante.fr',
  );
  t.is(
    addresses.of({ nationalId: '8X', givenName: 'Hélène', familyName: "d'Été" }),
    'helene.d.ete@simulation.mssante.fr',
  );
  t.is(addresses.of({ nationalId: '30B/7', givenName: '', familyName: '' }), '30B.7@simulation.mssante.fr');
});

test('a mail for two is in both boxes, once; one unknown receiver, and nobody has it', (t) => {
  const mails = store();
  const seen: string[] = [];
  mails.watch(({ box }) => seen.push(box.address));
  t.is(mails.deliver(mail('a'), [CLAIRE, SECOND, CLAIRE]).length, 2);
  t.throws(() => mails.deliver(mail('b'), [CLAIRE, 'nobody@elsewhere.fr']), {
    code: 'ERR_MSSANTE',
    message: /nobody@/,
  });
  t.is(mails.boxAt(CLAIRE)?.folder('INBOX').messages().length, 1);
  t.is(seen.length, 2);
});

test('numbers are never given twice, flags change, what is deleted is gone', (t) => {
  const box = claire();
  const changes: FolderChange[] = [];
  const inbox = box.folder('inbox');
  const stop = inbox.watch((change) => changes.push(change));
  for (const text of ['a', 'b', 'c']) box.append('INBOX', mail(text));
  inbox.changeFlags([1, 3, 9], 'add', ['\\Deleted', '\\Seen']);
  inbox.changeFlags([3], 'remove', ['\\Deleted']);
  t.deepEqual(inbox.expunge(), [1]);
  t.deepEqual(inbox.expunge(new Set([2, 3])), []);
  t.is(box.append('INBOX', mail('d')).uid, 4);
  t.deepEqual(
    inbox.messages().map(({ uid, flags }) => [uid, ...flags]),
    [[2], [3, '\\Seen'], [4]],
  );
  stop();
  inbox.remove([2]);
  t.is(changes.length, 8);
});

test('copied and moved: new numbers there, the old ones gone here', (t) => {
  const box = claire();
  for (const text of ['a', 'b']) box.append('INBOX', mail(text), ['\\Seen']);
  const pairs = box.folder('INBOX').copyTo(box.create('Dossiers/2018'), [2, 1, 7]);
  t.deepEqual(pairs, [
    [2, 1],
    [1, 2],
  ]);
  t.true(box.has('Dossiers'));
  box.folder('INBOX').remove(pairs.map(([from]) => from));
  t.is(box.folder('INBOX').messages().length, 0);
  t.true(box.folder('Dossiers/2018').message(1)?.flags.has('\\Seen'));
});

test('folders: made anew they have another validity; INBOX and one with folders in it stay', (t) => {
  const box = claire();
  const first = box.create('A/B').uidValidity;
  t.throws(() => box.delete('A'), { message: /stays/ });
  t.throws(() => box.delete('Inbox'), { message: /stays/ });
  t.throws(() => box.create('A/B'), { message: /there is/ });
  box.delete('A/B');
  t.throws(() => box.folder('A/B'), { message: /no folder/ });
  t.true(box.create('A/B').uidValidity > first);
  for (const name of ['', 'a//b', '/a', 'a\r\nb', 'a*', 'x'.repeat(201)])
    t.throws(() => box.create(name), { message: /name/ }, name);
});

test('limits: nothing is stored half', (t) => {
  const box = claire();
  const large = Buffer.alloc(LIMITS.message);
  t.throws(() => box.append('INBOX', Buffer.alloc(LIMITS.message + 1)), { message: /at most/ });
  for (let i = 0; i < 25; i++) box.append('INBOX', large);
  t.throws(() => box.append('INBOX', large), { message: /full/ });
  const uids = box
    .folder('INBOX')
    .messages()
    .map(({ uid }) => uid);
  t.throws(() => box.folder('INBOX').copyTo(box.folder('Trash'), uids), { message: /full/ });
  t.is(box.folder('Trash').messages().length, 0);
  box.folder('INBOX').remove(uids);
  t.notThrows(() => box.append('INBOX', large));
  for (let i = 0; box.folders().length < LIMITS.folders; i++) box.create(`f${i}`);
  t.throws(() => box.create('one/more'), { message: /more than/ });
  t.false(box.has('one'));
});
