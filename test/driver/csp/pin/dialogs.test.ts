/** What the dialogs say, in both languages. The sentences are a simulation: here is what must be in them. */
import test from 'ava';
import { LANGUAGES, type Language } from '#common/language.ts';
import { insertCardRequest, pinPadRequest, pinRequest } from '../../../../driver/csp/pin/dialogs.ts';

const QUESTION = { reader: 'bureau 00 00', pinId: 1, purpose: 5 };
/** SECRET_PURPOSE of cardmod.h, from AuthenticationPin to UnblockOnlyPin. */
const PURPOSES = [0, 1, 2, 3, 4, 5, 6];

for (const language of LANGUAGES) {
  test(`insert the card: where, when a reader is named (${language})`, (t) => {
    t.notRegex(insertCardRequest(language, {}).text, /undefined|lecteur|reader/);
    t.regex(insertCardRequest(language, { reader: 'bureau 00 00' }).text, / bureau 00 00\.$/);
    t.is(insertCardRequest(language, {}, 'words of the program').text, 'words of the program');
  });

  test(`a code refused: the tries left, when one was spent (${language})`, (t) => {
    for (const request of [pinRequest, pinPadRequest]) {
      const plain = request(language, QUESTION).text;
      const spent = request(language, { ...QUESTION, refused: { attemptsRemaining: 2 } }).text;
      const unspent = request(language, { ...QUESTION, refused: { attemptsRemaining: undefined } }).text;
      t.true(spent.endsWith(plain) && unspent.endsWith(plain));
      t.deepEqual(request(language, { ...QUESTION, refused: { attemptsRemaining: 2 } }).refused, {
        attemptsRemaining: 2,
      });
      t.is(request(language, QUESTION).refused, undefined);
      t.regex(spent.slice(0, -plain.length), /: 2\. $/);
      t.notRegex(unspent.slice(0, -plain.length), /\d|undefined/);
    }
  });

  test(`each dialog is there in the other language too (${language})`, (t) => {
    const place = { reader: 'bureau 00 00' };
    for (const ask of [
      (one: Language) => pinRequest(one, { ...QUESTION, refused: { attemptsRemaining: 2 } }),
      (one: Language) => pinPadRequest(one, QUESTION),
      (one: Language) => insertCardRequest(one, place),
    ]) {
      const { words } = ask(language);
      for (const other of LANGUAGES) {
        const { title, heading, text } = ask(other);
        t.deepEqual(words[other], { title, heading, text });
      }
      t.not(words.fr.text, words.en.text);
    }
  });

  test(`the code at the reader: which one (${language})`, (t) => {
    t.regex(pinPadRequest(language, QUESTION).text, / bureau 00 00\.$/);
  });

  test(`words for each purpose of a code (${language})`, (t) => {
    const textOf = (purpose: number) => pinRequest(language, { ...QUESTION, purpose }).text;
    t.is(new Set(PURPOSES.map(textOf)).size, PURPOSES.length);
    t.is(textOf(7), textOf(5), 'any other: those of the primary code');
  });
}
