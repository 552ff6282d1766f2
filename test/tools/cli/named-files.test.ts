/** Files and folders that a command line names: what is wrong with one is said in words, with its name as it was typed. */
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const FOLDER = temporaryDirectory('named-files-');
const at = (...names: string[]) => join(FOLDER, ...names);
const shipped = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const SCENARIO = shipped('scenarios/carte/echange.yaml');
const PROFILE = at('profile.cps.json');
copyFileSync(shipped('fixtures/profiles/cps3-medecin.json'), PROFILE);
const PERSON = shipped('fixtures/people/amina-medecin.json');
const LOOP = at('loop');
symlinkSync(LOOP, LOOP);
const CARD = at('card.cps.json');
writeFileSync(CARD, '{ "format": "cps-sim-card/1", "profile": {} }\n');
const RECORDING = at('t.jsonl');
writeFileSync(RECORDING, '{"format":"cps-sim-trace/1"}\n{}\n');
const FILE = at('file');
writeFileSync(FILE, '');
mkdirSync(at('empty'));
mkdirSync(at('no-scenario'));
writeFileSync(at('no-scenario', 'lisez-moi.txt'), '');

const NOWHERE = at('none', 'x');
const PLAY = ['run', SCENARIO];
const EXEC = ['exec', '--card', 'cps3-medecin'];
const TRUE = ['--', 'true'];

const said = test.macro<[args: readonly string[], en: string, fr: string]>({
  async exec(t, args, en, fr) {
    for (const [language, text] of [
      ['en', en],
      ['fr', fr],
    ] as const) {
      const { exitCode, stdout, stderr } = await cpsSim(['--lang', language, ...args]);
      t.deepEqual({ exitCode, stdout, stderr }, { exitCode: 2, stdout: '', stderr: `cps-sim: ${text}\n` });
    }
  },
  title: (_, args) => args.join(' ').replaceAll(FOLDER, ''),
});

const noFolder = (args: readonly string[], named = NOWHERE) =>
  [
    args,
    `${named}: there is no directory '${at('none')}'; check the path, or make the directory first`,
    `${named} : le dossier '${at('none')}' n'existe pas ; vérifiez le chemin, ou créez d'abord le dossier`,
  ] as const;
test(said, ...noFolder([...PLAY, '--reporter', `junit=${NOWHERE}`]));
test(said, ...noFolder([...PLAY, '--trace', `pcapng=${NOWHERE}`]));
test(said, ...noFolder([...EXEC, '--coverage', NOWHERE, ...TRUE]));
test(said, ...noFolder(['record', '--card', 'cps3-medecin', NOWHERE, ...TRUE]));
test(said, ...noFolder(['diff', NOWHERE, FILE]));
test(said, ...noFolder(['replay', NOWHERE, ...TRUE]));

/** Behind a place in a file there is no blank, in French either. */
const behind = (named: string) => (named.endsWith(':1:1') ? `${named}: ` : `${named} : `);
const inCircle = (args: readonly string[], named = LOOP) =>
  [args, `${named}: too many links in the path`, `${behind(named)}trop de liens dans le chemin`] as const;
test(said, ...inCircle(['run', LOOP], `${LOOP}:1:1`));
test(said, ...inCircle([...EXEC, '--pin-pad', `file:${LOOP}`, ...TRUE], `--pin-pad file:${LOOP}`));
test(said, ...inCircle([...EXEC, '--faults', LOOP, ...TRUE], `${LOOP}:1:1`));
test(said, ...inCircle(['exec', '--card', LOOP, ...TRUE]));
test(said, ...inCircle(['decode', LOOP]));
test(said, ...inCircle(['run', '--trace', LOOP, SCENARIO]));

const ABSENT = at('absent');
test(
  said,
  [...EXEC, '--pin-pad', `file:${ABSENT}`, ...TRUE],
  `--pin-pad file:${ABSENT}: no such file or directory`,
  `--pin-pad file:${ABSENT} : ce fichier ou ce dossier n'existe pas`,
);
test(
  said,
  ['run', at('file', 'x.yaml')],
  `${at('file', 'x.yaml')}:1:1: a part of the path is no directory`,
  `${at('file', 'x.yaml')}:1:1: une partie du chemin n'est pas un dossier`,
);

