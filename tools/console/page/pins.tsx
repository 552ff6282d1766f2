/** What is known of the codes of a card: tries as marks, and in words. */
import type { CardOfWorld, PinOfCard } from '../../door/api.ts';
import { type Text, useWords } from './language.ts';

const NAMES: Readonly<Record<number, Text>> = {
  1: { en: 'code porteur', fr: 'code porteur' },
  2: { en: 'unblocking code', fr: 'code de déblocage' },
};
const STATES = {
  verified: { en: 'verified', fr: 'vérifié' },
  blocked: { en: 'blocked', fr: 'bloqué' },
  waiting: { en: 'not verified', fr: 'non vérifié' },
} as const satisfies Readonly<Record<string, Text>>;

function triesLeft(left: number, max: number): Text {
  return { en: `${left} of ${max} tries left`, fr: `il reste ${left} essais sur ${max}` };
}

function Pin({ pin: { reference, verified, triesRemaining, maxTries } }: { readonly pin: PinOfCard }) {
  const say = useWords();
  const state = triesRemaining === 0 ? 'blocked' : verified ? 'verified' : 'waiting';
  const name = NAMES[reference] ?? { en: `code ${reference}`, fr: `code ${reference}` };
  return (
    <li class={`pin ${state}`} data-pin={reference}>
      <span>{say(name)}</span>
      <span class="tries" role="img" aria-label={say(triesLeft(triesRemaining, maxTries))}>
        {'●'.repeat(triesRemaining) + '○'.repeat(maxTries - triesRemaining)}
      </span>
      <strong>{say(STATES[state])}</strong>
    </li>
  );
}

export function Pins({ card }: { readonly card: CardOfWorld }) {
  if (card.pins.length === 0) return null;
  return (
    <ul class="pins">
      {card.pins.map((pin) => (
        <Pin key={pin.reference} pin={pin} />
      ))}
    </ul>
  );
}
