/** The keys of a reader's PIN pad while it asks for a code: by mouse and by keyboard; the door has the digits, not this page. */
import type { RefObject, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OpenEntry } from '../../door/api.ts';
import type { Door, Keys } from './door.ts';
import { useHand } from './hand.ts';
import { type Text, useWords } from './language.ts';
import { troubleOf } from './trouble.ts';

const TEXTS = {
  pad: { en: 'PIN pad', fr: 'Clavier du lecteur' },
  correct: { en: 'Correct', fr: 'Corriger' },
  cancel: { en: 'Cancel', fr: 'Annuler' },
  ok: { en: 'OK', fr: 'OK' },
  taken: { en: 'Somebody else is typing here.', fr: 'Quelqu’un d’autre tape ici.' },
  keyboard: {
    en: 'On the keyboard: digits, Backspace, Escape, Enter',
    fr: 'Au clavier de l’ordinateur : chiffres, Retour arrière, Échap, Entrée',
  },
} as const satisfies Readonly<Record<string, Text>>;

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
const TICK_MS = 250;

function asks({ reader, text: { en, fr } }: OpenEntry): Text {
  return { en: `PIN pad of ${reader}: ${en}`, fr: `Clavier de ${reader} : ${fr}` };
}

function typed({ typed: count, minLength, maxLength }: OpenEntry): Text {
  const en = minLength === maxLength ? `${maxLength}` : `${minLength} to ${maxLength}`;
  const fr = minLength === maxLength ? `${maxLength}` : `${minLength} à ${maxLength}`;
  return { en: `${count} typed, of ${en} digits`, fr: `${count} ${count > 1 ? 'tapés' : 'tapé'}, sur ${fr} chiffres` };
}

function left(seconds: number): Text {
  return { en: `${seconds} s left`, fr: `encore ${seconds} s` };
}

/** Counted on from what the door has said last. */
function useSecondsLeft(entry: OpenEntry): number {
  const said = useMemo(() => performance.now(), [entry]);
  const [now, tick] = useState(said);
  useEffect(() => {
    const timer = setInterval(() => tick(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.ceil(Math.max(0, entry.leftMs - Math.max(0, now - said)) / 1000);
}

const FIELDS = 'input, select, textarea';

/** Taken from no field in which somebody types; given back to whoever had it, to no field: the next code would go there. */
function useFocusMeanwhile(slot: RefObject<HTMLElement | null>): RefObject<HTMLFieldSetElement | null> {
  const own = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => {
    const [element, before] = [own.current, document.activeElement];
    if (!before?.matches(`${FIELDS}, dialog *`)) element?.focus();
    return () => {
      if (!element?.contains(document.activeElement)) return;
      const back = before instanceof HTMLElement && before.isConnected && !before.matches(`body, ${FIELDS}`);
      (back ? before : slot.current)?.focus();
    };
  }, [slot]);
  return own;
}

/** One after the other: a digit never comes before the one that was pressed first. */
function usePress(door: Door, world: string, entry: number, changed: () => void): (keys: Keys) => void {
  const hand = useHand();
  const before = useRef<Promise<void>>(Promise.resolve());
  return (keys) => {
    const told = (error: unknown) => hand.say(troubleOf(error));
    before.current = before.current.then(() => door.press(world, entry, keys).catch(told)).then(changed);
  };
}

/** The key that was meant, whatever layout has digits behind Shift. */
function keysOf({ key, code, target, currentTarget }: TargetedKeyboardEvent<HTMLElement>): Keys | undefined {
  const digit = /^\d$/.test(key) ? key : /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return { digits: digit };
  if (key === 'Backspace') return { do: 'correct' };
  if (key === 'Escape') return { do: 'cancel' };
  // At a button it is that button's.
  return key === 'Enter' && target === currentTarget ? { do: 'ok' } : undefined;
}

interface KeyProps {
  readonly name: string;
  readonly keys: Keys;
  readonly disabled: boolean;
  readonly label: string;
  readonly press: (keys: Keys) => void;
}

function Key({ name, keys, disabled, label, press }: KeyProps) {
  return (
    <button type="button" data-key={name} aria-disabled={disabled} onClick={() => disabled || press(keys)}>
      {label}
    </button>
  );
}

function AllKeys({
  entry,
  mine,
  press,
}: { readonly entry: OpenEntry; readonly mine: boolean } & Pick<KeyProps, 'press'>) {
  const say = useWords();
  const full = entry.typed >= entry.maxLength;
  const none = entry.typed === 0;
  return (
    <div class="keys pad">
      {DIGITS.map((digit) => (
        <Key key={digit} name={digit} keys={{ digits: digit }} disabled={!mine || full} label={digit} press={press} />
      ))}
      <Key name="cancel" keys={{ do: 'cancel' }} disabled={!mine} label={say(TEXTS.cancel)} press={press} />
      <Key name="correct" keys={{ do: 'correct' }} disabled={!mine || none} label={say(TEXTS.correct)} press={press} />
      <Key name="ok" keys={{ do: 'ok' }} disabled={!mine || !entry.ok || none} label={say(TEXTS.ok)} press={press} />
    </div>
  );
}

function Display({ entry, mine }: { readonly entry: OpenEntry; readonly mine: boolean }) {
  const say = useWords();
  const seconds = useSecondsLeft(entry);
  return (
    <div class="display">
      <p>
        <strong id={`pad-${entry.id}`}>{say(entry.text)}</strong>
        <span role="timer">{say(left(seconds))}</span>
      </p>
      <p class="dots" aria-live="polite">
        <span aria-hidden="true">{'●'.repeat(entry.typed) + '_'.repeat(entry.maxLength - entry.typed)}</span>
        <small>{say(typed(entry))}</small>
      </p>
      {!mine && <p role="note">{say(TEXTS.taken)}</p>}
    </div>
  );
}

export interface KeypadProps {
  readonly door: Door;
  readonly world: string;
  readonly entry: OpenEntry;
  /** Where the focus goes when nothing else has had it. */
  readonly slot: RefObject<HTMLElement | null>;
  /** Something was pressed. */
  readonly changed: () => void;
}

export function Keypad({ door, world, entry, slot, changed }: KeypadProps) {
  const say = useWords();
  const own = useFocusMeanwhile(slot);
  const press = usePress(door, world, entry.id, changed);
  const mine = entry.typist === undefined || entry.typist === door.typist;
  const hand = useHand();
  // Once: who looks elsewhere hears of it.
  useEffect(() => hand.say(asks(entry)), []);
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLFieldSetElement>) => {
    const keys = keysOf(event);
    if (keys === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!event.repeat) press(keys);
  };
  return (
    <fieldset
      ref={own}
      class="keypad"
      tabIndex={-1}
      aria-describedby={`pad-${entry.id}`}
      data-entry={entry.id}
      onKeyDown={onKeyDown}
      // Enter is OK again after a key that the mouse has pressed.
      onClick={({ detail }) => detail > 0 && own.current?.focus()}
    >
      <legend>
        {say(TEXTS.pad)} <span class="heard">{entry.reader}</span>
      </legend>
      <Display entry={entry} mine={mine} />
      <AllKeys entry={entry} mine={mine} press={press} />
      <small>{say(TEXTS.keyboard)}</small>
    </fieldset>
  );
}
