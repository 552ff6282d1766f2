/** What goes wrong from now on, at a click: rules of faults, as scenarios have them. */
import { useContext, useState } from 'preact/hooks';
import type { WorldState } from '../../door/api.ts';
import { useHand } from './hand.ts';
import { SpokenLanguage, type Text, useWords } from './language.ts';

const TEXTS = {
  faults: { en: 'Faults', fr: 'Pannes' },
  during: { en: 'During', fr: 'Pendant' },
  any: { en: 'any command', fr: 'toute commande' },
  once: { en: 'once', fr: 'une fois' },
  clear: { en: 'No fault any more', fr: 'Plus aucune panne' },
  cleared: { en: 'nothing fails any more', fr: 'plus rien ne tombe en panne' },
  never: { en: 'not yet', fr: 'pas encore' },
} as const satisfies Readonly<Record<string, Text>>;

const COMMANDS = ['SELECT', 'READ BINARY', 'VERIFY', 'GET DATA', 'PERFORM SECURITY OPERATION'];

interface Fault {
  readonly name: string;
  /** As a step has it. */
  readonly does: string | Readonly<Record<string, string>>;
  readonly text: Text;
}

const FAULTS: readonly Fault[] = [
  { name: 'mute', does: 'mute', text: { en: 'mute', fr: 'muette' } },
  { name: 'late', does: { late: '2s' }, text: { en: '2 s late', fr: '2 s de retard' } },
  { name: 'empty', does: 'empty', text: { en: 'empty answer', fr: 'réponse vide' } },
  { name: 'short', does: { short: '1' }, text: { en: 'answer cut', fr: 'réponse coupée' } },
  { name: 'sw', does: { sw: '6F00' }, text: { en: 'status 6F00', fr: 'mot d’état 6F00' } },
  { name: 'powerLost', does: { powerLost: 'before' }, text: { en: 'power lost', fr: 'alimentation perdue' } },
  { name: 'closed', does: { closed: 'before' }, text: { en: 'card torn out', fr: 'carte arrachée' } },
  { name: 'unplugged', does: 'unplugged', text: { en: 'reader unplugged', fr: 'lecteur débranché' } },
];

function useFault() {
  const hand = useHand();
  const [command, setCommand] = useState('');
  const [once, setOnce] = useState(true);
  const give = ({ does, text }: Fault) => {
    const when = { ...(command !== '' && { command }), ...(once && { times: '1' }) };
    const fault = Object.keys(when).length === 0 ? { do: does } : { when, do: does };
    return hand.step({ fault }, { en: `from now on: ${text.en}`, fr: `désormais : ${text.fr}` });
  };
  return { command, setCommand, once, setOnce, give, clear: () => hand.step({ fault: 'none' }, TEXTS.cleared) };
}

function When({ command, setCommand, once, setOnce }: ReturnType<typeof useFault>) {
  const say = useWords();
  return (
    <p>
      <label>
        {say(TEXTS.during)}{' '}
        <select value={command} onChange={({ currentTarget }) => setCommand(currentTarget.value)}>
          <option value="">{say(TEXTS.any)}</option>
          {COMMANDS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>{' '}
      <label>
        <input type="checkbox" checked={once} onChange={({ currentTarget }) => setOnce(currentTarget.checked)} />{' '}
        {say(TEXTS.once)}
      </label>
    </p>
  );
}

export function Faults({ state: { faults } }: { readonly state: WorldState }) {
  const say = useWords();
  const language = useContext(SpokenLanguage);
  const fault = useFault();
  const inForce = faults.filter((one) => one.inForce);
  return (
    <section class="faults" aria-labelledby="faults">
      <h2 id="faults">{say(TEXTS.faults)}</h2>
      <When {...fault} />
      <p class="buttons">
        {FAULTS.map((one) => (
          <button type="button" key={one.name} data-fault={one.name} onClick={() => void fault.give(one)}>
            {say(one.text)}
          </button>
        ))}
        <button type="button" onClick={() => void fault.clear()}>
          {say(TEXTS.clear)}
        </button>
      </p>
      <ul>
        {inForce.map(({ number, rule, fired }) => (
          <li key={number}>
            {rule[language]} <strong>{fired === 0 ? say(TEXTS.never) : `×${fired}`}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
