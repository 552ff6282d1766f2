/** Outside truth: the sizes and bytes are those of real cards (reference/cps-facts.md (a), (b), (c)). */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { isConstructed, parseTlvs, tagName } from '#iso7816/ber-tlv.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { loadProfile } from '../../../../simulator/card/profile/load.ts';
import { ProfileError } from '../../../../simulator/card/profile/profile-error.ts';
import { type EfNode, profileSchema } from '../../../../simulator/card/profile/schema.ts';
import { walkFiles } from '../../../../simulator/card/profile/walk-files.ts';
import { personNamed } from '../../../../simulator/people/index.ts';
import { profileOf, shippedProfile, shippedProfileNames } from '../../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const SHIPPED = fileURLToPath(new URL('../../../../fixtures/profiles/', import.meta.url));

type Json = Record<string, unknown>;

function directoryWith(files: Record<string, Json | string>): string {
  const directory = temporaryDirectory('profiles-');
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  return directory;
}

/** A profile file that changes the shipped physician's card. */
function changed(patch: Json): string {
  return join(directoryWith({ 'mine.json': { extends: 'cps3-medecin', name: 'mine', ...patch } }), 'mine.json');
}

const refused = test.macro((t, path: string | (() => string), start: string, ...words: string[]) => {
  const error = t.throws(() => profileOf(typeof path === 'string' ? path : path()), { instanceOf: ProfileError });
  t.true(error?.message.startsWith(start), error?.message);
  for (const word of words) t.true(error?.message.includes(word), error?.message);
  t.is(error?.message.split('\n').length, 1);
});

const inEfAtr = (content: Json) => () => changed({ mf: { children: { '2F01': { content } } } });

test(
  'half a byte',
  refused,
  inEfAtr({ hex: '8' }),
  'mine.json: mf.children.2F01.content.hex: ',
  "found '8', expected hexadecimal bytes, two digits each",
);
test(
  'no such build routine',
  refused,
  inEfAtr({ hex: null, build: 'ef-atr' }),
  "mine.json: mf.children.2F01.content.build: found 'ef-atr', expected 'ef-sn'",
);
test(
  'a member the schema does not know',
  refused,
  () => changed({ mf: { children: { '2F01': { sife: 3 } } } }),
  'mine.json: mf.children.2F01.sife: ',
  "found a member that is not known here, did you mean 'size'?",
);
test(
  'such a member of the profile, and of what is in it',
  refused,
  () => changed({ behavior: {} }),
  'mine.json: behavior: ',
  "did you mean 'behaviour'?",
);
test(
  'such a member of the holder',
  refused,
  () => changed({ holder: { nationalID: '8' } }),
  'mine.json: holder.nationalID: ',
  "did you mean 'nationalId'?",
);
test(
  'a member that is like none',
  refused,
  () => changed({ faces: { contact: { colour: 'blue' } } }),
  'mine.json: faces.contact.colour: ',
  'expected one of atr, protocol, source',
);
test(
  'a card that ends before it begins',
  refused,
  () => changed({ personalisation: { notAfter: '2025-12-31T23:59:59Z' } }),
  'mine.json: personalisation.notAfter: ',
  "found '2025-12-31T23:59:59Z', expected a time that is not before notBefore",
);
test(
  'a number out of range',
  refused,
  () => changed({ mf: { children: { '2F01': { sfi: 31 } } } }),
  'mine.json: mf.children.2F01.sfi: found 31, expected at most 30',
);
test(
  'a file identifier that is none',
  refused,
  () => changed({ mf: { children: { '2F0': { type: 'ef' } } } }),
  'mine.json: mf.children.2F0: ',
  'four hexadecimal digits',
);
test(
  'a member of the extended profile taken away: the file that took it is named',
  refused,
  () => changed({ holder: { nationalId: null } }),
  'mine.json: holder.nationalId: found nothing, expected a value of type string',
);
test(
  'a holder who is nobody: the file that names one is named',
  refused,
  () => changed({ holder: 'nobody' }),
  "mine.json: holder: no person 'nobody': expected one of ",
  'claire-medecin',
);
test(
  'a holder that is no name',
  refused,
  () => changed({ holder: '../x' }),
  "mine.json: holder: no person '../x': expected one of ",
);
test('a holder that is none', refused, () => changed({ holder: 5 }), 'mine.json: holder: found 5, expected ');
test(
  'a code that is no code is not shown',
  refused,
  () => changed({ pins: { '01': { initial: 'geheim' } } }),
  'mine.json: pins.01.initial: found a string (not shown), expected decimal digits',
);
test('a preset is no card', refused, join(SHIPPED, 'cps3.json'), 'cps3.json: abstract: ');
test(
  'extends what is not there',
  refused,
  () => join(directoryWith({ 'a.json': { extends: 'b' } }), 'a.json'),
  'a.json: extends: no b.json',
);
test(
  'extends a path',
  refused,
  () => join(directoryWith({ 'a.json': { extends: '../b' } }), 'a.json'),
  'a.json: extends: found "../b", expected the name of a profile',
);
test(
  'extends itself by a detour',
  refused,
  () => join(directoryWith({ 'a.json': { extends: 'b' }, 'b.json': { extends: 'a' } }), 'a.json'),
  'a.json: extends: a.json extends itself',
);
test(
  'not JSON',
  refused,
  () => join(directoryWith({ 'a.json': '{\n  "name": "a"\n  "title": 1\n}' }), 'a.json'),
  'a.json: not JSON: line 3, column 3: ',
);
test('a list', refused, () => join(directoryWith({ 'a.json': '[]' }), 'a.json'), 'a.json: found ');
test('no such file', refused, '/nowhere/a.json', "/nowhere/a.json: there is no directory '/nowhere'");
test('no such shipped profile', refused, 'cps5', "no profile 'cps5': expected one of ", 'cps3-medecin');

