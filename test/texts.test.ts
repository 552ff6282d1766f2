/** Every text of the sources is in both languages, each in its own, and written as that language is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { LANGUAGES, type Language } from '#common/language.ts';
import { englishIn, frenchIn } from './languages.ts';
import { type Written, writtenCalls, writtenTexts } from './written-texts.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const PLACES = ['common', 'simulator', 'driver', 'scenarios', 'tools'];

function sourcesUnder(place: string): string[] {
  return readdirSync(join(TOP, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(TOP, join(entry.parentPath, entry.name)));
}

const SOURCES = new Map(
  PLACES.flatMap(sourcesUnder).map((path) => [path, readFileSync(join(TOP, path), 'utf8')] as const),
);

function everywhere(find: (source: string) => Iterable<Written>): string[] {
  return [...SOURCES].flatMap(([path, source]) => [...find(source)].map(({ line, text }) => `${path}:${line} ${text}`));
}

/** Who says in English alone what is never shown to whom asked for French, and why it is not. */
const ENGLISH_ONLY: Readonly<Record<string, string>> = {
  'common/language.ts': 'where it is defined',
  'common/arguments.ts':
    'arguments of public functions: what a programmer typed; scenarios and command lines are checked before',
  'driver/minidriver/entry-point.ts': 'the same arguments, refused as a minidriver refuses',
  'simulator/pki/ocsp/request.ts': 'answered to a program by malformedRequest, a word of OCSP',
  'simulator/reader/pin-pad/pin-command.ts': 'answered to a program by the status word 6B80',
  'simulator/reader/pin-pad/pin-pad.ts': 'answered to a program by a status word of the pad',
  'simulator/reader/pin-pad/pin-structure.ts': 'answered to a program by the status word 6B80',
  'simulator/resource-manager/control.ts': 'answered to a program by the return code of SCardControl',
  'simulator/resource-manager/pcsclite/commands.ts':
    'a client that breaks the protocol is cut off; told to the trace alone',
  'common/ldap/ber.ts': 'answered to a program by protocolError of LDAP, or told as one verdict of the verifier',
  'common/formats/x509.ts': 'why an answer could not be used, beside a verdict that programs read',
  'driver/revocation/revocation-answer-error.ts': 'caught inside: the verdict says it',
  'simulator/services/mssante/imap/imap-error.ts': 'answered to a program by NO or BAD of IMAP',
  'simulator/services/directory/ldap/filter.ts': 'answered to a program by protocolError of LDAP',
  'simulator/services/directory/ldap/search.ts': 'answered to a program by protocolError of LDAP',
  'simulator/services/directory/ldap/server.ts': 'answered to a program by protocolError of LDAP',
  'simulator/resource-manager/pcsclite/connection.ts':
    'a client that breaks the protocol is cut off; told to the trace alone',
  'simulator/resource-manager/pcsclite/request-parser.ts':
    'a client that breaks the protocol is cut off; told to the trace alone',
};

/** Errors without a code, which no command line shows but as an internal error, and why they are none of ours. */
const WITHOUT_CODE: Readonly<Record<string, string>> = {
  'common/asn1/der-writer.ts': 'a fault of who writes DER here',
  'common/due-timers.ts': 'a fault of who moves a clock: scenarios are checked before',
  'driver/iasecc/verify.ts': 'a fault of the driver: codes are checked before',
  'driver/plug-and-play/devices.ts': 'a fault of the computer: the list is read in the same change',
  'driver/cleo/ldap-directory.ts': 'caught inside: the directory is not there',
  'driver/ldap/search.ts': 'caught by who searches: the directory is not there, or the address does not answer',
  'driver/revocation/fetching.ts': 'caught inside: an address that does not answer',
  'driver/revocation/ldap-search.ts': 'caught inside: an address that does not answer',
  'driver/tls/external-key.ts': 'a fault of who calls it: the key comes from the certificate',
  'scenarios/engine/file/yaml-document.ts': 'a fault of the library: of an empty text it makes an empty document',
  'scenarios/engine/scenario-context.ts': 'a fault of the step: names are checked when the file is read',
  'simulator/own-network/inside.ts': 'of the first program in the network: told to who started it, by its words',
  'tools/cli/record/capture-lines.ts': 'caught inside: the recording cannot be read',
  'tools/dovecot.ts': 'of the tests with real clients',
  'tools/pcscd.ts': 'of the tests with real clients',
  'tools/windows/unit-test-report.ts': 'of the tests under node.exe',
};

