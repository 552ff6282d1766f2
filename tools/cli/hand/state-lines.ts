/** The state of a world, for people. */
import type { Text } from '#common/language.ts';
import type { PinOfCard, WorldState } from '../../door/api.ts';
import { colon, say } from '../language.ts';

const WORDS = {
  empty: { en: 'empty', fr: 'vide' },
  unplugged: { en: 'unplugged', fr: 'débranché' },
  verified: { en: 'verified', fr: 'vérifié' },
  blocked: { en: 'blocked', fr: 'bloqué' },
} as const satisfies Readonly<Record<string, Text>>;

function pinText({ reference, verified, triesRemaining, maxTries }: PinOfCard): string {
  const state = triesRemaining === 0 ? WORDS.blocked : verified ? WORDS.verified : undefined;
  return `${reference}${colon()} ${triesRemaining}/${maxTries}${state === undefined ? '' : ` ${say(state)}`}`;
}

export function stateLines({ readers, cards }: WorldState): string[] {
  return [
    ...readers.map(
      ({ name, kind, plugged, card }) =>
        `${name} (${kind})  ${plugged ? (card ?? say(WORDS.empty)) : say(WORDS.unplugged)}`,
    ),
    ...cards.map(({ name, profile = '', reader = '-', pins }) =>
      `${name}  ${profile}  ${reader}  ${pins.map(pinText).join(', ')}`.trimEnd(),
    ),
  ];
}
