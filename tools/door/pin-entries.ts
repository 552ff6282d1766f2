/**
 * Codes that PIN pads ask for, typed at the door: key by key, each digit forgotten as soon as its pad has it. A pad waits for
 * keys only while somebody listens to the events of its world under a name, as a page does.
 */
import type { Text } from '#common/language.ts';
import type { KeyedEntry, PinPadPrompt } from '../../simulator/reader/pin-pad/keyed-entry.ts';
import type { OpenEntry } from './api.ts';
import { keysBody } from './bodies.ts';
import { DoorError } from './door-error.ts';
import { parsedBody } from './parsed-body.ts';

/** What the display of the pad says. */
const DISPLAY: Readonly<Record<PinPadPrompt, Text>> = {
  current: { en: 'Type the code', fr: 'Tapez le code' },
  new: { en: 'Type the new code', fr: 'Tapez le nouveau code' },
  confirm: { en: 'Type the new code again', fr: 'Retapez le nouveau code' },
};

const EXAMPLE = '{ "typist": "page", "digits": "1" }';

interface Waiting {
  readonly reader: string;
  readonly entry: KeyedEntry;
  /** Who has pressed the first key: no one else types then. */
  typist?: string | undefined;
}

function shown(id: number, { reader, entry, typist }: Waiting): OpenEntry {
  const { prompt, typed, minLength, maxLength, endedByOk: ok, timeoutMs, leftMs } = entry;
  const counts = { typed, minLength, maxLength, ok, timeoutMs, leftMs: Math.round(leftMs) };
  return { id, reader, prompt, text: DISPLAY[prompt], ...counts, ...(typist !== undefined && { typist }) };
}

export class PinEntries {
  readonly #waiting = new Map<number, Waiting>();
  /** How often each listens: a page that comes back may be there twice for a moment. */
  readonly #typists = new Map<string, number>();
  #last = 0;

  get all(): readonly OpenEntry[] {
    return [...this.#waiting].map(([id, waiting]) => shown(id, waiting));
  }

  /** The person at the pads. */
  readonly ask = (reader: string, entry: KeyedEntry): boolean => {
    if (this.#typists.size === 0) return false;
    const id = ++this.#last;
    this.#waiting.set(id, { reader, entry });
    void entry.ended.then(() => this.#waiting.delete(id));
    return true;
  };

  /** Somebody comes to the pads. @returns what lets him go: what he has begun to type is erased, and others may type */
  come(typist: string): () => void {
    this.#typists.set(typist, (this.#typists.get(typist) ?? 0) + 1);
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      const others = (this.#typists.get(typist) ?? 1) - 1;
      if (others > 0) this.#typists.set(typist, others);
      else this.#leave(typist);
    };
  }

  #leave(typist: string): void {
    this.#typists.delete(typist);
    for (const waiting of this.#waiting.values())
      if (waiting.typist === typist) {
        waiting.entry.clear();
        waiting.typist = undefined;
      }
  }

  /**
   * Presses keys.
   * @throws DoorError `noEntry`, `body`, `noTypist`, `typing`, `keys`; none shows what was typed
   */
  press(id: string, body: unknown): void {
    const waiting = /^[1-9]\d{0,8}$/.test(id) ? this.#waiting.get(Number(id)) : undefined;
    if (waiting === undefined || waiting.entry.over) throw this.#noEntry();
    const given = parsedBody(keysBody, body, EXAMPLE);
    this.#requireTurn(waiting, given.typist);
    waiting.typist = given.typist;
    if ('digits' in given) type(waiting, given.digits);
    else if (given.do === 'ok') pressOk(waiting);
    else if (given.do === 'correct') waiting.entry.correct();
    else waiting.entry.end('cancel');
  }

  #requireTurn({ reader, typist }: Waiting, who: string): void {
    if (!this.#typists.has(who))
      throw new DoorError('noTypist', {
        en: "nobody listens to the events of this world as that 'typist': GET .../events?typist=NAME, and stay there while typing",
        fr: "personne n'écoute les événements de ce monde comme ce 'typist' : GET .../events?typist=NOM, et restez-y pendant la saisie",
      });
    if (typist !== undefined && typist !== who)
      throw new DoorError('typing', {
        en: `somebody else has begun to type at the PIN pad of '${reader}': wait until that entry is over`,
        fr: `quelqu'un d'autre a commencé à taper au clavier de « ${reader} » : attendez la fin de cette saisie`,
      });
  }

  #noEntry(): DoorError {
    const numbers = [...this.#waiting.keys()].join(', ') || '-';
    return new DoorError('noEntry', {
      en: `no PIN pad waits for keys of that entry; entries that wait: ${numbers}`,
      fr: `aucun clavier n'attend de touches pour cette saisie ; saisies en attente : ${numbers}`,
    });
  }

  /** The world ends: nobody will type. */
  cancelAll(): void {
    for (const { entry } of [...this.#waiting.values()]) entry.end('cancel');
  }
}

function type({ reader, entry }: Waiting, digits: string): void {
  if (entry.type(digits)) return;
  const { typed, maxLength } = entry;
  throw new DoorError('keys', {
    en: `too many digits: the PIN pad of '${reader}' takes ${maxLength}, and ${typed} are typed; take some back (correct), end it (ok) or cancel`,
    fr: `trop de chiffres : le clavier de « ${reader} » en prend ${maxLength}, et il y en a ${typed} ; corrigez (correct), validez (ok) ou annulez (cancel)`,
  });
}

function pressOk({ reader, entry }: Waiting): void {
  const { typed, maxLength } = entry;
  if (typed === 0)
    throw new DoorError('keys', {
      en: `nothing is typed at the PIN pad of '${reader}' yet: type digits, or cancel`,
      fr: `rien n'est encore tapé au clavier de « ${reader} » : tapez des chiffres, ou annulez (cancel)`,
    });
  if (entry.ok()) return;
  throw new DoorError('keys', {
    en: `no key OK ends this entry at the PIN pad of '${reader}', the program has asked so: type its ${maxLength} digits (${typed} are), or cancel`,
    fr: `aucune touche OK ne termine cette saisie au clavier de « ${reader} », le programme l'a demandé ainsi : tapez ses ${maxLength} chiffres (il y en a ${typed}), ou annulez (cancel)`,
  });
}
