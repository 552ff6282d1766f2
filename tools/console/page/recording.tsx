/** Records what passes in the world, and gives the recording as a file. */
import { useState } from 'preact/hooks';
import type { WorldState } from '../../door/api.ts';
import type { Door } from './door.ts';
import { useHand } from './hand.ts';
import { type Text, useWords } from './language.ts';
import { troubleOf } from './trouble.ts';

const TEXTS = {
  start: { en: '● Record', fr: '● Enregistrer' },
  end: { en: '■ End, and keep the file', fr: '■ Arrêter, et garder le fichier' },
  keep: { en: 'with names and numbers', fr: 'avec noms et numéros' },
  started: {
    en: 'recording: codes are masked',
    fr: 'enregistrement en cours : les codes sont masqués',
  },
} as const satisfies Readonly<Record<string, Text>>;

function isFull(commands: number): Text {
  return {
    en: `the recording is full after ${commands} commands: end it to keep them, what follows is not in it`,
    fr: `l’enregistrement est plein après ${commands} commandes : arrêtez-le pour les garder, la suite n’y est pas`,
  };
}

function kept(file: string, commands: number): Text {
  return { en: `${file}: ${commands} command(s)`, fr: `${file} : ${commands} commande(s)` };
}

/** Offered as every file of the network is, and never shown. */
function offer(file: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  // The download has begun with the click, or never will.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** `main-2026-11-30T16-20-00.jsonl` */
function fileName(world: string): string {
  return `${world}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.jsonl`;
}

interface RecordingProps {
  readonly door: Door;
  readonly state: WorldState;
  /** The state is another one now. */
  readonly changed: () => void;
}

export function Recording({ door, state: { name, recording }, changed }: RecordingProps) {
  const say = useWords();
  const hand = useHand();
  const [keep, setKeep] = useState(false);
  const refused = (error: unknown) => hand.say(troubleOf(error));
  const start = () => door.startRecording(name, keep).then(() => hand.say(TEXTS.started), refused);
  const end = async () => {
    const text = await door.endRecording(name);
    const file = fileName(name);
    offer(file, text);
    hand.say(kept(file, text.split('"kind":"apdu"').length - 1));
  };
  return (
    <p class="buttons">
      {recording === undefined ? (
        <>
          <button type="button" data-record="start" onClick={() => void start().then(changed)}>
            {say(TEXTS.start)}
          </button>
          <label>
            <input type="checkbox" checked={keep} onChange={({ currentTarget }) => setKeep(currentTarget.checked)} />{' '}
            {say(TEXTS.keep)}
          </label>
        </>
      ) : (
        <>
          <button type="button" data-record="end" onClick={() => void end().catch(refused).then(changed)}>
            {say(TEXTS.end)}
          </button>
          {recording.full && <strong>{say(isFull(recording.commands))}</strong>}
        </>
      )}
    </p>
  );
}