test('what is in English alone is in the list, and nothing else', (t) => {
  const found = [...SOURCES].filter(([, source]) => /\benglishOnly\(/.test(source)).map(([path]) => path);
  t.deepEqual(found.sort(), Object.keys(ENGLISH_ONLY).sort());
});

test('an error without a code, whose words are in one language, is in the list, and nothing else', (t) => {
  const thrown = /\bnew (?:Error|RangeError|TypeError)\(\s*[`'"]/;
  const found = [...SOURCES].filter(([path, source]) => !path.startsWith('tools/bench') && thrown.test(source));
  t.deepEqual(found.map(([path]) => path).sort(), Object.keys(WITHOUT_CODE).sort());
});

test('what is said to be the same in each language has no words of one', (t) => {
  const prose = (source: string) =>
    writtenCalls(source, 'sameInEach').filter(({ text }) => englishIn(text).length + frenchIn(text).length > 0);
  t.deepEqual(everywhere(prose), []);
});

/** Names of the standard. */
const NAMES = /\b[LN]e\b|3DES/g;

const FOREIGN: Readonly<Record<Language, (text: string) => string[]>> = {
  fr: englishIn,
  en: (text) => frenchIn(text.replace(NAMES, '')),
};

for (const language of LANGUAGES)
  test(`the texts in ${language} have no words of the other language`, (t) => {
    const foreign = (source: string) =>
      writtenTexts(source, language).filter(({ text }) => FOREIGN[language](text).length > 0);
    t.deepEqual(everywhere(foreign), []);
  });

/** Quoted words, members of scenarios and words of command lines are no French. */
const CODE = /'[^'\n]*'(?!\p{L})|\{[^}\n]*\}|\[[^\]\n]*\]/gu;
/** Blanks stand before these signs in French. */
const WITHOUT_BLANK = /[^\s\d:/(«'"`][:;?!](?=\s|$)/u;

test('a blank stands before the double signs in French', (t) => {
  const written = (source: string) =>
    writtenTexts(source, 'fr').filter(({ text }) => WITHOUT_BLANK.test(text.replace(CODE, '')));
  t.deepEqual(everywhere(written), []);
});

/** A label and its value in neither language: the blank before the colon is forgotten. */
const NEUTRAL = /(?<!\b(?:en|fr): (?:\(.*\) => )?)`[^`\n]*\$\{[^}\n]*\}[:;] \$\{/;

test('the command line writes no label and value in the punctuation of one language', (t) => {
  const cli = [...SOURCES].filter(([path]) => path.startsWith('tools/cli/'));
  const lines = cli.flatMap(([path, source]) => source.split('\n').map((line) => ({ path, line })));
  const found = lines.filter(({ line }) => NEUTRAL.test(line)).map(({ path, line }) => `${path} ${line.trim()}`);
  t.deepEqual(found, []);
});

test('seen: texts of one language, however they are written', (t) => {
  const source = [
    `throw refuse({ en: \`$\{file}: no such file\`, fr: \`$\{file}: no such file\` });`,
    'const a: Text = {',
    "  en: 'wrong; try again',",
    '  fr: "c\'est faux; the end",',
    '};',
    "say(sameInEach('there is nothing'));",
  ].join('\n');
  t.deepEqual(writtenTexts(source, 'fr'), [
    { line: 1, text: '…: no such file' },
    { line: 4, text: "c'est faux; the end" },
  ]);
  t.deepEqual(
    writtenTexts(source, 'en').map(({ line }) => line),
    [1, 3],
  );
  t.deepEqual(writtenCalls(source, 'sameInEach'), [{ line: 6, text: 'there is nothing' }]);
  t.deepEqual(englishIn("c'est faux; the end"), ['the']);
  t.regex("c'est faux; la fin", WITHOUT_BLANK);
  t.notRegex("c'est faux ; la fin : 1", WITHOUT_BLANK);
});
