import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import { hex, toHex } from '#iso7816/bytes.ts';
import { Card } from '../../../../simulator/card/card.ts';
import { CardFile } from '../../../../simulator/card/state/card-file.ts';
import { CardFileError } from '../../../../simulator/card/state/card-file-error.ts';
import { CardInUseError } from '../../../../simulator/card/state/card-lock.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const profile = shippedProfile('cps3-medecin');
const seed = 1;
const state = personalise(profile, seed);
const DYING = fileURLToPath(new URL('dying-card.ts', import.meta.url));
const HOLDING = fileURLToPath(new URL('holding-card.ts', import.meta.url));
const NODE = ['--import=tsx'];

function newCard(): string {
  const path = join(temporaryDirectory('card-'), 'medecin.cps.json');
  CardFile.create(path, { profile, seed, state });
  return path;
}

function siblings(path: string): string[] {
  return readdirSync(join(path, '..'));
}

test('a card file gives back profile, seed, contents, keys and reference data', (t) => {
  const path = newCard();
  const file = CardFile.open(path);
  t.deepEqual(file.profile, profile);
  t.is(file.seed, seed);
  t.deepEqual(file.state.contents, state.contents);
  t.deepEqual(file.state.referenceData, state.referenceData);
  t.deepEqual(Object.keys(file.state.keys), Object.keys(state.keys));
  for (const [name, key] of Object.entries(file.state.keys)) t.true(key.equals(state.keys[name] as typeof key));
  file.close();
  t.deepEqual(siblings(path), ['medecin.cps.json'], 'neither lock nor draft is left');
});

test('what was committed is there after reopening, the rest unchanged', (t) => {
  const path = newCard();
  const file = CardFile.open(path);
  file.commit({ contents: { '3F00/0001/D107': new Uint8Array(245).fill(0x5a) } });
  file.commit({ referenceData: { '01': { value: '4321', triesRemaining: 1 } } });
  file.close();
  const again = CardFile.openReadOnly(path).state;
  t.deepEqual(again.contents, { ...state.contents, '3F00/0001/D107': new Uint8Array(245).fill(0x5a) });
  t.deepEqual(again.referenceData, { ...state.referenceData, '01': { value: '4321', triesRemaining: 1 } });
});