test('an error in the extended file names that file', (t) => {
  const base = {
    ...JSON.parse(readFileSync(join(SHIPPED, 'cps3.json'), 'utf8')),
    algorithms: { '10': { source: 'x' } },
  };
  const medecin = JSON.parse(readFileSync(join(SHIPPED, 'cps3-medecin.json'), 'utf8'));
  const directory = directoryWith({ 'cps3.json': base, 'cps3-medecin.json': medecin });
  const error = t.throws(() => loadProfile(join(directory, 'cps3-medecin.json')), { instanceOf: ProfileError });
  t.true(error?.message.startsWith('cps3.json: algorithms.10.operation: found nothing'), error?.message);
});

test('a profile file may extend a shipped profile', (t) => {
  const profile = profileOf(changed({ holder: { givenName: 'ALICE' } }));
  const { holder } = shippedProfile('cps3-medecin');
  t.deepEqual(profile.holder, { ...(holder as Json), givenName: 'ALICE' });
  t.deepEqual(profile.mf, shippedProfile('cps3-medecin').mf);
});

test('the holder by name: a person who is shipped, or one of the folder people beside the profile', (t) => {
  t.deepEqual(profileOf(changed({ holder: 'hugo-infirmier' })).holder, personNamed('hugo-infirmier'));
  const directory = directoryWith({ 'mine.json': { extends: 'cps3-medecin', name: 'mine', holder: 'paul' } });
  mkdirSync(join(directory, 'people'));
  const paul = { format: 'cps-sim-person/1', ...personNamed('claire-medecin'), givenName: 'PAUL' };
  writeFileSync(join(directory, 'people', 'paul.json'), JSON.stringify(paul));
  const { holder } = profileOf(join(directory, 'mine.json'));
  t.deepEqual(holder, { ...personNamed('claire-medecin'), givenName: 'PAUL' });
});

test('without anybody who knows people, a name stays a name', (t) => {
  t.is(loadProfile(join(SHIPPED, 'cps3-medecin.json')).holder, 'claire-medecin');
});

test('every shipped profile loads, under its own name, and is the same object each time', (t) => {
  const names = shippedProfileNames();
  t.true(names.includes('cps3-medecin'));
  const presets = ['cps3', 'cps4'];
  for (const preset of presets) t.false(names.includes(preset), 'a preset is not among them');
  t.is(names.length, readdirSync(SHIPPED).length - presets.length);
  for (const name of names) {
    t.is(shippedProfile(name).name, name);
    t.is(shippedProfile(name), shippedProfile(name));
  }
});

test('a parsed profile parses again to itself: a card file can hold it', (t) => {
  for (const name of shippedProfileNames())
    t.deepEqual(profileSchema.parse(JSON.parse(JSON.stringify(shippedProfile(name)))), shippedProfile(name));
});

/** Data objects as the examples of the profiles write them: value by tag. */
function decoded(bytes: Bytes): Json {
  return Object.fromEntries(
    parseTlvs(bytes).map(({ tag, value }) => [tagName(tag), isConstructed(tag) ? decoded(value) : toHex(value)]),
  );
}

test('every example of every profile decodes as it says', (t) => {
  let examples = 0;
  for (const name of shippedProfileNames())
    for (const { type, path, node } of walkFiles(shippedProfile(name)))
      for (const { hex, decoded: expected } of (type === 'ef' && node.examples) || []) {
        t.deepEqual(decoded(fromHex(hex)), expected as Json, `${name} ${path}`);
        examples++;
      }
  t.true(examples >= 4 * shippedProfileNames().length);
});

test('what real CPS3 were seen to hold: ATR, EF.ATR, EF.DIR, access rules', (t) => {
  const cps3 = shippedProfileNames().filter((name) => shippedProfile(name).family === 'cps3');
  t.true(cps3.length > 3);
  for (const name of cps3) {
    const { faces, mf, pins } = shippedProfile(name);
    t.is(toHex(fromHex(faces.contact.atr)), '3BAC00402A001225006480000310009000');
    t.is(toHex(fromHex(faces.contactless?.atr ?? '')), '3B8F80010031B86404B0ECC1739401808290000E');
    const content = (fid: string): Bytes => {
      const node = mf.children[fid] as EfNode;
      return fromHex('hex' in node.content ? node.content.hex : '');
    };
    t.is(content('2F01').length, 57);
    t.is(content('2F00').length, 0x65);
    t.is(toHex(fromHex((mf.children['2F01'] as EfNode).access.contact)), '7B45FFFFFF4500');
    t.is(toHex(fromHex((mf.children.D003 as EfNode).access.contact)), '7BFFFFFFFFFF00');
    t.is(toHex(fromHex(pins['01']?.access.contact ?? '')), 'F3000013FF00');
    t.is(toHex(fromHex(pins['02']?.access.contact ?? '')), 'F3FF00FFFF00');
    t.deepEqual([pins['01']?.maxTries, pins['02']?.maxTries, pins['02']?.maxUses], [3, 10, 100]);
  }
});
