import { CodedError } from '#common/coded-error.ts';
import { inEach, type Language, type Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';

export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The message in each language. */
  readonly text: Text;
  /** Where the text is no YAML: its line, and below it a caret; codes masked. */
  readonly excerpt?: string;
}

/** More of them are counted only: the first ones are mended first. */
const MOST_SHOWN = 20;

/** A scenario file that cannot be run; `faults` holds all of them, the message one line each, twenty at most. */
export class ScenarioFileError extends CodedError {
  override readonly name = 'ScenarioFileError';
  readonly code = 'ERR_SCENARIO_FILE';
  readonly faults: readonly Fault[];

  /** @param cut there may be more than those */
  constructor(faults: readonly Fault[], cut = false) {
    super(inEach((language) => linesOf(faults, cut, language).join('\n')));
    this.faults = faults;
  }
}

function more(count: number, cut: boolean): Text {
  if (cut) return { en: `and ${count} more, or more`, fr: `et ${count} autres, ou plus` };
  return { en: `and ${count} more`, fr: `et ${count} autre${count === 1 ? '' : 's'}` };
}

function linesOf(faults: readonly Fault[], cut: boolean, language: Language): string[] {
  const lines = faults
    .slice(0, MOST_SHOWN)
    .flatMap(({ file, line, column, text, excerpt }) => [
      terminalText(`${file}:${line}:${column}: ${text[language]}`),
      ...(excerpt?.split('\n').map((one) => `  ${one}`) ?? []),
    ]);
  const left = faults.length - MOST_SHOWN;
  return left <= 0 ? lines : [...lines, `${faults[0]?.file}: ${more(left, cut)[language]}`];
}
