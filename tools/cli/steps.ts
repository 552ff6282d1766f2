/** `cps-sim steps`: the steps of scenarios, and the names they take, in both languages. */
import { inEach, type Language } from '#common/language.ts';
import { nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import {
  describeSteps,
  LISTS,
  type List,
  type ListName,
  listOf,
  listSteps,
  type MemberReference,
  type StepHeading,
  type StepReference,
} from '../../scenarios/engine/reference/index.ts';
import { colon, spokenLanguage } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

export interface StepsOptions {
  readonly json?: true;
  readonly lang?: Language;
}

interface Words {
  readonly args: string;
  readonly expect: string;
  readonly beside: string;
  readonly required: string;
  readonly usual: (value: string) => string;
  readonly example: (place: string) => string;
  readonly more: string;
  readonly unknown: (name: string, near: string | undefined) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    args: 'Arguments',
    expect: 'Under expect',
    beside: 'Beside it',
    required: 'required',
    usual: (value) => `${value} by default`,
    example: (place) => `Example (${place})`,
    more: `'cps-sim steps NAME' tells all of one of them; 'cps-sim steps ${LISTS.join('|')}' lists names that they take.`,
    unknown: (name, near) =>
      `no step '${name}'${near === undefined ? '' : `; did you mean '${near}'?`} ('cps-sim steps' lists them)`,
  },
  fr: {
    args: 'Arguments',
    expect: 'Sous expect',
    beside: 'À côté',
    required: 'obligatoire',
    usual: (value) => `${value} par défaut`,
    example: (place) => `Exemple (${place})`,
    more: `« cps-sim steps NOM » dit tout de l'une d'elles ; « cps-sim steps ${LISTS.join('|')} » énumère des noms qu'elles prennent.`,
    unknown: (name, near) =>
      `pas d'étape « ${name} »${near === undefined ? '' : ` ; vouliez-vous dire « ${near} » ?`} (« cps-sim steps » les énumère)`,
  },
};

/** Two columns, the second where the longest of the first ends. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`.trimEnd());
}

function memberRow({ name, form, required, text, default: usual }: MemberReference, words: Words): [string, string] {
  const remarks = [form, ...(required ? [words.required] : []), ...(usual === undefined ? [] : [words.usual(usual)])];
  return [name, `${remarks.join(', ')}${text === '' ? '' : `. ${text}`}`];
}

function members(title: string, list: readonly MemberReference[], words: Words): string[] {
  return list.length === 0 ? [] : ['', title, ...columns(list.map((member) => memberRow(member, words)))];
}

function stepLines({ key, summary, ways, args, expectations, beside, example }: StepReference, words: Words): string[] {
  return [
    `${key}${colon()} ${summary}`,
    '',
    ...ways.map((way) => `  - ${way}`),
    ...members(words.args, args, words),
    ...members(words.expect, expectations, words),
    '',
    words.beside,
    `  ${beside.join(', ')}`,
    ...(example === undefined
      ? []
      : [
          '',
          words.example(`scenarios/${example.file}:${example.line}`),
          ...example.text.split('\n').map((line) => `  ${line}`),
        ]),
  ];
}

function overview(steps: readonly StepHeading[], words: Words): string[] {
  const themes = [...new Set(steps.map(({ theme }) => theme))];
  const width = Math.max(...steps.map(({ key }) => key.length));
  const lines = themes.flatMap((theme) => [
    theme,
    ...steps.filter((step) => step.theme === theme).map(({ key, summary }) => `  ${key.padEnd(width)}  ${summary}`),
    '',
  ]);
  return [...lines, words.more];
}

function listLines({ title, names }: List): string[] {
  const rows = names.map(({ name, value, text }) => [name, [value, text].filter(Boolean).join('  ')] as const);
  return [title, ...columns(rows)];
}

function isList(name: string): name is ListName {
  return LISTS.some((list) => list === name);
}

/** @throws UsageError when there is neither a step nor a list of that name */
export function steps(name: string | undefined, { json, lang }: StepsOptions): void {
  const language = lang ?? spokenLanguage();
  const words = WORDS[language];
  const show = (values: readonly unknown[], lines: readonly string[]) =>
    json ? printJson(values) : printLines(lines.join('\n'));
  if (name !== undefined && isList(name)) {
    const list = listOf(name, language);
    show(list.names, listLines(list));
    return;
  }
  const all = listSteps(language);
  if (name === undefined) {
    if (json) printJson(describeSteps(language));
    else printLines(overview(all, words).join('\n'));
    return;
  }
  const step = all.find(({ key }) => key === name) ?? all.find(({ key }) => key.toLowerCase() === name.toLowerCase());
  if (step === undefined) {
    const near = nearest(name, [...all.map(({ key }) => key), ...LISTS]);
    throw new UsageError(inEach((each) => WORDS[each].unknown(terminalText(withoutPossibleCodes(name)), near)));
  }
  const described = describeSteps(language, [step]);
  show(
    described,
    described.flatMap((one) => stepLines(one, words)),
  );
}
