/** The language of scenarios as people look it up. */
import type { Language } from '#common/language.ts';

export { LISTS, type List, type ListName, listOf } from './lists.ts';
export type { MemberReference } from './member.ts';
export { referencePage } from './reference-page.ts';
export { describeSteps, listSteps, type StepHeading, type StepReference } from './step-reference.ts';

/** The files of docs/steps. */
export const PAGES: Readonly<Record<Language, string>> = { en: 'README.md', fr: 'README.fr.md' };
