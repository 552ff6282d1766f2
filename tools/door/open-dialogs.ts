/** The dialogs that programs show and nobody has answered yet; whoever looks on answers them. */
import type { z } from 'zod';
import type { Text } from '#common/language.ts';
import type { TraceSink } from '#trace/event.ts';
import type { LivePerson, PersonAnswer } from '../../scenarios/world/index.ts';
import type { OpenDialog } from './api.ts';
import { dialogBody } from './bodies.ts';
import { DoorError, wrongBody } from './door-error.ts';
import { parsedBody } from './parsed-body.ts';

interface Waiting {
  readonly shown: OpenDialog;
  answered(answer: PersonAnswer | undefined): void;
}

const EXPECTED = {
  pin: {
    en: 'the dialog asks for a code; expected { "pin": "...." } or { "do": "cancel" }',
    fr: 'le dialogue demande un code ; attendu : { "pin": "...." } ou { "do": "cancel" }',
  },
  'insert-card': {
    en: 'the dialog asks for a card; expected { "insert": "card" } or { "do": "cancel" }',
    fr: 'le dialogue demande une carte ; attendu : { "insert": "carte" } ou { "do": "cancel" }',
  },
} as const satisfies Readonly<Record<OpenDialog['kind'], Text>>;

type Insertion = Extract<z.infer<typeof dialogBody>, { readonly insert: string }>;

export class OpenDialogs {
  readonly #tell: TraceSink;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(tell: TraceSink) {
    this.#tell = tell;
  }

  get all(): readonly OpenDialog[] {
    return [...this.#waiting.values()].map(({ shown }) => shown);
  }

  /** The person at the screen of each program. */
  readonly ask: LivePerson = (program, { kind, title, heading, text, words }, closed) =>
    new Promise((resolve) => {
      const id = ++this.#last;
      const told = { kind: 'dialog', origin: 'driver', program, dialog: kind } as const;
      const answered = (answer: PersonAnswer | undefined) => {
        this.#waiting.delete(id);
        closed?.removeEventListener('abort', over);
        this.#tell({ ...told, action: answer === undefined ? 'cancelled' : 'answered' });
        resolve(answer);
      };
      // Of a program that waits no longer.
      const over = () => answered(undefined);
      closed?.addEventListener('abort', over);
      this.#waiting.set(id, { shown: { id, program, kind, title, heading, text, words }, answered });
      this.#tell({ ...told, action: 'shown' });
    });

  /**
   * What no dialog of its kind can have is refused, and it waits on.
   * @param insertion checks what is to be inserted, and gives what puts it in
   * @throws DoorError `noDialog`, `body`; as `insertion`
   */
  answer(id: string, body: unknown, insertion: (given: Insertion) => () => Promise<unknown>): void {
    const waiting = /^\d{1,9}$/.test(id) ? this.#waiting.get(Number(id)) : undefined;
    if (waiting === undefined)
      throw new DoorError('noDialog', {
        en: `no dialog ${id} waits for an answer; there are: ${this.#numbers}`,
        fr: `aucun dialogue ${id} n'attend de réponse ; il y a : ${this.#numbers}`,
      });
    const given = parsedBody(dialogBody, body, '{ "pin": "...." }');
    const { kind } = waiting.shown;
    if ('pin' in given && kind === 'pin') waiting.answered({ kind: 'pin', pin: given.pin });
    else if ('insert' in given && kind === 'insert-card')
      waiting.answered({ kind: 'insert', insert: insertion(given) });
    else if (!('do' in given)) throw wrongBody(EXPECTED[kind]);
    else waiting.answered(undefined);
  }

  get #numbers(): string {
    return [...this.#waiting.keys()].join(', ') || '-';
  }

  /** The world ends: nobody will answer. */
  cancelAll(): void {
    for (const { answered } of [...this.#waiting.values()]) answered(undefined);
  }
}
