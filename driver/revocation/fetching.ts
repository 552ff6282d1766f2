/** Fetches what an address of a certificate names, over HTTP or LDAP, with limits of size and time. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { ask } from './ldap-search.ts';

/** Bytes; the list of a large authority is some megabytes. */
const LARGEST = 33_554_432;

export interface FetchOptions {
  /** Of other machines: it is not the clock of a scenario that they keep. */
  readonly timeoutMs: number;
}

interface Posted {
  readonly type: string;
  readonly body: Bytes;
}

/** Blanks and accents stand in addresses as documents print them. */
function webAddress(url: string): URL {
  return new URL(url.replaceAll(' ', '%20'));
}

async function bodyOf(response: Response): Promise<Bytes> {
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const parts: Bytes[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > LARGEST) throw new Error(`more than ${LARGEST} bytes`);
    parts.push(part);
  }
  return concat(...parts);
}

/** Does the work with a signal that ends it when its time is over. */
async function inTime<T>({ timeoutMs }: FetchOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const stop = SYSTEM_CLOCK.after(timeoutMs, () => over.abort(new Error(`no answer within ${timeoutMs} ms`)));
  try {
    return await work(over.signal);
  } finally {
    stop();
  }
}

/** @throws an Error that says why nothing came */
export function fetchBytes(url: string, options: FetchOptions, posted?: Posted): Promise<Bytes> {
  return inTime(options, async (signal) => {
    if (url.startsWith('ldap:')) return ask(url, signal, LARGEST);
    const request =
      posted === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': posted.type }, body: posted.body as Uint8Array<ArrayBuffer> };
    return bodyOf(await fetch(webAddress(url), { ...request, signal, redirect: 'error' }));
  });
}