/** In each language: the name of a kind, and who reads it. */
type Kind = readonly [en: string, fr: string, readBy: string];
const A_SCENARIO: Kind = ['a scenario', 'un scénario', 'cps-sim run'];
const A_PROFILE: Kind = ['a profile', 'un profil', 'cps-sim card create --profile'];
const A_CARD: Kind = ['a card file', 'un fichier de carte', 'cps-sim card show'];
const A_RECORDING: Kind = ['a recording', 'un enregistrement', 'cps-sim decode'];
const A_PERSON: Kind = ['a person', 'une personne', 'cps-sim card create --identity'];
const FAULTS: Kind = ['a file of faults', 'un fichier de pannes', 'cps-sim exec --faults'];
const isOther = (args: readonly string[], named: string, [en, fr, readBy]: Kind, expected: Kind) =>
  [
    args,
    `${named}: is ${en}, which '${readBy}' reads; expected ${expected[0]}`,
    `${behind(named)}est ${fr}, que lit '${readBy}' ; attendu : ${expected[1]}`,
  ] as const;
test(said, ...isOther(['exec', '--card', SCENARIO, ...TRUE], SCENARIO, A_SCENARIO, A_CARD));
test(said, ...isOther(['plug', PROFILE], PROFILE, A_PROFILE, A_CARD));
test(said, ...isOther(['apdu', '--card', RECORDING, '00A40000'], RECORDING, A_RECORDING, A_CARD));
test(said, ...isOther(['run', CARD], `${CARD}:1:1`, A_CARD, A_SCENARIO));
test(said, ...isOther(['exec', '--scenario', PROFILE, ...TRUE], `${PROFILE}:1:1`, A_PROFILE, A_SCENARIO));
test(said, ...isOther([...EXEC, '--faults', SCENARIO, ...TRUE], `${SCENARIO}:1:1`, A_SCENARIO, FAULTS));
test(said, ...isOther(['decode', CARD], CARD, A_CARD, A_RECORDING));
test(said, ...isOther(['decode', '--scenario', PERSON], PERSON, A_PERSON, A_RECORDING));
test(said, ...isOther(['replay', SCENARIO, ...TRUE], SCENARIO, A_SCENARIO, A_RECORDING));
test(said, ...isOther(['diff', PROFILE, RECORDING], PROFILE, A_PROFILE, A_RECORDING));

test(said, ...isOther(['card', 'create', '--profile', CARD, '--out', at('n')], 'card.cps.json', A_CARD, A_PROFILE));
const IDENTITY = ['card', 'create', '--profile', 'cps3-medecin', '--out', at('n'), '--identity'];
test(said, ...isOther([...IDENTITY, PROFILE], 'profile.cps.json', A_PROFILE, A_PERSON));
for (const args of [[], ['--list'], ['--grep', 'x']])
  test(
    said,
    ['run', ...args, at('no-scenario'), at('empty')],
    `${at('no-scenario')}, ${at('empty')}: no scenario found, looked for *.yaml and *.yml files that begin with 'scenario:', in folders below too`,
    `${at('no-scenario')}, ${at('empty')} : aucun scénario trouvé, cherché : des fichiers *.yaml et *.yml qui commencent par 'scenario:', aussi dans les dossiers dessous`,
  );
/** Told before anything is read: what is to be played is not there either. */
for (const name of ['junit', 'html', 'gitlab'])
  test(
    said,
    ['run', at('nothing'), '--reporter', `${name}=`],
    `--reporter '${name}=' names no file, expected ${name}=FILE (an unset variable of the shell?)`,
    `--reporter '${name}=' ne nomme aucun fichier, attendu : ${name}=FICHIER (une variable du shell non définie ?)`,
  );
test(
  said,
  ['merge-reports', at('nothing'), '--reporter', 'json='],
  "--reporter 'json=' names no file, expected json=FILE (an unset variable of the shell?)",
  "--reporter 'json=' ne nomme aucun fichier, attendu : json=FICHIER (une variable du shell non définie ?)",
);
const EMPTY = at('empty.json');
writeFileSync(EMPTY, ' \n');
const isEmpty = (args: readonly string[], named: string, [en, fr]: Kind) =>
  [args, `${named}: is empty, expected ${en}`, `${behind(named)}est vide, attendu : ${fr}`] as const;
test(said, ...isEmpty([...IDENTITY, EMPTY], 'empty.json', A_PERSON));
test(said, ...isEmpty(['keys', 'make', '1', '--profile', EMPTY], 'empty.json', A_PROFILE));
test(said, ...isEmpty(['card', 'show', FILE], FILE, A_CARD));
test(said, ...isEmpty(['run', FILE], `${FILE}:1:1`, A_SCENARIO));
test(
  said,
  [...IDENTITY, './absent'],
  './absent: no such file or directory; expected a person',
  "./absent : ce fichier ou ce dossier n'existe pas, attendu : une personne",
);
for (const card of ['m.json', CARD, 'cps3-medecin'])
  test(
    said,
    ['exec', '--card', `${card},volatil`, ...TRUE],
    `${card},volatil: found 'volatil' behind the comma, expected ${card},volatile`,
    `${card},volatil : trouvé 'volatil' derrière la virgule, attendu : ${card},volatile`,
  );

