/** What a verb prints for people: names in it come from cards, certificates and readers. */
import { terminalLines } from '#common/terminal-text.ts';

/** On standard output, no control character of a name raw. */
export function printLines(text: string): void {
  console.log(terminalLines(text));
}
