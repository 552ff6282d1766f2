import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { listenOnLoopback } from '../simulator/services/listening/loopback.ts';

/** Below those that the system gives to whoever connects or asks for any. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/** A port of loopback where nobody listens, for a program that is told its port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    try {
      const listening = await listenOnLoopback(createServer(), port);
      await listening.close();
      return port;
    } catch {
      // Another program listens there.
    }
  }
}
