/**
 * `--pin-pad`: what is typed at the pad. A code on a command line is seen by every user of the machine (`ps`), so that it
 * may come from a file (`file:codes.txt`) or a variable (`env:CODES`) as well.
 */
import { CodedError } from '#common/coded-error.ts';
import { readInput } from '#files/regular-file.ts';
import { type PinPadAnswer, parsePinPadAnswers } from '../../simulator/reader/pin-pad/answers.ts';
import { UsageError } from './usage-error.ts';

/** Some hundred thousand answers. */
const LARGEST = 1_000_000;

function fromFile(path: string): string {
  try {
    return readInput(path, LARGEST).toString();
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new UsageError(
      {
        en: `--pin-pad file:${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`,
        fr: `--pin-pad file:${path} : ne peut être lu (${(cause as NodeJS.ErrnoException).code})`,
      },
      {
        cause,
      },
    );
  }
}

function fromVariable(name: string, environment: NodeJS.ProcessEnv): string {
  const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (text === undefined)
    throw new UsageError({
      en: `--pin-pad env:${name}: the environment has no variable ${name}`,
      fr: `--pin-pad env:${name} : l'environnement n'a pas de variable ${name}`,
    });
  return text;
}

/** Answers of a text of several lines: each line as on the command line, # begins a remark. */
function joined(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines.filter((line) => line !== '').join(',');
}

/** @throws UsageError, PinPadAnswerError: neither shows what may be a code */
export function pinPadAnswers(option: string, environment = process.env): PinPadAnswer[] {
  const [, source, name = ''] = /^(file|env):(.*)$/s.exec(option) ?? [];
  if (source === undefined) return parsePinPadAnswers(option);
  const text = source === 'file' ? fromFile(name) : fromVariable(name, environment);
  return parsePinPadAnswers(joined(text));
}
