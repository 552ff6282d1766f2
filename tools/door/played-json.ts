/** A step that was done, as the door tells it. */
import { colonIn, inEach, type Language, type Text } from '#common/language.ts';
import { toHex } from '#iso7816/bytes.ts';
import type { PlayedStep } from '../../scenarios/engine/live-scenario.ts';
import type { PlayedBody, RefusalBody } from './api.ts';
import { returnCodeMeaning } from './return-code.ts';

function printed(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toHex(value) : value;
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'en' in value && 'fr' in value;
}

/** `SCARD_E_NO_SMARTCARD (no card is in the reader)` */
function withMeaning(found: string, language: Language): string {
  const meaning = returnCodeMeaning(found);
  return meaning === undefined ? found : `${found} (${meaning[language]})`;
}

/** What refused may have said more than its code does. */
function meaningOf({ error, why: said }: PlayedStep['observed']): Text | undefined {
  const meaning = returnCodeMeaning(error);
  return meaning !== undefined && isText(said) ? said : meaning;
}

function why({ mismatches, observed }: PlayedStep): Text {
  // What the world refuses says itself what to do.
  if (isText(observed.error)) return observed.error;
  const [expected, found] = [
    { en: 'expected', fr: 'attendu' },
    { en: 'found', fr: 'trouvé' },
  ] as const;
  return inEach((language) =>
    mismatches[language]
      .map(
        (one) =>
          `${one.name}${colonIn(language)} ${expected[language]} ${one.expected}, ${found[language]} ${withMeaning(one.found, language)}`,
      )
      .join('\n'),
  );
}

/** With an error where it is not as expected. */
export function playedJson(played: PlayedStep, since: number): PlayedBody | (PlayedBody & RefusalBody) {
  const { text, passed, observed } = played;
  const meaning = meaningOf(observed);
  const body = {
    step: text,
    since,
    observed: JSON.parse(JSON.stringify(observed, printed)),
    ...(meaning && { meaning }),
  };
  return passed ? body : { code: 'ERR_DOOR', reason: 'step', message: why(played), ...body };
}
