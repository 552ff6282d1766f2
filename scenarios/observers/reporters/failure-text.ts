/** What went wrong with a scenario, in words: where, what was expected, what came, the last APDUs. */

import { colonIn, type Language, type Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { ApduEvent, ScenarioResult } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import type { ToldProgram } from '#trace/told-scenario.ts';

const OUTCOMES: Readonly<Record<ScenarioResult['outcome'], Text>> = {
  passed: { en: 'passed', fr: 'réussi' },
  failed: { en: 'failed', fr: 'échec' },
  error: { en: 'error', fr: 'erreur' },
  interrupted: { en: 'interrupted', fr: 'interrompu' },
  skipped: { en: 'skipped', fr: 'écarté' },
};
/** Of the same length in one language: values stand below each other. */
const EXPECTED: Text = { en: 'expected: ', fr: 'attendu : ' };
const FOUND: Text = { en: 'found:    ', fr: 'trouvé :  ' };
const STEP: Text = { en: 'step', fr: 'étape' };
const AT: Text = { en: 'at', fr: 'dans' };
const ERROR: Text = { en: 'error: ', fr: 'erreur : ' };

const PRINTED: Text = { en: 'printed:', fr: 'a affiché :' };
const PRINTED_LAST: Text = { en: 'printed at last:', fr: 'a affiché à la fin :' };
const PRINTED_NOTHING: Text = { en: 'printed nothing', fr: "n'a rien affiché" };

function difference(name: string, expected: string, found: string): Text {
  return {
    en: `${name}: expected ${expected}, found ${found}`,
    fr: `${name} : attendu ${expected}, trouvé ${found}`,
  };
}

/** One line: `CardSignData (...): result: expected success, found SCARD_W_REMOVED_CARD`. */
export function failureHeadline({ outcome, step, mismatches = [], error }: ScenarioResult, language: Language): string {
  const differences = mismatches.map(({ name, expected, found }) => difference(name, expected, found)[language]);
  const what = [
    ...differences,
    ...(error?.split('\n').filter((line) => !line.startsWith(' ')) ?? []),
    ...(differences.length || error ? [] : [OUTCOMES[outcome][language]]),
  ];
  return terminalText(step === undefined ? what.join('; ') : `${step.text}${colonIn(language)} ${what.join('; ')}`);
}

/** In one line: what it failed at, or why it was skipped. */
export function remarkOf(result: ScenarioResult, language: Language): string {
  if (result.outcome !== 'skipped') return failureHeadline(result, language);
  return terminalText(`${OUTCOMES.skipped[language]}${colonIn(language)} ${result.reason ?? ''}`);
}

/** The lines of a scenario that did not pass, not indented, safe to show; none for one that did. */
export function failureLines(result: ScenarioResult, language: Language): string[] {
  const { scenario, outcome, step, mismatches = [], error, apdus = [], program } = result;
  if (outcome === 'passed' || outcome === 'skipped') return [];
  const lines = outcome === 'interrupted' ? [OUTCOMES.interrupted[language]] : [];
  const at = `${AT[language]} ${step?.file ?? scenario.file}`;
  if (step !== undefined)
    lines.push(`${STEP[language]} ${step.number} ${step.text}`, `  ${at}:${step.line}:${step.column}`);
  for (const { name, expected, found } of mismatches)
    lines.push(`  ${name}`, `    ${EXPECTED[language]}${expected}`, `    ${FOUND[language]}${found}`);
  if (error !== undefined) lines.push(...(step === undefined ? [at] : []), ERROR[language] + error);
  return [...lines, ...apduLines(apdus, language), ...programLines(program, language)]
    .flatMap((line) => line.split('\n'))
    .map(terminalText);
}

/** Lines of what a program printed that are shown; reports that are files have all that was kept. */
const PRINTED_SHOWN = 20;

function programLines(program: ToldProgram | undefined, language: Language): string[] {
  if (program?.printed === undefined) return [];
  const { name, exitCode, printed } = program;
  const lines = printed === '' ? [] : printed.split('\n');
  const said = lines.length === 0 ? PRINTED_NOTHING : lines.length > PRINTED_SHOWN ? PRINTED_LAST : PRINTED;
  const ended: Text = { en: `exit code ${exitCode}`, fr: `code ${exitCode}` };
  const head = exitCode === undefined ? name : `${name} (${ended[language]})`;
  return [`  ${head} ${said[language]}`, ...lines.slice(-PRINTED_SHOWN).map((line) => `    ${line}`)];
}

function apduLines(apdus: readonly ApduEvent[], language: Language): string[] {
  if (apdus.length === 0) return [];
  const words = apdus.flatMap(({ command, response, card }) =>
    explainExchange(command, response, language)
      .split('\n')
      .map((line, i) => `    ${i === 0 ? `[${card}] ` : ''}${line}`),
  );
  const last: Text = {
    en: `last ${apdus.length} APDU${apdus.length > 1 ? 's' : ''}:`,
    fr: apdus.length > 1 ? `les ${apdus.length} dernières APDU :` : 'la dernière APDU :',
  };
  return [`  ${last[language]}`, ...words];
}
