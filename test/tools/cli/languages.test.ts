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

const FOREIGN: Readonly<Record<Language, (text: string) => string[]>> = { fr: englishIn, en: frenchIn };

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
      const { stdout, stderr } = await cpsSim([...args, '--lang', language]);
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
test(answers, ['pnp', 'status', '--folder', BROKEN], /aucun ordinateur ne peut y être gardé \(EEXIST\)/);
test(answers, ['pnp', 'inf', 'check', BROKEN], /trouvé '\{', attendu : une section telle que \[Version\]/);
test(answers, ['card', 'show', namedPipe()], /est un tube nommé, attendu : un fichier de carte/);
test(answers, ['run', namedPipe()], /est un tube nommé, attendu : un fichier/);

const WRONG = join(FOLDER, 'wrong.yaml');
writeFileSync(
  WRONG,
  'scenario: x\ncards: { a: { profile: cps3-medecin, seed: 1 } }\nreaders: { r: contact }\n' +
    "steps:\n- insert: a\n- CardAuthenticatePin: { pin: '0000' }\n",
);
test('why a step was refused, in French', async (t) => {
  const { stdout, stderr } = await cpsSim(['run', '--lang', 'fr', WRONG]);
  t.regex(stdout + stderr, /SCARD_W_WRONG_CHV \(code faux, reste 2 essais\)/);
});

test(answers, ['keys', 'show', '--pool', join(FOLDER, 'none.json')], /pas de réserve de clés/);
