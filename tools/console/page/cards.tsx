/** The cards in no reader: dragged by the mouse, or taken into the hand by the keyboard. */
import type { WorldState } from '../../door/api.ts';
import { useHand } from './hand.ts';
import { type Text, useWords } from './language.ts';

const TEXTS = {
  cards: { en: 'Cards', fr: 'Cartes' },
  how: {
    en: 'Drag a card into a reader; or Enter takes it, and Enter on a reader inserts it.',
    fr: 'Glissez une carte dans un lecteur ; ou Entrée la prend, et Entrée sur un lecteur l’insère.',
  },
  allIn: { en: 'Each card is in a reader.', fr: 'Chaque carte est dans un lecteur.' },
} as const satisfies Readonly<Record<string, Text>>;

function taken(card: string): Text {
  return {
    en: `${card} is in the hand: choose a reader`,
    fr: `${card} est dans la main : choisissez un lecteur`,
  };
}

function putBack(card: string): Text {
  return { en: `${card} was put back`, fr: `${card} a été reposée` };
}

function Card({ name, profile }: { readonly name: string; readonly profile: string | undefined }) {
  const hand = useHand();
  const isHeld = hand.held === name;
  return (
    <li>
      <button
        type="button"
        class="card"
        draggable
        data-card={name}
        aria-pressed={isHeld}
        onClick={() => {
          hand.hold(isHeld ? undefined : name);
          hand.say(isHeld ? putBack(name) : taken(name));
        }}
        onDragStart={(event) => event.dataTransfer?.setData('text/plain', name)}
      >
        <strong>{name}</strong>
        <small>{profile ?? ' '}</small>
      </button>
    </li>
  );
}

export function Cards({ state: { cards } }: { readonly state: WorldState }) {
  const say = useWords();
  const here = cards.filter(({ reader }) => reader === undefined);
  return (
    <section class="cards" aria-labelledby="cards">
      <h2 id="cards">{say(TEXTS.cards)}</h2>
      <p>{say(here.length === 0 ? TEXTS.allIn : TEXTS.how)}</p>
      <ul class="row">
        {here.map(({ name, profile }) => (
          <Card key={name} name={name} profile={profile} />
        ))}
      </ul>
    </section>
  );
}
