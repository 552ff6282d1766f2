/** The dialogs that programs show: a code to type, a card to insert, or to be cancelled. */
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OpenDialog, WorldState } from '../../door/api.ts';
import { CodeField } from './code-field.tsx';
import type { Door } from './door.ts';
import { useHand } from './hand.ts';
import { SpokenLanguage, type Text, useWords } from './language.ts';
import { troubleOf } from './trouble.ts';

const TEXTS = {
  sign: { en: 'A program signs', fr: 'Un programme signe' },
  signed: { en: 'the program has its signature', fr: 'le programme a sa signature' },
  ok: { en: 'OK', fr: 'OK' },
  cancel: { en: 'Cancel', fr: 'Annuler' },
  pin: { en: 'Code', fr: 'Code' },
  answered: { en: 'the dialog was answered', fr: 'le dialogue a sa réponse' },
} as const satisfies Readonly<Record<string, Text>>;

type Answer = (body: object) => void;

function insertThis(card: string): Text {
  return { en: `Insert ${card}`, fr: `Insérer ${card}` };
}

function PinEntry({ answer }: { readonly answer: Answer }) {
  const say = useWords();
  const [pin, setPin] = useState('');
  return (
    <p>
      <CodeField label={say(TEXTS.pin)} digits={pin} typed={setPin} />{' '}
      <button type="submit" disabled={pin === ''} onClick={() => answer({ pin })}>
        {say(TEXTS.ok)}
      </button>
    </p>
  );
}

function Insertions({ cards, answer }: { readonly cards: WorldState['cards']; readonly answer: Answer }) {
  const say = useWords();
  const free = cards.filter(({ reader }) => reader === undefined);
  return (
    <p class="buttons">
      {free.map(({ name }) => (
        <button type="button" key={name} onClick={() => answer({ insert: name })}>
          {say(insertThis(name))}
        </button>
      ))}
    </p>
  );
}

interface ShownProps {
  readonly dialog: OpenDialog;
  readonly cards: WorldState['cards'];
  readonly answer: Answer;
}

/** Modal, as that of the program is; Escape cancels it. */
function Shown({ dialog: { program, kind, words }, cards, answer }: ShownProps) {
  const say = useWords();
  const { title, heading, text } = words[useContext(SpokenLanguage)];
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const [shown, before] = [element.current, document.activeElement];
    shown?.showModal();
    return () => {
      shown?.close();
      // Closing alone gives it to nobody: the dialog goes out of the page at once (seen in Chromium).
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby="dialog"
      onCancel={(event) => {
        event.preventDefault();
        answer({ do: 'cancel' });
      }}
    >
      <form onSubmit={(event) => event.preventDefault()}>
        <h2 id="dialog">
          {title} <small>{program}</small>
        </h2>
        <p>
          <strong>{heading}</strong>
        </p>
        <p>{text}</p>
        {kind === 'pin' ? <PinEntry answer={answer} /> : <Insertions cards={cards} answer={answer} />}
        <button type="button" onClick={() => answer({ do: 'cancel' })}>
          {say(TEXTS.cancel)}
        </button>
      </form>
    </dialog>
  );
}

interface DialogsProps {
  readonly door: Door;
  readonly state: WorldState;
}

export function Dialogs({ door, state: { name, dialogs, cards } }: DialogsProps) {
  const hand = useHand();
  const [dialog] = dialogs;
  if (dialog === undefined) return null;
  const answer = (body: object) =>
    void door.answer(name, dialog.id, body).then(
      () => hand.say(TEXTS.answered),
      (error) => hand.say(troubleOf(error)),
    );
  return <Shown key={dialog.id} dialog={dialog} cards={cards} answer={answer} />;
}

/** A program with the smart card CSP, which asks at the screen what it has to know. */
export function SigningProgram() {
  const say = useWords();
  const hand = useHand();
  const sign = async () => {
    const opened = await hand.step({ CryptAcquireContext: {} }, TEXTS.sign);
    if (opened?.observed.error === undefined)
      await hand.step({ CryptSignHash: { hash: 'sha256', text: 'ordonnance' } }, TEXTS.signed);
  };
  return (
    <p>
      <button type="button" data-program="sign" onClick={() => void sign()}>
        {say(TEXTS.sign)}
      </button>
    </p>
  );
}
