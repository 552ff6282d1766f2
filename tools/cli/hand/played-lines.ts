/** A step that was done, for people: what came of it, and what a return code means. */
import type { PlayedBody } from '../../door/api.ts';
import { colon, say } from '../language.ts';

function printed(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function playedLines({ step, observed, meaning }: PlayedBody): string[] {
  const { error, why, ...others } = observed;
  const refused = meaning === undefined ? { error, why } : { error: `${error} (${say(meaning)})` };
  const shown = Object.entries({ ...refused, ...others }).filter(([, value]) => value !== undefined);
  return [step, ...shown.map(([name, value]) => `  ${name}${colon()} ${printed(value)}`)];
}