test('only the owner may read it, before and after a commit', (t) => {
  const path = newCard();
  t.is(statSync(path).mode & 0o777, 0o600);
  const file = CardFile.open(path);
  file.commit({});
  file.close();
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('create refuses to overwrite, unless told to', (t) => {
  const path = newCard();
  const file = CardFile.open(path);
  file.commit({ referenceData: { '01': { value: '1234', triesRemaining: 0 } } });
  file.close();
  const create = (overwrite: boolean) => () => CardFile.create(path, { profile, seed, state }, { overwrite });
  t.throws(create(false), { instanceOf: CardFileError, code: 'ERR_CARD_FILE' });
  t.is(CardFile.openReadOnly(path).state.referenceData['01']?.triesRemaining, 0);
  t.notThrows(create(true));
  t.is(CardFile.openReadOnly(path).state.referenceData['01']?.triesRemaining, 3);
});

const OTHERS: Readonly<Record<string, string | Buffer>> = {
  'a letter': 'Dear colleague,\n',
  'a profile': JSON.stringify(profile),
  'a pool of keys': '{"format":"cps-sim-keys/1","keys":[]}',
  'bytes of anything': Buffer.from('7f454c46020101', 'hex'),
};

for (const [kind, content] of Object.entries(OTHERS))
  test(`create never overwrites ${kind}`, (t) => {
    const path = join(temporaryDirectory('card-'), 'x');
    writeFileSync(path, content);
    for (const overwrite of [false, true])
      t.throws(() => CardFile.create(path, { profile, seed, state }, { overwrite }), { code: 'ERR_FOREIGN_FILE' });
    t.deepEqual(readFileSync(path), Buffer.from(content));
    t.deepEqual(readdirSync(dirname(path)), ['x']);
  });

test('create overwrites a damaged card and an empty file, when told to', (t) => {
  const path = join(temporaryDirectory('card-'), 'x.cps.json');
  for (const content of ['', '{"format":"cps-sim-card/1","about":"']) {
    writeFileSync(path, content);
    CardFile.create(path, { profile, seed, state }, { overwrite: true });
    t.is(CardFile.openReadOnly(path).seed, seed);
  }
});

test('a directory that is not there', (t) => {
  const error = t.throws(() => CardFile.create('/nowhere/a.cps.json', { profile, seed, state }), {
    instanceOf: CardFileError,
  });
  t.is(
    error?.message,
    "/nowhere/a.cps.json: there is no directory '/nowhere'; check the path, or make the directory first",
  );
  t.throws(() => CardFile.open('/nowhere/a.cps.json'), { instanceOf: CardFileError });
});

test('one card, one reader: a second opening is refused until the first is closed', (t) => {
  const path = newCard();
  const link = join(path, '..', 'link.cps.json');
  symlinkSync(path, link);
  const first = CardFile.open(path);
  t.throws(() => CardFile.open(path), { instanceOf: CardInUseError, code: 'ERR_CARD_IN_USE' });
  t.throws(() => CardFile.open(link), { instanceOf: CardInUseError }, 'by another name');
  t.throws(() => CardFile.create(path, { profile, seed, state }, { overwrite: true }), { instanceOf: CardInUseError });
  t.notThrows(() => CardFile.openReadOnly(path));
  first.close();
  first.close();
  CardFile.open(path).close();
});

test('a closed or read-only card cannot change', (t) => {
  const path = newCard();
  const file = CardFile.open(path);
  file.close();
  t.throws(() => file.commit({}), { instanceOf: CardFileError });
  t.throws(() => CardFile.openReadOnly(path).commit({}), { instanceOf: CardFileError });
});

test('a card in the reader of another process is refused, and free when that process is killed', async (t) => {
  const path = newCard();
  const holder = spawn(process.execPath, [...NODE, HOLDING, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const error = t.throws(() => CardFile.open(path), { instanceOf: CardInUseError });
  t.true(error?.message.includes(String(holder.pid)));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  t.true(existsSync(`${path}.lock`), 'the dead left its lock');
  CardFile.open(path).close();
  t.false(existsSync(`${path}.lock`));
});

const takesOver = test.macro((t, lock: string) => {
  const path = newCard();
  writeFileSync(`${path}.lock`, lock);
  utimesSync(`${path}.lock`, 0, 0);
  CardFile.open(path).close();
  t.deepEqual(siblings(path), ['medecin.cps.json']);
});

test('a lock without sense is taken over', takesOver, '');
test('the lock of a process that is no more is taken over', takesOver, '{"pid":4194303}');
if (process.platform === 'linux')
  test(
    'the lock of a process whose number another one has is taken over',
    takesOver,
    `{"pid":${process.pid},"started":"1"}`,
  );

test('kill -9 between spending a try and comparing: the try stays spent', (t) => {
  const path = newCard();
  for (const expected of [2, 1, 0]) {
    const { signal, stderr } = spawnSync(process.execPath, [...NODE, DYING, path], { encoding: 'utf8' });
    t.is(signal, 'SIGKILL', stderr);
    t.is(CardFile.openReadOnly(path).state.referenceData['01']?.triesRemaining, expected);
  }
  const file = CardFile.open(path);
  const card = new Card({ name: 'reopened', store: file });
  card.powerOn();
  t.deepEqual(card.transmit(hex`00 20 00 01 04 31 32 33 34`), hex`69 83`, 'the right code, but no try left');
  file.close();
});

test('a draft left by a crash in the middle of writing does not disturb', (t) => {
  const path = newCard();
  writeFileSync(`${path}.tmp`, readFileSync(path, 'utf8').slice(0, 1000));
  const file = CardFile.open(path);
  t.is(file.state.referenceData['01']?.triesRemaining, 3);
  file.commit({ referenceData: { '01': { value: '1234', triesRemaining: 2 } } });
  file.close();
  t.deepEqual(siblings(path), ['medecin.cps.json']);
  t.is(CardFile.openReadOnly(path).state.referenceData['01']?.triesRemaining, 2);
});

test('a commit that cannot be stored leaves file and state as they were', (t) => {
  const path = newCard();
  const before = readFileSync(path, 'utf8');
  const file = CardFile.open(path);
  mkdirSync(`${path}.tmp`);
  t.throws(() => file.commit({ referenceData: { '01': { value: '1234', triesRemaining: 2 } } }), {
    instanceOf: CardFileError,
  });
  file.close();
  t.is(file.state.referenceData['01']?.triesRemaining, 3);
  t.is(readFileSync(path, 'utf8'), before);
});

test('a file cut anywhere is refused and left as it is', (t) => {
  const path = newCard();
  const text = readFileSync(path, 'utf8');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length - 3 }), (length) => {
      writeFileSync(path, text.slice(0, length));
      const error = t.throws(() => CardFile.open(path), { instanceOf: CardFileError });
      const said = length === 0 ? 'is empty, expected a card file' : 'not JSON (';
      t.true(error?.message.startsWith(`${path}: ${said}`), error?.message);
      t.is(readFileSync(path, 'utf8'), text.slice(0, length));
    }),
    // Nothing of it and almost all of it, always: chance meets them once in a while.
    { numRuns: 50, examples: [[0], [1], [text.length - 3]] },
  );
  t.false(existsSync(`${path}.lock`));
});

