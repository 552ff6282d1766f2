/** What happens, in words, as it happens. */
import type { ComponentChildren } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type { ToldEvent } from './door.ts';
import { SpokenLanguage, type Text, useWords } from './language.ts';

const TEXTS = {
  exchange: { en: 'Exchange', fr: 'Échange' },
  nothing: { en: 'Nothing yet.', fr: 'Rien encore.' },
  step: { en: 'step', fr: 'étape' },
} as const satisfies Readonly<Record<string, Text>>;

const MS = 1000;

function Line({ event: { at, kind, card, reader, words, step, outcome } }: { readonly event: ToldEvent }) {
  const language = useContext(SpokenLanguage);
  const told = words?.[language] ?? (step && `${TEXTS.step[language]} ${step}`);
  return (
    <li class={`${kind}${outcome === 'failed' ? ' failed' : ''}`}>
      <time>{(at / MS).toFixed(3)}</time> <span>{kind === 'apdu' ? card : (reader ?? '')}</span> {told}
    </li>
  );
}

function isTold({ words, kind, outcome }: ToldEvent): boolean {
  return words !== undefined || (kind === 'step' && outcome !== 'started');
}

interface ExchangeProps {
  readonly events: readonly ToldEvent[];
  /** What can be done with it. */
  readonly children: ComponentChildren;
}

export function Exchange({ events, children }: ExchangeProps) {
  const say = useWords();
  const list = useRef<HTMLOListElement>(null);
  const told = events.filter(isTold);
  const last = told.at(-1)?.seq;
  useEffect(() => {
    if (last !== undefined) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [last]);
  return (
    <section class="exchange" aria-labelledby="exchange">
      <h2 id="exchange">{say(TEXTS.exchange)}</h2>
      {children}
      {told.length === 0 && <p>{say(TEXTS.nothing)}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <ol ref={list} tabIndex={0} aria-labelledby="exchange">
        {told.map((event) => (
          <Line key={event.seq} event={event} />
        ))}
      </ol>
    </section>
  );
}
