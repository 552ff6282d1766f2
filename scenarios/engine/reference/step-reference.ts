/** The steps of scenarios as people look them up, from the definitions that the engine plays. */
import type { Language } from '#common/language.ts';
import { own } from '#common/own.ts';
import { type Example, exampleOf } from '../file/examples.ts';
import { EXPECT_DESCRIPTION, keysBeside, mayStandAlone, schemaParts } from '../file/json-schema.ts';
import type { StepDefinition } from '../steps/definition.ts';
import { STEPS } from '../steps/index.ts';
import { inFrench } from './french.ts';
import { type MemberReference, membersOf } from './member.ts';

/** What a list of them says of a step. */
export interface StepHeading {
  readonly key: string;
  readonly theme: string;
  readonly summary: string;
}

export interface StepReference extends StepHeading {
  /** The ways to write it, without what is in its arguments. */
  readonly ways: readonly string[];
  readonly args: readonly MemberReference[];
  readonly expectations: readonly MemberReference[];
  /** Keys that may stand beside its own, `expect` among them. */
  readonly beside: readonly string[];
  readonly example: Example | undefined;
}

/** Themes by the first step of each, in the order of the steps. */
const THEMES: readonly (readonly [first: string, Readonly<Record<Language, string>>])[] = [
  ['plug', { en: 'Readers', fr: 'Lecteurs' }],
  ['insert', { en: 'Cards', fr: 'Cartes' }],
  ['oppose', { en: 'Opposition and revocation', fr: 'Opposition et révocation' }],
  ['CardAcquireContext', { en: 'The minidriver', fr: 'Le minidriver' }],
  ['startProgram', { en: 'Programs, the person, time', fr: 'Les programmes, la personne, le temps' }],
  ['CryptAcquireContext', { en: 'The CSP', fr: 'Le CSP' }],
  ['NCryptEnumKeys', { en: 'The KSP', fr: 'Le KSP' }],
  ['CertPropSvc', { en: 'The store MY', fr: 'Le magasin MY' }],
  ['computer', { en: 'Plug and play', fr: 'Le plug and play' }],
  ['driverPackage', { en: 'Where drivers come from', fr: "D'où viennent les pilotes" }],
  ['recipient', { en: 'Services around the card', fr: 'Services autour de la carte' }],
  ['apdu', { en: 'The program under test', fr: 'Le programme testé' }],
];

function waysOf({ key, short }: StepDefinition, alone: boolean, args: readonly MemberReference[]): string[] {
  const value = args.find(({ name }) => name === short)?.name.toUpperCase();
  return [
    ...(alone ? [key] : []),
    ...(value === undefined ? [] : [`${key}: ${value}`]),
    ...(args.length === 0 ? [] : [`${key}: { ${args.map(({ name }) => name).join(', ')} }`]),
  ];
}

/** The names of the steps, in the order of their themes. */
export function listSteps(language: Language): readonly StepHeading[] {
  let theme = '';
  return Object.values(STEPS).map(({ key, summary }) => {
    theme = THEMES.find(([first]) => first === key)?.[1][language] ?? theme;
    return { key, theme, summary: language === 'fr' ? inFrench(summary) : summary };
  });
}

/** All of those steps. */
export function describeSteps(
  language: Language,
  headings: readonly StepHeading[] = listSteps(language),
): readonly StepReference[] {
  const { parts } = schemaParts();
  return headings.map((heading) => {
    const { key } = heading;
    const definition = STEPS[key] as StepDefinition;
    const args = membersOf(own(parts, `args ${key}`) ?? {}, language);
    return {
      ...heading,
      ways: waysOf(definition, mayStandAlone(definition), args),
      args,
      expectations: membersOf(own(parts, `expect ${key}`) ?? {}, language),
      beside: keysBeside(definition),
      example: exampleOf(key),
    };
  });
}

/** What may stand at the top of a file, in a card, and beside a step. */
export function describeHead(
  language: Language,
): Readonly<Record<'file' | 'card' | 'beside', readonly MemberReference[]>> {
  const { parts } = schemaParts();
  const cards = ['card profile', 'card file', 'card kind'].flatMap((part) =>
    membersOf(own(parts, part) ?? {}, language),
  );
  const beside = {
    properties: {
      title: parts.title,
      repeat: parts.repeat,
      reader: parts.reader,
      remember: parts.remember,
      expect: { type: 'object', description: EXPECT_DESCRIPTION },
      steps: parts.group,
    },
  };
  // Which of them is there tells what kind of card it is.
  const card = cards.map((member) => ({ ...member, required: false }));
  return { file: membersOf(own(parts, 'head') ?? {}, language), card, beside: membersOf(beside, language) };
}