test(
  said,
  ['init', LOOP],
  `${LOOP}: cannot be written: too many links in the path`,
  `${LOOP} : ne peut être écrit : trop de liens dans le chemin`,
);

const SECRETS = [
  ['cleo', 'init', '--root', at('cleo'), '--key-password'],
  ['csr', 'new', '--new-key', at('key.pem'), '--password'],
];
for (const typed of SECRETS) {
  const option = typed.at(-1);
  test(
    said,
    [...typed, `file:${FILE}`],
    `${option}: its file or variable is empty, expected a password or a code on the first line`,
    `${option} : son fichier ou sa variable est vide, attendu : un mot de passe ou un code sur la première ligne`,
  );
  test(
    said,
    [...typed, 'env:'],
    `${option} 'env:' names nothing, expected file:PATH or env:NAME`,
    `${option} 'env:' ne nomme rien, attendu : file:CHEMIN ou env:NOM`,
  );
}

const A_FOLDER = at('empty');
const isFolder = (args: readonly string[], named: string, [en, fr]: readonly [string, string]) =>
  [args, `${named}: is a directory${en}`, `${behind(named)}est un dossier${fr}`] as const;
test(
  said,
  ...isFolder([...EXEC, '--faults', A_FOLDER, ...TRUE], `${A_FOLDER}:1:1`, [
    ', expected a file of faults',
    ', attendu : un fichier de pannes',
  ]),
);
test(said, ...isFolder([...IDENTITY, A_FOLDER], A_FOLDER, ['; expected a person', ', attendu : une personne']));

for (const args of [
  EXEC,
  ['record', '--card', 'cps3-medecin', at('new.jsonl')],
  ['replay', RECORDING],
  ['hand', 'exec'],
])
  test(
    said,
    [...args, '--', ''],
    'program: the path is empty, expected that of a file or folder (an unset variable of the shell?)',
    "program : le chemin est vide, attendu : celui d'un fichier ou d'un dossier (une variable du shell non définie ?)",
  );

const CUT = at('cut.jsonl');
const EVENT =
  '{"at":1,"seq":1,"kind":"run-started","origin":"scenario","target":"x","start":"2026-01-01T00:00:00.000Z","sce';
writeFileSync(CUT, `{"format":"cps-sim-trace/1","tool":"cps-sim test","start":"2026-01-01T00:00:00.000Z"}\n${EVENT}`);
test(
  said,
  [...PLAY, '--reporter', `html=${at('r.html')}`, '--baseline', CUT],
  `${CUT}:2: the line is cut, expected a whole recording: record it again`,
  `${CUT}:2 : la ligne est coupée, attendu : un enregistrement entier ; refaites-le`,
);

test('the name of no door: what an address is like, and who prints it', async (t) => {
  const foo = await cpsSim(['hand', 'state', '--door', 'foo']);
  t.is(foo.exitCode, 2);
  t.regex(
    foo.stderr,
    /--door 'foo' is no address of a door, expected one such as http:\/\/127\.0\.0\.1:\d+: 'cps-sim hand serve'/,
  );
  const french = await cpsSim(['hand', 'state', '--lang', 'fr', '--door', 'foo']);
  t.regex(french.stderr, /--door 'foo' n'est pas l'adresse d'une porte, attendu : une adresse telle que http:/);
  const named = await cpsSim(['hand', 'state'], '', { CPS_SIM_DOOR: 'foo' });
  t.regex(named.stderr, /CPS_SIM_DOOR 'foo' is no address of a door/);
  const none = await cpsSim(['hand', 'state', '--door', 'http://127.0.0.1:9']);
  t.regex(none.stderr, /--door http:\/\/127\.0\.0\.1:9: no door is open/);
});

const KEY = at('ee.key');
writeFileSync(
  KEY,
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
test('a private key where authorities are expected: tls refuses it as cert show does', async (t) => {
  const [shown, refused] = [await cpsSim(['cert', 'show', KEY]), await cpsSim(['tls', 'localhost:1', '--ca', KEY])];
  t.deepEqual(refused, shown);
  t.not(refused.exitCode, 0);
  t.regex(refused.stderr, /ee\.key/);
  t.notRegex(refused.stderr, /PRIVATE KEY-|internal/);
});
