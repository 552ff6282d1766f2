/** docs/steps: the language of scenarios as one page in Markdown, in each language. */
import type { Language } from '#common/language.ts';
import { LISTS, type List, listOf } from './lists.ts';
import type { MemberReference } from './member.ts';
import { describeHead, describeSteps, type StepReference } from './step-reference.ts';

interface Words {
  readonly title: string;
  readonly other: string;
  readonly opening: string;
  readonly file: string;
  readonly card: string;
  readonly beside: string;
  readonly args: string;
  readonly expect: string;
  readonly with: string;
  readonly required: string;
  readonly usual: (value: string) => string;
  /** With the blank before it that French has. */
  readonly colon: string;
  readonly example: (link: string) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'The language of scenarios',
    other: '*[En français](README.fr.md).*',
    opening:
      'Made from the definitions that the engine plays (`npm run docs`); each example stands in the library, which the tests\n' +
      'play. On the command line: `cps-sim steps`, `cps-sim steps insert`. Editors know the same from the schema: a file that\n' +
      'begins with `# yaml-language-server: $schema=node_modules/cps-sim/dist/scenarios/scenario.schema.json` (a path relative to\n' +
      'the file) is completed and checked as it is typed. Everything is text: `0000` and `3E00` need no quotes.',
    file: 'A scenario file',
    card: 'A card, under `cards`: by its `profile`, its `file` or its `kind`',
    beside: 'Beside the key of a step',
    args: 'Arguments',
    expect: 'Under `expect`',
    with: 'Beside it',
    required: 'required',
    usual: (value) => `\`${value}\` by default`,
    colon: ':',
    example: (link) => `From ${link}:`,
  },
  fr: {
    title: 'La langue des scénarios',
    other: '*[In English](README.md).*',
    opening:
      'Fait des définitions que joue le moteur (`npm run docs`) ; chaque exemple est dans la bibliothèque, que jouent les tests.\n' +
      'Sur la ligne de commande : `cps-sim steps --lang fr`, `cps-sim steps insert --lang fr`. Les éditeurs tiennent la même chose\n' +
      'du schéma : un fichier qui commence par\n' +
      '`# yaml-language-server: $schema=node_modules/cps-sim/dist/scenarios/scenario.schema.json` (un chemin relatif au fichier) est\n' +
      "complété et vérifié pendant qu'on le tape. Tout est du texte : `0000` et `3E00` se passent de guillemets.",
    file: 'Un fichier de scénario',
    card: 'Une carte, sous `cards` : par son `profile`, son `file` ou son `kind`',
    beside: "À côté de la clé d'une étape",
    args: 'Arguments',
    expect: 'Sous `expect`',
    with: 'À côté',
    required: 'obligatoire',
    usual: (value) => `\`${value}\` par défaut`,
    colon: ' :',
    example: (link) => `Dans ${link} :`,
  },
};

function bullet({ name, form, required, text, default: usual }: MemberReference, words: Words): string {
  const shown = /^[\w.-]+(?: \| [\w.-]+)*$|^\{/.test(form) && !/^\d/.test(form) ? `\`${form}\`` : form;
  const remarks = [shown, ...(required ? [words.required] : []), ...(usual === undefined ? [] : [words.usual(usual)])];
  return `- \`${name}\` (${remarks.join(', ')})${text === '' ? '' : `${words.colon} ${text}`}`;
}

function members(title: string, list: readonly MemberReference[], words: Words): string[] {
  return list.length === 0
    ? []
    : [`${title}${title.startsWith('#') ? '' : words.colon}`, '', ...list.map((member) => bullet(member, words)), ''];
}

function stepLines(step: StepReference, words: Words): string[] {
  const { key, summary, ways, args, expectations, beside, example } = step;
  const link = example && `[scenarios/${example.file}](../../scenarios/${example.file}#L${example.line})`;
  return [
    `### ${key}`,
    '',
    `${summary}.`,
    '',
    ways.map((way) => `\`${way}\``).join(', '),
    '',
    ...members(words.args, args, words),
    ...members(words.expect, expectations, words),
    `${words.with}${words.colon} ${beside.map((name) => `\`${name}\``).join(', ')}.`,
    '',
    ...(example === undefined ? [] : [words.example(link ?? ''), '', '```yaml', example.text, '```', '']),
  ];
}

function listLines({ title, names }: List): string[] {
  const valued = names.some(({ value }) => value !== undefined);
  return [
    `## ${title}`,
    '',
    valued ? '| | | |' : '| | |',
    valued ? '| --- | --- | --- |' : '| --- | --- |',
    ...names.map(({ name, value, text }) => `| \`${name}\` |${value === undefined ? '' : ` ${value} |`} ${text} |`),
    '',
  ];
}

/** The page in that language. */
export function referencePage(language: Language): string {
  const words = WORDS[language];
  const head = describeHead(language);
  const steps = describeSteps(language);
  const themes = [...new Set(steps.map(({ theme }) => theme))];
  const lines = [
    `# ${words.title}`,
    '',
    words.other,
    '',
    words.opening,
    '',
    ...members(`## ${words.file}`, head.file, words),
    ...members(`## ${words.card}`, head.card, words),
    ...members(`## ${words.beside}`, head.beside, words),
    ...themes.flatMap((theme) => [
      `## ${theme}`,
      '',
      ...steps.filter((step) => step.theme === theme).flatMap((step) => stepLines(step, words)),
    ]),
    ...LISTS.flatMap((list) => listLines(listOf(list, language))),
  ];
  return `${lines
    .join('\n')
    .replace(/^(## .*):$/gm, '$1')
    .trimEnd()}\n`;
}
