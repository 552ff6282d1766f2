/** Every kind of text file that is read, in every encoding an editor may have given it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type CodedError, messageIn } from '#common/coded-error.ts';
import { decodeRegistrationFile, parseRegistrationFile } from '../driver/registry/index.ts';
import { loadScenario } from '../scenarios/engine/file/load.ts';
import { CardFile } from '../simulator/card/state/card-file.ts';
import { personNamed } from '../simulator/people/index.ts';
import { personalise, profileOf, shippedProfile } from '../simulator/personalisation/index.ts';
import { readRecording } from '../tools/cli/record/exchange.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const PERSON = readFileSync(new URL('../fixtures/people/claire-medecin.json', import.meta.url), 'utf8');
const SCENARIO = 'scenario: Médecin\nreaders: { b: contact }\nsteps: [ restart ]\n';

interface Kind {
  readonly file: string;
  readonly text: () => string;
  /** What is read of it: something with a letter beyond ASCII, where it can have one. */
  readonly read: (path: string) => unknown;
  readonly is: unknown;
}

const KINDS: Readonly<Record<string, Kind>> = {
  scenario: { file: 'x.yaml', text: () => SCENARIO, read: (path) => loadScenario(path).title, is: 'Médecin' },
  profile: {
    file: 'x.json',
    text: () => JSON.stringify({ extends: 'cps3-medecin', name: 'x', title: { fr: 'Médecin', en: 'A' } }),
    read: (path) => profileOf(path).title.fr,
    is: 'Médecin',
  },
  person: {
    file: 'x.json',
    text: () => JSON.stringify({ ...JSON.parse(PERSON), familyName: 'DÉ' }),
    read: (path) => personNamed('x', [join(path, '..')]).familyName,
    is: 'DÉ',
  },
  card: {
    file: 'x.cps.json',
    text: () => cardText(),
    read: (path) => CardFile.openReadOnly(path).profile.title.fr,
    is: shippedProfile('cps3-medecin').title.fr,
  },
  recording: {
    file: 'x.txt',
    text: () => '# médecin\npower on\n=> 00 A4 00 00\n<= 90 00\n',
    read: (path) => [...readRecording(path).events()].length,
    is: 2,
  },
};

function cardText(): string {
  const path = join(temporaryDirectory('card-'), 'x.cps.json');
  const profile = shippedProfile('cps3-medecin');
  CardFile.create(path, { profile, seed: 1, state: personalise(profile, 1) });
  return readFileSync(path, 'utf8');
}

function written({ file, text }: Kind, encode: (text: string) => Uint8Array): string {
  const path = join(temporaryDirectory('text-'), file);
  writeFileSync(path, encode(text()));
  return path;
}

const ENCODINGS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16, little-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16, big-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

for (const [kind, it] of Object.entries(KINDS)) {
  for (const [encoding, encode] of Object.entries(ENCODINGS))
    test(`${kind}: ${encoding}`, (t) => {
      t.deepEqual(it.read(written(it, encode)), it.is);
    });

  test(`${kind}: Latin-1 is refused, with its place`, (t) => {
    const path = written(it, (text) => Buffer.concat([Buffer.from(text), Buffer.from([0x0a, 0x20, 0xe9])]));
    const error = t.throws<CodedError>(() => it.read(path));
    t.regex(messageIn(error, 'en'), /:\d+:2: found the byte E9, which is no UTF-8 \('é' in Latin-1\)/);
    t.regex(messageIn(error, 'fr'), /:\d+:2 ?: trouvé l'octet E9, qui n'est pas de l'UTF-8 \('é' en Latin-1\)/);
  });
}

test('names of people are composed, however they were written', (t) => {
  const { file, read } = KINDS.person as Kind;
  const decomposed = {
    file,
    read,
    text: () => JSON.stringify({ ...JSON.parse(PERSON), familyName: 'DE\u0301' }),
    is: '',
  };
  t.is(read(written(decomposed, Buffer.from)), 'DÉ');
});

test('a no-break space between the words of JSON is named', (t) => {
  const { file, read } = KINDS.profile as Kind;
  const path = written({ file, read, text: () => '{\n "extends":\u00a0"cps3-medecin" }', is: '' }, Buffer.from);
  const error = t.throws<CodedError>(() => read(path));
  t.regex(messageIn(error, 'en'), /line 2, column \d+: .*; U\+00A0 \(no-break space\) in column 12$/);
  t.regex(messageIn(error, 'fr'), /ligne 2, colonne \d+ : .* ; U\+00A0 \(espace insécable\) en colonne 12$/);
});

const registered = test.macro((t, bytes: Uint8Array) => {
  const registry = parseRegistrationFile(decodeRegistrationFile(bytes), 'x.reg');
  t.deepEqual(registry.get('HKEY_CURRENT_USER\\Santé', 'é'), { type: 'REG_SZ', data: 'œ' });
});

const REGISTRATION = 'REGEDIT4\r\n[HKEY_CURRENT_USER\\Santé]\r\n"é"="œ"\r\n';
test('registration file: UTF-8', registered, Buffer.from(REGISTRATION));
test('registration file: UTF-16, big-endian', registered, Buffer.from(`\ufeff${REGISTRATION}`, 'utf16le').swap16());
test('registration file: ANSI', registered, Buffer.from(REGISTRATION.replace('œ', '\x9c'), 'latin1'));