// biome-ignore lint/suspicious/noExplicitAny: a file broken by hand has no type
type Broken = any;

const broken = test.macro((t, breakIt: (json: Broken) => void, expected: string) => {
  const path = newCard();
  const json = JSON.parse(readFileSync(path, 'utf8'));
  breakIt(json);
  const text = JSON.stringify(json);
  writeFileSync(path, text);
  const error = t.throws(() => CardFile.open(path), { instanceOf: CardFileError });
  t.true(error?.message.startsWith(`${path}: ${expected}`), error?.message);
  for (const secret of ['1234', '12345678', 'PRIVATE KEY', '99887766']) t.false(error?.message.includes(secret));
  t.is(readFileSync(path, 'utf8'), text);
  t.false(existsSync(`${path}.lock`));
});

test(
  'another format',
  broken,
  (json) => {
    json.format = 'cps-sim-card/9';
  },
  "format: found 'cps-sim-card/9', expected 'cps-sim-card/1'",
);
test(
  'half a byte',
  broken,
  (json) => {
    json.contents['3F00/2F00'] = '612';
  },
  "contents.3F00/2F00: found '612', expected hexadecimal bytes",
);
test(
  'a file missing',
  broken,
  (json) => {
    delete json.contents['3F00/D003'];
  },
  'contents.3F00/D003: found nothing, expected a value',
);
test(
  'a file too many',
  broken,
  (json) => {
    json.contents['3F00/D004'] = '00';
  },
  "contents.3F00/D004: found '00', expected its absence",
);
test(
  'a wrong size',
  broken,
  (json) => {
    json.contents['3F00/0001/D107'] = '00';
  },
  "contents.3F00/0001/D107: found '00', expected 245 bytes, not 1",
);
test(
  'a data object missing',
  broken,
  (json) => {
    delete json.contents['DO/9F7F'];
  },
  'contents.DO/9F7F: found nothing',
);
test(
  'a key cut',
  broken,
  (json) => {
    json.keys['3F00/0001/01'] = json.keys['3F00/0001/01'].slice(0, 500);
  },
  'keys.3F00/0001/01: found a string (not shown), expected an RSA private key of 1024 or 2048 bits',
);
test(
  'a key missing',
  broken,
  (json) => {
    delete json.keys['3F00/0001/02'];
  },
  'keys.3F00/0001/02: found nothing',
);
test(
  'a code of letters',
  broken,
  (json) => {
    json.referenceData['01'].value = '99887766x';
  },
  'referenceData.01.value: found a string (not shown), expected decimal digits',
);
test(
  'a code too long',
  broken,
  (json) => {
    json.referenceData['01'].value = '998877665';
  },
  'referenceData.01.value: found a string (not shown), expected 4 to 8 digits',
);
test(
  'a code instead of its object',
  broken,
  (json) => {
    json.referenceData['01'] = '99887766';
  },
  'referenceData.01: found a string (not shown)',
);
test(
  'tries given back beyond the maximum',
  broken,
  (json) => {
    json.referenceData['01'].triesRemaining = 4;
  },
  'referenceData.01.triesRemaining: found 4, expected at most 3',
);
test(
  'tries below zero',
  broken,
  (json) => {
    json.referenceData['01'].triesRemaining = -1;
  },
  'referenceData.01.triesRemaining: found -1, expected at least 0',
);
test(
  'half a try',
  broken,
  (json) => {
    json.referenceData['01'].triesRemaining = 1.5;
  },
  'referenceData.01.triesRemaining: found 1.5',
);
test(
  'uses beyond the maximum',
  broken,
  (json) => {
    json.referenceData['02'].usesRemaining = 101;
  },
  'referenceData.02.usesRemaining: found 101, expected at most 100',
);
test(
  'uses forgotten',
  broken,
  (json) => {
    delete json.referenceData['02'].usesRemaining;
  },
  'referenceData.02.usesRemaining: found nothing, expected a number',
);
test(
  'uses where there is no limit',
  broken,
  (json) => {
    json.referenceData['01'].usesRemaining = 1;
  },
  'referenceData.01.usesRemaining: found 1, expected its absence',
);
test(
  'a broken profile',
  broken,
  (json) => {
    json.profile.pins['01'].maxTries = 'three';
  },
  "profile.pins.01.maxTries: found 'three', expected a value of type number",
);
test(
  'a code in the profile is not shown',
  broken,
  (json) => {
    json.profile.pins['01'].initial = '99887766x';
  },
  'profile.pins.01.initial: found a string (not shown)',
);
test(
  'a stranger',
  broken,
  (json) => {
    json.owner = 'me';
  },
  'owner: ',
);

