/** Where a card file stands: links, what is no file, what may not be written, what a disk does. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../../../simulator/card/card.ts';
import { CardFile } from '../../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';
import { errorOf, withFs } from '../../../common/files/broken-fs.ts';
import { namedPipe } from '../../../named-pipe.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const profile = shippedProfile('cps3-medecin');
const seed = 1;
const state = personalise(profile, seed);

function newCard(): { readonly folder: string; readonly path: string } {
  const folder = temporaryDirectory('card-');
  const path = join(folder, 'medecin.cps.json');
  CardFile.create(path, { profile, seed, state });
  return { folder, path };
}

test('a link is followed, by who makes a card as by who opens it', (t) => {
  const { folder, path } = newCard();
  const link = join(folder, 'link.cps.json');
  symlinkSync(path, link);
  CardFile.create(link, { profile, seed: 7, state }, { overwrite: true });
  t.true(lstatSync(link).isSymbolicLink());
  t.is(CardFile.openReadOnly(path).seed, 7);
  const opened = CardFile.open(link);
  t.true(existsSync(`${path}.lock`));
  opened.close();
});

test('a link to nothing is no place for a new card, unless it is asked for', (t) => {
  const folder = temporaryDirectory('card-');
  const [target, link] = [join(folder, 'target.cps.json'), join(folder, 'link.cps.json')];
  symlinkSync(target, link);
  t.throws(() => CardFile.create(link, { profile, seed, state }), { code: 'ERR_CARD_FILE', message: /exists already/ });
  CardFile.create(link, { profile, seed, state }, { overwrite: true });
  t.deepEqual(readdirSync(folder).sort(), ['link.cps.json', 'target.cps.json']);
  t.is(CardFile.openReadOnly(target).seed, seed);
});

const OTHERS: Readonly<Record<string, () => string>> = {
  'a named pipe': namedPipe,
  'a device': () => '/dev/zero',
  'a directory': () => temporaryDirectory('card-'),
};

for (const [kind, make] of Object.entries(OTHERS))
  test(`${kind} in place of a card`, (t) => {
    const path = make();
    const refused = { code: 'ERR_CARD_FILE', message: `${path}: is ${kind}, expected a card file` };
    t.throws(() => CardFile.open(path), refused);
    t.throws(() => CardFile.openReadOnly(path), refused);
    t.throws(() => CardFile.create(path, { profile, seed, state }, { overwrite: true }), refused);
    t.false(existsSync(`${path}.lock`));
  });

test('a named pipe in place of the lock', (t) => {
  const { path } = newCard();
  symlinkSync(namedPipe(), `${path}.lock`);
  t.throws(() => CardFile.open(path), { code: 'ERR_CARD_FILE', message: /\.lock: is a named pipe/ });
});

const READ_ONLY = /use a copy of the card, or play it from memory: --card FILE,volatile/;

test('a card file that may not be written', (t) => {
  const { folder, path } = newCard();
  chmodSync(path, 0o444);
  t.throws(() => CardFile.open(path), { code: 'ERR_CARD_FILE', message: READ_ONLY });
  t.deepEqual(readdirSync(folder), ['medecin.cps.json']);
  t.is(CardFile.openReadOnly(path).seed, seed);
});

for (const code of ['EACCES', 'EROFS', 'EPERM'])
  test.serial(`a folder where no lock can be made (${code})`, (t) => {
    const { path } = newCard();
    const refuse = () => {
      throw errorOf(code);
    };
    const open = () => withFs(['writeFileSync'], refuse, () => CardFile.open(path));
    t.throws(open, { code: 'ERR_CARD_FILE', message: READ_ONLY });
  });

test('what a killed program has left of the card is gone when the card is opened', (t) => {
  const { folder, path } = newCard();
  writeFileSync(`${path}.tmp`, readFileSync(path));
  const file = CardFile.open(path);
  t.deepEqual(readdirSync(folder).sort(), ['medecin.cps.json', 'medecin.cps.json.lock']);
  file.close();
});

test('a folder in place of the draft: the card opens, and cannot change', (t) => {
  const { path } = newCard();
  mkdirSync(`${path}.tmp`);
  const file = CardFile.open(path);
  t.throws(() => file.commit({}), { code: 'ERR_CARD_FILE', message: /the card is as before$/ });
  file.close();
});

/** CHANGE REFERENCE DATA of the code porteur from 1234 to 4321; it stores twice. */
const CHANGE = hex`00 24 00 01 08 31 32 33 34 34 33 32 31`;
const CODE = hex`31 32 33 34`;
/** Of two commits, and of taking them back. */
const MOST_CALLS = 16;

test.serial('whatever call fails, the card says 9000 if and only if the code has changed', (t) => {
  const outcomes = new Set<string>();
  for (let failing = 1; failing <= MOST_CALLS; failing++) {
    const { path } = newCard();
    const file = CardFile.open(path);
    const card = new Card({ name: 'medecin', store: file });
    card.powerOn();
    let call = 0;
    const fail = () => {
      if (++call === failing) throw errorOf('EIO');
    };
    const names = ['openSync', 'writeFileSync', 'fsyncSync', 'renameSync'] as const;
    const sw = toHex(withFs(names, fail, () => card.transmit(CHANGE)));
    const { value } = CardFile.openReadOnly(path).state.referenceData['01'] ?? {};
    t.is(value, sw === '9000' ? '4321' : '1234', `call ${failing}: ${sw}`);
    t.deepEqual(CardFile.openReadOnly(path).state.referenceData, file.state.referenceData);
    outcomes.add(sw);
    file.close();
  }
  t.deepEqual([...outcomes].sort(), ['6581', '9000']);
});

test.serial('a folder that always fails to be synced: no code is compared, no try is spent', (t) => {
  const { folder, path } = newCard();
  const file = CardFile.open(path);
  const events: TraceEvent[] = [];
  const card = new Card({ name: 'medecin', store: file, faults: (event) => events.push(event) });
  card.powerOn();
  const fail = (_name: string, opened: unknown) => {
    if (opened === folder) throw errorOf('EIO');
  };
  for (let i = 0; i < 4; i++) {
    const answer = withFs(['openSync'], fail, () => card.transmit(Uint8Array.of(0, 0x20, 0, 1, 4, ...CODE)));
    t.is(toHex(answer), '6581');
  }
  t.is(CardFile.openReadOnly(path).state.referenceData['01']?.triesRemaining, 3);
  t.is(toHex(card.transmit(Uint8Array.of(0, 0x20, 0, 1, 4, ...CODE))), '9000');
  const why = `memory failure (6581), not stored: ${path}: the device failed; the card is as before`;
  t.deepEqual(
    events.map((event) => event.kind === 'fault' && event.message),
    [why, why, why, why],
  );
  file.close();
});
