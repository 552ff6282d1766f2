/** `--pin-pad`: what is typed at the pad, or where it stands. */
import { type PinPadAnswer, parsePinPadAnswers } from '../../simulator/reader/pin-pad/answers.ts';
import { secretSource } from './secret-source.ts';

/** Answers of a text of several lines: each line as on the command line, # begins a remark. */
function joined(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines.filter((line) => line !== '').join(',');
}

/** @throws UsageError, PinPadAnswerError: neither shows what may be a code */
export function pinPadAnswers(option: string, environment = process.env): PinPadAnswer[] {
  const text = secretSource('--pin-pad', option, environment);
  return parsePinPadAnswers(text === undefined ? option : joined(text));
}
