/** A card in a thread of its own, for programs whose libraries do the TLS themselves and only take a SecureContext. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { FLAG, instanceOf, MILLISECONDS, members, oneOf, optional, parameters, TEXT } from '#common/arguments.ts';
import { LANGUAGES, type Language } from '#common/language.ts';
import type { CspSettings } from '../csp/index.ts';
import { GENERATIONS, type Generation } from '../minidriver/index.ts';
import { KEY_USES } from './arguments.ts';
import type { RemoteCardKey } from './card-context.ts';
import { CardTlsError, type SignatureRefusal } from './card-tls-error.ts';
import type { CardKeyOptions } from './open-card-key.ts';
import { closeChannel } from './signature-channel.ts';
import { startThread } from './threads.ts';

export interface CardThreadOptions extends CardKeyOptions {
  /**
   * Module whose default export answers the dialogs, loaded in the thread of the card; nobody by default. While TLS waits
   * for a signature the main thread answers nothing.
   */
  readonly dialogs?: URL;
  /** Language of the dialogs. */
  readonly language?: Language;
  /** Name of the program, for traces. */
  readonly program?: string;
  /** The newest generation of cards that is taken; 'cps3' by default. */
  readonly generation?: Generation;
}

export interface ToCardThread {
  readonly dialogs: string | undefined;
  readonly key: CardKeyOptions;
  readonly csp: Pick<CspSettings, 'language' | 'program' | 'minidriver'>;
}

export type FromCardThread =
  | { readonly kind: 'opened'; readonly key: RemoteCardKey }
  | { readonly kind: 'failed'; readonly refusal: SignatureRefusal }
  | { readonly kind: 'closed' };

const checkArguments = parameters('openCardThread', {
  options: members({
    dialogs: optional(instanceOf(URL, 'the URL of a module')),
    language: optional(oneOf(LANGUAGES)),
    program: optional(TEXT),
    generation: optional(oneOf(GENERATIONS)),
    reader: optional(TEXT),
    container: optional(TEXT),
    use: optional(oneOf(KEY_USES)),
    silent: optional(FLAG),
    timeoutMs: optional(MILLISECONDS),
  }),
});

export class CardThread {
  /** For `cardContext`, in the thread that has opened it. */
  readonly key: RemoteCardKey;
  readonly #worker: Worker;

  /** Made by `openCardThread`. */
  constructor(worker: Worker, key: RemoteCardKey) {
    this.#worker = worker;
    this.key = key;
    const closed = () => closeChannel(key.channel.state);
    worker.once('error', closed);
    worker.once('exit', closed);
  }

  /** Lets the card go; contexts made with its key sign nothing any more. */
  async close(): Promise<void> {
    this.#worker.ref();
    const ended = once(this.#worker, 'message');
    this.#worker.postMessage('close');
    await ended;
    await this.#worker.terminate();
  }
}

/**
 * The key of a card of this machine's PC/SC, its CSP in a thread of its own.
 * @throws CardTlsError not-inserted, no-certificate; card for the rest, a PC/SC that is not there among it
 */
export async function openCardThread(options: CardThreadOptions = {}): Promise<CardThread> {
  checkArguments(options);
  const { dialogs, language, program, generation, ...key } = options;
  const minidriver = generation && { configuration: { generation } };
  const csp = {
    ...(language && { language }),
    ...(program !== undefined && { program }),
    ...(minidriver && { minidriver }),
  };
  const workerData: ToCardThread = { dialogs: dialogs?.href, key, csp };
  const worker = startThread('card-worker', { name: 'card', workerData });
  worker.ref();
  const [message]: [FromCardThread] = (await once(worker, 'message')) as [FromCardThread];
  worker.unref();
  if (message.kind === 'opened') return new CardThread(worker, message.key);
  await worker.terminate();
  const nothing: SignatureRefusal = { reason: 'closed', why: { en: 'the thread ended', fr: 'le fil a pris fin' } };
  throw new CardTlsError(message.kind === 'failed' ? message.refusal : nothing);
}
