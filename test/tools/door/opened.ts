/** A door that is open, and a client that says what it likes. */
import { request } from 'node:http';
import type { ExecutionContext } from 'ava';
import type { ConsolePage } from '../../../tools/console/page-file.ts';
import { type Door, openDoor } from '../../../tools/door/door.ts';

export const HEAD = {
  cards: { medecin: { profile: 'cps3-medecin', seed: 1 }, infirmier: { profile: 'cps3-infirmier', seed: 1 } },
  readers: { bureau: 'contact', pave: 'pinpad' },
};

export async function opened(
  t: ExecutionContext,
  page?: ConsolePage,
  failed: (error: unknown) => void = (error) => t.log(error),
): Promise<Door> {
  const door = await openDoor({ first: { name: 'main', head: HEAD }, page, failed });
  t.teardown(() => door.close());
  return door;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** As no browser would let one ask. */
export function raw({ url }: Pick<Door, 'url'>, path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  return new Promise<Answered>((resolve, reject) => {
    // Each by a connection of its own: a kept one may just have ended, when tests keep this process busy.
    const sent = request(`${url}${path}`, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject).end(body);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: any JSON
export type Body = any;

/** With the token; the body as JSON. */
export async function ask(
  door: Door,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const headers = { authorization: `Bearer ${door.token}` };
  const asked = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const { status, text } = await raw(door, `/api${path}`, asked);
  return { status, body: text === '' ? undefined : JSON.parse(text) };
}
