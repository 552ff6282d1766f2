/** The scenarios of the library: found by a word, played in a world of their own, followed to their end. */
import { useContext, useEffect, useState } from 'preact/hooks';
import type { ListedScenario, RunState } from '../../door/api.ts';
import type { Door } from './door.ts';
import { useHand } from './hand.ts';
import { SpokenLanguage, type Text, useWords } from './language.ts';
import { troubleOf } from './trouble.ts';

const TEXTS = {
  scenarios: { en: 'Scenarios', fr: 'Scénarios' },
  find: { en: 'Find', fr: 'Chercher' },
  play: { en: 'Play', fr: 'Jouer' },
} as const satisfies Readonly<Record<string, Text>>;

const OUTCOMES: Readonly<Record<RunState['outcome'], Text>> = {
  running: { en: 'running', fr: 'en cours' },
  passed: { en: 'passed', fr: 'réussi' },
  failed: { en: 'failed', fr: 'échec' },
  error: { en: 'error', fr: 'erreur' },
  interrupted: { en: 'interrupted', fr: 'interrompu' },
  skipped: { en: 'skipped', fr: 'sauté' },
};

function counted(found: number, all: number): Text {
  if (found === all) return { en: `${all} scenarios`, fr: `${all} scénarios` };
  return { en: `${found} of ${all} scenarios`, fr: `${found} scénarios sur ${all}` };
}

function useRun(door: Door) {
  const hand = useHand();
  const language = useContext(SpokenLanguage);
  const [run, setRun] = useState<RunState>();
  const play = async (file: string) => {
    try {
      const started = await door.play(file, language);
      setRun(started);
      const look = async () => setRun(await door.run(started.id));
      await door.eventsOfRun(started.id, () => void look(), new AbortController().signal);
      const { title, outcome } = await door.run(started.id);
      await look();
      const said = OUTCOMES[outcome];
      hand.say({ en: `${title}: ${said.en}`, fr: `${title} : ${said.fr}` });
    } catch (error) {
      hand.say(troubleOf(error));
    }
  };
  return { run, play };
}

function Progress({ run: { title, steps, stepsDone, step, outcome, why } }: { readonly run: RunState }) {
  const say = useWords();
  return (
    <div class={`run ${outcome}`}>
      <p>
        <strong>{title}</strong> {say(OUTCOMES[outcome])}, {stepsDone}/{steps}
      </p>
      <progress max={steps} value={stepsDone} aria-label={title} />
      <p class="step">{outcome === 'running' ? (step ?? ' ') : ' '}</p>
      {why !== undefined && <pre>{why}</pre>}
    </div>
  );
}

interface ScenariosProps {
  readonly door: Door;
  /** The world is shown: until then the door has better things to do than to read its whole library. */
  readonly ready: boolean;
}

export function Scenarios({ door, ready }: ScenariosProps) {
  const say = useWords();
  const hand = useHand();
  const [all, setAll] = useState<readonly ListedScenario[]>([]);
  const [word, setWord] = useState('');
  const { run, play } = useRun(door);
  useEffect(() => {
    if (ready) void door.scenarios().then(setAll, (error) => hand.say(troubleOf(error)));
  }, [door, ready]);
  // Not disabled: the one that was pressed would lose the focus.
  const busy = run?.outcome === 'running';
  const wanted = word.toLowerCase();
  const found = all.filter(({ title, file }) => `${title} ${file}`.toLowerCase().includes(wanted));
  return (
    <section class="scenarios" aria-labelledby="scenarios">
      <h2 id="scenarios">{say(TEXTS.scenarios)}</h2>
      {run && <Progress run={run} />}
      <label>
        {say(TEXTS.find)}{' '}
        <input type="search" value={word} onInput={({ currentTarget }) => setWord(currentTarget.value)} />
      </label>{' '}
      <small>{say(counted(found.length, all.length))}</small>
      <ul>
        {found.map(({ file, title }) => (
          <li key={file}>
            <button
              type="button"
              data-scenario={file}
              aria-label={`${say(TEXTS.play)} ${title}`}
              aria-disabled={busy}
              onClick={() => void (busy || play(file))}
            >
              ▶
            </button>{' '}
            {title}
          </li>
        ))}
      </ul>
    </section>
  );
}
