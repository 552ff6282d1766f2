/**
 * Between the thread in which TLS waits for a signature, and the one whose card makes it.
 *
 * Questions and answers are messages with a number; the thread that asks sleeps on a cell of shared memory until one has
 * come. An answer that comes too late is passed over: its number is not the one that is waited for.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, threadId } from 'node:worker_threads';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { SignatureRefusal } from './card-tls-error.ts';

export interface SignatureQuestion {
  readonly block: Bytes;
  /** RSA_PKCS1_PADDING: a DigestInfo, not padded. RSA_NO_PADDING: as long as the modulus, padded already (PSS). */
  readonly padding: number;
  /** Number of the connection of a CardKey it is for; undefined in a thread that does its TLS itself. */
  readonly connection?: number | undefined;
}

export type SignatureAnswer = { readonly signature: Bytes } | { readonly refusal: SignatureRefusal };

/** The end that asks; may be given to another thread, its port in the list of what is transferred. */
export interface SignatureChannel {
  readonly port: MessagePort;
  /** The thread that answers: it must not be the one that waits. */
  readonly threadId: number;
  /** Two numbers, `CELL`. */
  readonly state: SharedArrayBuffer;
  /** How long one signature may take: a person types. */
  readonly timeoutMs: number;
}

const CELL = {
  /** Counts the answers, and changes when the channel is closed: what the asking thread sleeps on. */
  ANSWERS: 0,
  /** 1 when nobody answers any more. */
  CLOSED: 1,
} as const;

const CLOSED: SignatureAnswer = {
  refusal: { reason: 'closed', why: { en: "the card's key was closed", fr: 'la clé de la carte a été fermée' } },
};

const TIMED_OUT: SignatureAnswer = {
  refusal: {
    reason: 'timed-out',
    why: {
      en: 'the card did not sign in time',
      fr: "la carte n'a pas signé à temps",
    },
  },
};

let numbers = 0;

function answerTo(number: number, port: MessagePort): SignatureAnswer | undefined {
  for (let came = receiveMessageOnPort(port); came !== undefined; came = receiveMessageOnPort(port)) {
    if (came.message.number === number) return came.message.answer;
  }
  return undefined;
}

/** Asks, and blocks this thread until the answer has come or the time is over. */
export function askForSignature(channel: SignatureChannel, question: SignatureQuestion): SignatureAnswer {
  const { port, state, timeoutMs } = channel;
  const cells = new Int32Array(state);
  const number = ++numbers;
  const deadline = SYSTEM_CLOCK.now() + timeoutMs;
  port.postMessage({ number, question });
  for (;;) {
    const seen = Atomics.load(cells, CELL.ANSWERS);
    const answer = answerTo(number, port);
    if (answer !== undefined) return answer;
    if (Atomics.load(cells, CELL.CLOSED) === 1) return CLOSED;
    const left = deadline - SYSTEM_CLOCK.now();
    if (left <= 0 || Atomics.wait(cells, CELL.ANSWERS, seen, left) === 'timed-out') return TIMED_OUT;
  }
}

/** Nobody answers there any more: who waits, or asks later, is told at once. */
export function closeChannel(state: SharedArrayBuffer): void {
  const cells = new Int32Array(state);
  Atomics.store(cells, CELL.CLOSED, 1);
  Atomics.add(cells, CELL.ANSWERS, 1);
  Atomics.notify(cells, CELL.ANSWERS);
}

/** The other end. */
export interface AnsweredChannel {
  readonly channel: SignatureChannel;
  /** Nobody answers any more: who waits is told at once. */
  close(): void;
}

/** A channel whose questions `sign` answers, as they come. It keeps nothing alive. */
export function answeredChannel(
  timeoutMs: number,
  sign: (question: SignatureQuestion) => Promise<SignatureAnswer>,
): AnsweredChannel {
  const { port1: own, port2: port } = new MessageChannel();
  const state = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const cells = new Int32Array(state);
  own.on('message', async ({ number, question }: { readonly number: number; readonly question: SignatureQuestion }) => {
    const answer = await sign(question);
    own.postMessage({ number, answer });
    Atomics.add(cells, CELL.ANSWERS, 1);
    Atomics.notify(cells, CELL.ANSWERS);
  });
  own.unref();
  const close = () => {
    closeChannel(state);
    own.close();
  };
  return { channel: { port, state, threadId, timeoutMs }, close };
}
