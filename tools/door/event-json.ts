/** Events as the door tells them: those of a recording, and what they say to people in each language. */
import type { Text } from '#common/language.ts';
import { inEach } from '#common/language.ts';
import type { StampedEvent } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import { eventLine } from '#trace/recording-lines.ts';
import { worldSentence } from '../../scenarios/observers/narration/index.ts';

function wordsOf(event: StampedEvent): Text | undefined {
  if (event.kind === 'apdu') return inEach((language) => explainExchange(event.command, event.response, language));
  if (event.kind === 'fault') return event.why ?? { en: event.message, fr: event.message };
  const [en, fr] = [worldSentence(event, 'en'), worldSentence(event, 'fr')];
  return en === undefined || fr === undefined ? undefined : { en, fr };
}

/** A line of JSON, with its end: bytes in hexadecimal, commands masked; `words` where there is something to say. */
export function eventJsonLine(event: StampedEvent): string {
  const line = eventLine(event);
  const words = wordsOf(event);
  return words === undefined ? line : `${line.slice(0, -2)},"words":${JSON.stringify(words)}}\n`;
}

/** The same as a value. */
export function eventJson(event: StampedEvent): Readonly<Record<string, unknown>> {
  return JSON.parse(eventJsonLine(event)) as Readonly<Record<string, unknown>>;
}