test('a used card stored by the first version of the format still opens', (t) => {
  const stored = fileURLToPath(new URL('../../../../fixtures/state/cps-sim-card-1.json', import.meta.url));
  const file = CardFile.openReadOnly(stored);
  t.deepEqual([file.profile.name, file.seed], ['cps3-medecin', 1]);
  const written = JSON.parse(readFileSync(stored, 'utf8')) as { contents: Record<string, string> };
  t.deepEqual(
    Object.fromEntries(Object.entries(file.state.contents).map(([path, bytes]) => [path, toHex(bytes)])),
    written.contents,
  );
  t.deepEqual(file.state.contents['3F00/0001/D107'], new Uint8Array(245).fill(0x5a));
  t.deepEqual(file.state.referenceData, {
    '01': { value: '4321', triesRemaining: 1 },
    '02': { value: '12345678', triesRemaining: 10, usesRemaining: 99 },
  });
  const { keys } = personalise(file.profile, file.seed);
  for (const [name, key] of Object.entries(keys)) t.true(key.equals(file.state.keys[name] as typeof key));
});

test('a list, a text, nothing', (t) => {
  const path = newCard();
  for (const text of ['[]', '"99887766"', 'null', '']) {
    writeFileSync(path, text);
    const error = t.throws(() => CardFile.open(path), { instanceOf: CardFileError });
    t.false(error?.message.includes('99887766'));
  }
});
