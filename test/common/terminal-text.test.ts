import test from 'ava';
import { isPlain, terminalLines, terminalText } from '#common/terminal-text.ts';

const shown = test.macro({
  exec(t, text: string, expected: string) {
    t.is(terminalText(text), expected);
    t.is(isPlain(text), text === expected);
  },
  title: (_, text: string) => JSON.stringify(text),
});

test(shown, '', '');
test(shown, "Élodie d'Été 🩺\ttab", "Élodie d'Été 🩺\ttab");
test(shown, '\u001b[31m', '\\u001B[31m');
test(shown, 'a\nb\r\0', 'a\\nb\\r\\u0000');
test(shown, '\u007f\u0080\u009b\u009f', '\\u007F\\u0080\\u009B\\u009F');
test(shown, '\u2028\u2029\u202e\u2066', '\\u2028\\u2029\\u202E\\u2066');
test(shown, '\ud800x', '\\uD800x');

test('line breaks that are meant stay', (t) => {
  t.is(terminalLines('a\n\u001bb\n'), 'a\n\\u001Bb\n');
});
