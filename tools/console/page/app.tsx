/** The console: one world at a time, what is in it and what can be done to it. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Cards } from './cards.tsx';
import { CodePad } from './code-pad.tsx';
import { Dialogs, SigningProgram } from './dialogs.tsx';
import { type Door, Refusal } from './door.ts';
import { Exchange } from './exchange.tsx';
import { Faults } from './faults.tsx';
import { type Hand, TheHand, useHand } from './hand.ts';
import { keepLanguage, type Language, SpokenLanguage, type Text, useWords, usualLanguage } from './language.ts';
import { usePadsTold } from './pads-told.ts';
import { Readers } from './readers.tsx';
import { Recording } from './recording.tsx';
import { Scenarios } from './scenarios.tsx';
import { troubleOf } from './trouble.ts';
import { useWorld } from './use-world.ts';
import { useWorldNames } from './use-world-names.ts';

const TEXTS = {
  world: { en: 'World', fr: 'Monde' },
  reset: { en: 'Start anew', fr: 'Recommencer' },
  wasReset: { en: 'the world is as it was at first', fr: 'le monde est comme au début' },
  other: { en: 'Français', fr: 'English' },
} as const satisfies Readonly<Record<string, Text>>;

const NO_WORDS: Text = { en: '', fr: '' };

function useNewHand(door: Door, world: string): { readonly hand: Hand; readonly said: Text } {
  const [held, hold] = useState<string>();
  const [said, say] = useState(NO_WORDS);
  const step: Hand['step'] = async (body, done) => {
    try {
      const played = await door.step(world, body);
      say(done);
      return played;
    } catch (error) {
      say(troubleOf(error));
      // What was done, and is not as expected: who asked knows what to make of it.
      return error instanceof Refusal && error.body.observed ? (error.body as never) : undefined;
    }
  };
  return { hand: { held, hold, step, say }, said };
}

interface HeadProps {
  readonly door: Door;
  readonly world: string;
  readonly choose: (world: string) => void;
  readonly turn: () => void;
}

function Head({ door, world, choose, turn }: HeadProps) {
  const say = useWords();
  const hand = useHand();
  const names = useWorldNames(door) ?? [world];
  // One that is closed is shown as long as nobody chooses another one.
  const shown = names.includes(world) ? names : [world, ...names];
  const reset = () =>
    door.reset(world).then(
      () => hand.say(TEXTS.wasReset),
      (error) => hand.say(troubleOf(error)),
    );
  return (
    <header>
      <h1>cps-sim</h1>
      <label>
        {say(TEXTS.world)}{' '}
        <select value={world} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {shown.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => void reset()}>
        {say(TEXTS.reset)}
      </button>
      <button type="button" class="language" onClick={turn}>
        {say(TEXTS.other)}
      </button>
    </header>
  );
}

function WorldPage({ door, world }: Pick<HeadProps, 'door' | 'world'>) {
  const say = useWords();
  const { state, events, trouble, refresh } = useWorld(door, world);
  usePadsTold(state, events);
  return (
    <main>
      {trouble && <p role="alert">{say(trouble)}</p>}
      {state && (
        <>
          <Cards state={state} />
          <Readers door={door} state={state} changed={refresh} />
          <Dialogs door={door} state={state} />
          <div class="columns">
            <div>
              <CodePad state={state} />
              <SigningProgram />
            </div>
            <Faults state={state} />
          </div>
        </>
      )}
      <div class="columns">
        <Exchange events={events}>{state && <Recording door={door} state={state} changed={refresh} />}</Exchange>
        <Scenarios door={door} ready={state !== undefined} />
      </div>
    </main>
  );
}

export function App({ door }: { readonly door: Door }) {
  const [language, setLanguage] = useState<Language>(usualLanguage);
  const [world, choose] = useState('main');
  const { hand, said } = useNewHand(door, world);
  useEffect(() => keepLanguage(language), [language]);
  const turn = useMemo(() => () => setLanguage((before) => (before === 'fr' ? 'en' : 'fr')), []);
  return (
    <SpokenLanguage.Provider value={language}>
      <TheHand.Provider value={hand}>
        <Head door={door} world={world} choose={choose} turn={turn} />
        <p role="status">{said[language]}</p>
        <WorldPage key={world} door={door} world={world} />
      </TheHand.Provider>
    </SpokenLanguage.Provider>
  );
}
