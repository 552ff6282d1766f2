/**
 * The threads that do the TLS of keys, each of one key at a time: it sleeps while that card signs. One that has become
 * free waits for the next key, as to start one costs more than a handshake.
 */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { RemoteCardKey } from './card-context.ts';
import { startThread } from './threads.ts';
import type { OpenTunnel } from './tunnel-messages.ts';

export type ToTlsThread =
  | { readonly kind: 'key'; readonly key: RemoteCardKey }
  | { readonly kind: 'open'; readonly tunnel: OpenTunnel }
  | { readonly kind: 'free' }
  | { readonly kind: 'end' };

/** As many as two cards that take turns need. */
const MOST_SPARE = 2;

const spare = new Set<Worker>();

function started(): Worker {
  const worker = startThread('tls-worker', { name: 'TLS with the card' });
  const gone = () => spare.delete(worker);
  worker.once('exit', gone);
  worker.on('error', gone);
  return worker;
}

function taken(): Worker {
  const [worker = started()] = spare;
  spare.delete(worker);
  return worker;
}

/** Whether it has said so; false when it ended instead. */
async function becomesFree(worker: Worker): Promise<boolean> {
  const over = new AbortController();
  const { signal } = over;
  try {
    worker.postMessage({ kind: 'free' } satisfies ToTlsThread);
    const free = once(worker, 'message', { signal }).then(() => true);
    return await Promise.race([free, once(worker, 'exit', { signal }).then(() => false)]);
  } catch {
    return false;
  } finally {
    over.abort();
  }
}

export class TlsThread {
  readonly #worker: Worker;
  readonly #failed: (cause: unknown) => void;

  /** @param failed it has ended by itself, and its connections with it */
  constructor(key: RemoteCardKey, failed: (cause: unknown) => void) {
    this.#worker = taken();
    this.#failed = failed;
    this.#worker.once('error', failed);
    this.#worker.postMessage({ kind: 'key', key } satisfies ToTlsThread, [key.channel.port]);
  }

  open(tunnel: OpenTunnel): void {
    this.#worker.postMessage({ kind: 'open', tunnel } satisfies ToTlsThread, [tunnel.port]);
  }

  /** Ends its connections; it must wait for no signature any more. */
  async giveBack(): Promise<void> {
    const worker = this.#worker;
    worker.off('error', this.#failed);
    worker.ref();
    if ((await becomesFree(worker)) && spare.size < MOST_SPARE) {
      worker.unref();
      spare.add(worker);
      return;
    }
    worker.postMessage({ kind: 'end' } satisfies ToTlsThread);
  }
}
