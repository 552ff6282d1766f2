/** The readers, each in its place: a card is dropped into its slot, or put there from the hand. */
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { CardOfWorld, ReaderState, WorldState } from '../../door/api.ts';
import type { Door } from './door.ts';
import { useFocusPassedOn } from './focus.ts';
import { useHand } from './hand.ts';
import { Keypad } from './keypad.tsx';
import { type Text, useWords } from './language.ts';
import { Pins } from './pins.tsx';

const TEXTS = {
  readers: { en: 'Readers', fr: 'Lecteurs' },
  empty: { en: 'empty', fr: 'vide' },
  unplugged: { en: 'unplugged', fr: 'débranché' },
  remove: { en: 'Take out', fr: 'Retirer' },
  resetCard: { en: 'Reset by another program', fr: 'Réinitialisée par un autre' },
  plug: { en: 'Plug in', fr: 'Brancher' },
  unplug: { en: 'Unplug', fr: 'Débrancher' },
} as const satisfies Readonly<Record<string, Text>>;

const KINDS: Readonly<Record<string, Text>> = {
  contact: { en: 'contact', fr: 'à contacts' },
  contactless: { en: 'contactless', fr: 'sans contact' },
  dual: { en: 'contact and contactless', fr: 'avec et sans contact' },
  pinpad: { en: 'with a PIN pad', fr: 'à clavier' },
  vpcd: { en: 'vpcd', fr: 'vpcd' },
};

function insertHere(card: string, reader: string): Text {
  return { en: `Insert ${card} into ${reader}`, fr: `Insérer ${card} dans ${reader}` };
}

function inserted(card: string, reader: string): Text {
  return { en: `${card} is in ${reader}`, fr: `${card} est dans ${reader}` };
}

function removed(card: string): Text {
  return { en: `${card} was taken out`, fr: `${card} a été retirée` };
}

function useInsertion(reader: ReaderState) {
  const hand = useHand();
  return (card: string) => {
    hand.hold(undefined);
    return hand.step({ insert: { card }, reader: reader.name }, inserted(card, reader.name));
  };
}

/** Where a card goes: a place to drop it, and a button for the one that is held. */
function Slot({
  reader,
  element,
}: {
  readonly reader: ReaderState;
  readonly element: RefObject<HTMLButtonElement | null>;
}) {
  const say = useWords();
  const { held } = useHand();
  const insert = useInsertion(reader);
  const [over, setOver] = useState(false);
  const { name, card, plugged } = reader;
  const free = plugged && card === undefined;
  const shown = plugged ? (card ?? say(TEXTS.empty)) : say(TEXTS.unplugged);
  const takes = free && held !== undefined;
  return (
    <button
      ref={element}
      type="button"
      class={`slot${card === undefined ? '' : ' full'}${over && free ? ' over' : ''}`}
      data-slot={name}
      aria-disabled={!takes}
      aria-label={takes ? say(insertHere(held, name)) : `${name}: ${shown}`}
      onClick={() => takes && void insert(held)}
      onDragOver={(event) => {
        if (free) event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer?.getData('text/plain');
        if (dropped && free) void insert(dropped);
      }}
    >
      {takes ? say(insertHere(held, name)) : shown}
    </button>
  );
}

function CardButtons({ card, slot }: { readonly card: string; readonly slot: RefObject<HTMLElement | null> }) {
  const say = useWords();
  const hand = useHand();
  const own = useFocusPassedOn<HTMLSpanElement>(slot);
  return (
    <span class="together" ref={own}>
      <button type="button" onClick={() => void hand.step({ remove: card }, removed(card))}>
        {say(TEXTS.remove)}
      </button>
      <button
        type="button"
        onClick={() => void hand.step({ reset: card }, { en: `${card} was reset`, fr: `${card} a été réinitialisée` })}
      >
        {say(TEXTS.resetCard)}
      </button>
    </span>
  );
}

interface ReadersProps {
  readonly door: Door;
  readonly state: WorldState;
  /** Something has changed that no event tells. */
  readonly changed: () => void;
}

interface ReaderProps extends ReadersProps {
  readonly reader: ReaderState;
  readonly card: CardOfWorld | undefined;
}

function Reader({ reader, card, door, state, changed }: ReaderProps) {
  const say = useWords();
  const hand = useHand();
  const { name, kind, plugged, pcscName } = reader;
  const slot = useRef<HTMLButtonElement>(null);
  const entry = state.entries.find((one) => one.reader === name);
  const move = plugged ? 'unplug' : 'plug';
  return (
    <section class={`reader${plugged ? '' : ' unplugged'}`} aria-label={name}>
      <h3>
        {name} <small>{say(KINDS[kind] ?? { en: kind, fr: kind })}</small>
      </h3>
      <Slot reader={reader} element={slot} />
      {card && <Pins card={card} />}
      {entry && <Keypad key={entry.id} door={door} world={state.name} entry={entry} slot={slot} changed={changed} />}
      <p class="buttons">
        {reader.card !== undefined && <CardButtons card={reader.card} slot={slot} />}
        <button
          type="button"
          onClick={() =>
            void hand.step({ [move]: name }, { en: `${name}: ${move}`, fr: `${name} : ${say(TEXTS[move])}` })
          }
        >
          {say(TEXTS[move])}
        </button>
      </p>
      <p class="pcsc">{pcscName ?? ' '}</p>
    </section>
  );
}

export function Readers(props: ReadersProps) {
  const say = useWords();
  const { readers, cards } = props.state;
  return (
    <section class="readers" aria-labelledby="readers">
      <h2 id="readers">{say(TEXTS.readers)}</h2>
      <div class="row">
        {readers.map((reader) => (
          <Reader key={reader.name} reader={reader} card={cards.find(({ name }) => name === reader.card)} {...props} />
        ))}
      </div>
    </section>
  );
}
