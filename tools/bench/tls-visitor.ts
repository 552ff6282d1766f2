/** A process of its own that visits a server with a file key, each time by a full handshake: its CPU time is not the server's. */
import { Agent, get } from 'node:https';

export interface Visits {
  readonly url: string;
  readonly count: number;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

function visit(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answers ${response.statusCode}`));
      response.on('end', resolve).on('error', reject).resume();
    }).on('error', reject);
  });
}

process.on('message', async ({ url, count, ...credentials }: Visits) => {
  const agent = new Agent({ ...credentials, maxCachedSessions: 0, keepAlive: false });
  for (let i = 0; i < count; i++) await visit(url, agent);
  process.send?.('done');
});
