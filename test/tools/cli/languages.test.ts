/** Help and refusals of every verb in both languages: no English in the French ones, no French in the English ones. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Command } from 'commander';
import { LANGUAGES, type Language } from '#common/language.ts';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { languageAsked, languageOf, speak } from '../../../tools/cli/language.ts';
import { wholeProgram } from '../../../tools/cli/program.ts';
import { englishIn, frenchIn } from '../../languages.ts';
import { namedPipe } from '../../named-pipe.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const FOREIGN: Readonly<Record<Language, (text: string) => string[]>> = {
  fr: englishIn,
  en: (text) => frenchIn(text.replace(/\bNe\b/g, '')),
};

const VERBS = (await wholeProgram()).commands.map((command) => command.name());

function* withChildren(command: Command): Generator<Command> {
  yield command;
  for (const child of command.commands) yield* withChildren(child);
}

function helpOf(command: Command): string {
  let text = '';
  const keep = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut: keep }).outputHelp();
  return text;
}

// One after the other: the language is that of the process.
for (const language of LANGUAGES)
  for (const verb of VERBS)
    test.serial(`help in ${language}: ${verb}`, async (t) => {
      speak(language);
      const program = await wholeProgram();
      const command = program.commands.find((one) => one.name() === verb);
      t.not(command, undefined);
      for (const one of [program, ...(command === undefined ? [] : withChildren(command))]) {
        const help = helpOf(one);
        t.regex(help, language === 'fr' ? /^Utilisation : cps-sim/ : /^Usage: cps-sim/);
        t.deepEqual(FOREIGN[language](help), [], `${one.name()}:\n${help}`);
      }
    });

test('the language is the one asked for, else that of the environment', (t) => {
  t.is(languageAsked(['run', '--lang', 'fr']), 'fr');
  t.is(languageAsked(['--lang=en', 'run']), 'en');
  t.is(languageAsked(['exec', '--card', 'x', '--', 'program', '--lang', 'fr']), undefined);
  t.is(languageAsked(['run', '--lang', 'de']), undefined);
  t.is(languageOf(undefined, { LANG: 'fr_FR.UTF-8' }), 'fr');
  t.is(languageOf(undefined, { LC_ALL: 'C', LANG: 'fr_FR.UTF-8' }), 'en');
  t.is(languageOf('fr', { LC_ALL: 'C' }), 'fr');
});

const refused = test.macro({
  async exec(t, args: readonly string[], fr: RegExp) {
    for (const language of LANGUAGES) {
      const { exitCode, stderr } = await cpsSim([...args.slice(0, 1), '--lang', language, ...args.slice(1)]);
      t.is(exitCode, 2, stderr);
      t.deepEqual(FOREIGN[language](stderr), [], stderr);
      if (language === 'fr') t.regex(stderr, fr);
    }
  },
  title: (_, args: readonly string[]) => `refused in its language: cps-sim ${args.join(' ')}`,
});

test(refused, ['run', 'no.yaml'], /ce fichier ou ce dossier n'existe pas/);
test(refused, ['run', '--target', 'x'], /^erreur : la valeur 'x' de l'option '--target <name>' ne convient pas/);
test(refused, ['run', '--shard', '9'], /Attendu : i\/n/);
test(refused, ['run', '--frobnicate'], /^erreur : l'option '--frobnicate' n'existe pas/);
test(refused, ['doctor', 'x'], /^erreur : trop de mots, attendu : 0, trouvé : 1/);

const answers = test.macro({
  async exec(t, args: readonly string[], fr: RegExp) {
    for (const language of LANGUAGES) {
      const { stdout, stderr } = await cpsSim(['--lang', language, ...args]);
      t.deepEqual(FOREIGN[language](stdout + stderr), [], stdout + stderr);
      if (language === 'fr') t.regex(stdout + stderr, fr);
    }
  },
  title: (_, args: readonly string[], fr: RegExp) => `answers in its language: cps-sim ${args[0]} ${fr}`,
});

const FOLDER = temporaryDirectory('languages-');
const CARD = join(FOLDER, 'a.cps.json');
const PROFILE = shippedProfile('cps3-medecin');
CardFile.create(CARD, { profile: PROFILE, seed: 1, state: personalise(PROFILE, 1) });
const BROKEN = join(FOLDER, 'b.cps.json');
writeFileSync(BROKEN, '{');

test(answers, ['card', 'show', CARD], /^porteur {4}/m);
test(answers, ['card', 'show', CARD], /^sans contact ATR .*\n[\s\S]*^ +A003 {2}certificat technique, \d+ octets$/m);
test(answers, ['card', 'check', CARD], /^bon {3}certificats : DER, clé, validité et émetteur$/m);
test(answers, ['card', 'check', BROKEN], /^faux {2}le fichier de carte se lit\n.*fichier coupé ou modifié à la main/m);
test(answers, ['card', 'show', BROKEN], /fichier coupé ou modifié à la main/);
test(
  answers,
  ['card', 'create', '--profile', 'cps9', '--out', join(FOLDER, 'c.cps.json')],
  /le profil 'cps9' n'existe pas/,
);
test(answers, ['card', 'create', '--profile', 'cps3-medecin', '--out', CARD], /existe déjà/);
test(answers, ['doctor'], /^(bon|à voir|mauvais) +/m);
test(answers, ['apdu', 'zz', '--card', 'cps3-medecin'], /pas de l'hexadécimal/);
const OF_ARROWS = join(FOLDER, 'exchange.txt');
writeFileSync(OF_ARROWS, '=> 00A4000C023F00\n<= 6A82\n');
test(
  answers,
  ['apdu', '00A4000C023F00', '002000010430303030', '--card', 'cps3-medecin'],
  /^ {3}VERIFY code porteur \(4 octets, masqués\)\n.*\n {3}63C2 vérification échouée, il reste 2 essais$/m,
);
test(answers, ['decode', '00A4000C023F00'], /^SELECT 3F00 \(MF\)\n.*\n {2}données {2}3F 00$/m);
test(answers, ['decode', '6A82'], /^6A82 fichier ou application absent$/m);
test(answers, ['decode', '62 08 80020039 8A0105'], /62 annonce 8 octets, il en reste 7, à la position 0/);
test(
  answers,
  ['decode', '62 07 80020039 8A0105'],
  /^ {2}80 taille : 57\n {2}8A état de vie : 05 opérationnel, activé$/m,
);
test(answers, ['decode', OF_ARROWS], /^-- cherche 3F00 \(MF\) : absent$/m);
test(answers, ['decode', 'no/such'], /ce fichier n'existe pas/);
const NO_SERVICE = { PCSCLITE_CSOCK_NAME: join(FOLDER, 'nobody') };
const withoutService = test.macro(async (t, args: readonly string[], fr: RegExp) => {
  const { exitCode, stderr } = await cpsSim(['--lang', 'fr', ...args], '', NO_SERVICE);
  t.not(exitCode, 0);
  t.deepEqual(englishIn(stderr), [], stderr);
  t.regex(stderr, fr);
});
const ADVICE = /SCARD_E_NO_SERVICE \(0x8010001D\) : le service de carte à puce ne répond pas ; démarrez-le/;
test('apdu without the service, in French', withoutService, ['apdu', '00B09C000C'], ADVICE);
test('store without the service', withoutService, ['store', 'propagate', '--folder', join(FOLDER, 'MY')], ADVICE);
const DEAF = /PC\/SC ne répond pas : SCardEstablishContext : SCARD_E_NO_SERVICE/;
test('run without the service', withoutService, ['run', '--target', 'pcsc'], DEAF);

const EXEC = ['exec', '--card', 'cps3-medecin'];
test(answers, ['init', temporaryDirectory('init-')], /^écrit : .*\n[\s\S]*^bibliothèque : /m);
test(
  refused,
  [...EXEC, '--pin-pad', '7391,foo', '--', 'true'],
  /réponse 2 sur 2 du clavier : trouvé autre chose \(non/,
);
test(refused, [...EXEC, '--reader', '', '--', 'true'], /nom de lecteur de 0 octets, attendu : de 1 à/);
test(answers, ['store', 'list', '--folder', BROKEN], /aucun magasin ne peut y être fait \(EEXIST, un fichier est à sa/);
test(
  answers,
  ['pnp', 'status', '--folder', BROKEN],
  /aucun ordinateur ne peut y être gardé \(quelque chose porte déjà ce nom\)/,
);
test(answers, ['pnp', 'inf', 'check', BROKEN], /trouvé '\{', attendu : une section telle que \[Version\]/);
test(answers, ['card', 'show', namedPipe()], /est un tube nommé, attendu : un fichier de carte/);
test(answers, ['run', namedPipe()], /est un tube nommé, attendu : un fichier/);

const WRONG = join(FOLDER, 'wrong.yaml');
writeFileSync(
  WRONG,
  'scenario: x\ncards: { a: { profile: cps3-medecin, seed: 1 } }\nreaders: { r: contact }\n' +
    "steps:\n- insert: a\n- CardAuthenticatePin: { pin: '0000' }\n",
);

/** What a step is refused with, in the report of a run. */
const reported = test.macro(async (t, step: string, fr: RegExp) => {
  const file = join(temporaryDirectory('refused-step-'), 'a.yaml');
  writeFileSync(
    file,
    'scenario: x\ncards: { a: { profile: cps3-medecin, seed: 1 } }\nreaders: { r: contact }\n' +
      `steps:\n- insert: a\n- ${step}\n`,
  );
  for (const language of LANGUAGES) {
    const { stdout, stderr } = await cpsSim(['run', '--lang', language, file]);
    t.deepEqual(FOREIGN[language](stdout + stderr), [], stdout + stderr);
    if (language === 'fr') t.regex(stdout + stderr, fr);
  }
});
test(
  'report in its language: a property that is not there, the last APDUs',
  reported,
  "CardGetProperty: { property: 'Nope' }",
  /trouvé : {2}SCARD_E_UNSUPPORTED_FEATURE \(pas de propriété 'Nope'\)/,
);
test(
  'report in its language: a wrong code, the last APDUs',
  reported,
  "CardAuthenticatePin: { pin: '0000' }",
  /les \d dernières APDU :\n[\s\S]*VERIFY code porteur \(4 octets, masqués\) -> 63C2 vérification échouée/,
);
test(
  'report in its language: a container that is not there',
  reported,
  "CryptAcquireContext: { container: 'nope', flags: [silent] }",
  /NTE_SILENT_CONTEXT \(le conteneur 'nope' n'est pas là \(trouvé : /,
);
test(
  'report in its language: a read-only card',
  reported,
  "CryptAcquireContext: { container: 'x', flags: [deletekeyset] }",
  /NTE_KEYSET_NOT_DEF \(pas de conteneur 'x'\)/,
);

const STORE = temporaryDirectory('store-');
writeFileSync(join(STORE, 'a.pem'), 'x');
test(answers, ['store', 'list', '--folder', STORE], /a\.pem laissé de côté : pas de '-----BEGIN CERTIFICATE-----'/);
const COMPUTER = temporaryDirectory('computer-');
test(answers, ['pnp', 'status', '--folder', COMPUTER], /^Stratégies : EnableScPnP oui, .*\nDossier : /m);
test(
  answers,
  ['pnp', 'pnputil', '--folder', COMPUTER, '-a', 'nothere.inf'],
  /ERROR_FILE_NOT_FOUND \(0x00000002\) : .*nothere\.inf : ce fichier n'existe pas/,
);
test(
  answers,
  ['pnp', 'pnputil', '--folder', COMPUTER, '-d', 'oem0.inf'],
  /pas de paquet 'oem0\.inf' : le magasin de pilotes est vide/,
);

test('why a step was refused, in French', async (t) => {
  const { stdout, stderr } = await cpsSim(['run', '--lang', 'fr', WRONG]);
  t.regex(stdout + stderr, /SCARD_W_WRONG_CHV \(code faux, reste 2 essais\)/);
});

test(answers, ['keys', 'show', '--pool', join(FOLDER, 'none.json')], /pas de réserve de clés/);

test('what JSON says to people is in the language that is spoken, by every verb', async (t) => {
  const spoken = async (...args: string[]) => {
    const [fr, en] = await Promise.all(['fr', 'en'].map((lang) => cpsSim(['--lang', lang, ...args, '--json'])));
    return [fr?.stdout, en?.stdout];
  };
  const [check, checkInEnglish] = await spoken('card', 'check', 'cps3-medecin', '--seed', '1');
  t.regex(check ?? '', /"name": "le schéma|"name": "[^"]*(carte|certificats|porteur)/);
  t.regex(checkInEnglish ?? '', /"name": "[^"]*(card|certificates|holder)/);
  const [doctor, doctorInEnglish] = await spoken('doctor');
  t.not(doctor, doctorInEnglish);
});
