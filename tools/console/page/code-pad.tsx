/** A pad for codes: presented to a card as a program does, or typed at the PIN pad of a reader when that asks. */
import { useState } from 'preact/hooks';
import type { ReaderState, WorldState } from '../../door/api.ts';
import { CodeField, LONGEST } from './code-field.tsx';
import { useHand } from './hand.ts';
import { type Text, useWords } from './language.ts';

const TEXTS = {
  code: { en: 'Code', fr: 'Code' },
  reader: { en: 'Reader', fr: 'Lecteur' },
  typed: { en: 'Digits', fr: 'Chiffres' },
  erase: { en: 'Erase', fr: 'Effacer' },
  present: { en: 'Present to the card', fr: 'Présenter à la carte' },
  prepare: { en: 'Type at the PIN pad', fr: 'Taper au clavier' },
  cancel: { en: 'Cancel at the PIN pad', fr: 'Annuler au clavier' },
  accepted: { en: 'the code was accepted', fr: 'le code est accepté' },
  prepared: { en: 'the PIN pad will be given that when it asks', fr: 'le clavier recevra cela quand il demandera' },
} as const satisfies Readonly<Record<string, Text>>;

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

function usePresent(reader: string) {
  const hand = useHand();
  // Each time as a program does that has just come.
  return (pin: string) => hand.step({ CardAuthenticateEx: { pin }, reader }, TEXTS.accepted);
}

function Keys({ press }: { readonly press: (digit: string) => void }) {
  return (
    <div class="keys">
      {KEYS.map((digit) => (
        <button type="button" key={digit} onClick={() => press(digit)}>
          {digit}
        </button>
      ))}
    </div>
  );
}

interface Typed {
  readonly digits: string;
  clear(): void;
}

function PadButtons({ reader, digits, clear }: Typed & { readonly reader: ReaderState }) {
  const say = useWords();
  const hand = useHand();
  const prepare = (answer: string) => {
    clear();
    return hand.step({ pinPad: { answers: [answer] }, reader: reader.name }, TEXTS.prepared);
  };
  const empty = digits === '';
  return (
    <>
      <button type="button" aria-disabled={empty} onClick={() => void (empty || prepare(digits))}>
        {say(TEXTS.prepare)}
      </button>
      <button type="button" onClick={() => void prepare('cancel')}>
        {say(TEXTS.cancel)}
      </button>
    </>
  );
}

function Deeds({ reader, digits, clear }: Typed & { readonly reader: ReaderState }) {
  const say = useWords();
  const present = usePresent(reader.name);
  // Not disabled: the one that was pressed would lose the focus.
  const empty = digits === '';
  return (
    <p class="buttons">
      <button type="submit" aria-disabled={empty} onClick={() => void (empty || present(digits).then(clear))}>
        {say(TEXTS.present)}
      </button>
      {reader.kind === 'pinpad' && <PadButtons reader={reader} digits={digits} clear={clear} />}
      <button type="button" onClick={clear}>
        {say(TEXTS.erase)}
      </button>
    </p>
  );
}

export function CodePad({ state: { readers } }: { readonly state: WorldState }) {
  const say = useWords();
  const [digits, setDigits] = useState('');
  const [chosen, choose] = useState<string>();
  const reader = readers.find(({ name }) => name === chosen) ?? readers.find(({ card }) => card) ?? readers[0];
  if (reader === undefined) return null;
  return (
    <form class="code" aria-labelledby="code" onSubmit={(event) => event.preventDefault()}>
      <h2 id="code">{say(TEXTS.code)}</h2>
      <label>
        {say(TEXTS.reader)}{' '}
        <select value={reader.name} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {readers.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <CodeField label={say(TEXTS.typed)} digits={digits} typed={setDigits} />
      <Keys press={(digit) => setDigits((before) => (before + digit).slice(0, LONGEST))} />
      <Deeds reader={reader} digits={digits} clear={() => setDigits('')} />
    </form>
  );
}
