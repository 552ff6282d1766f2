/** Answers that are being given: a door that closes lets them come to their end. */
import type { Server, ServerResponse } from 'node:http';
import { SYSTEM_CLOCK } from '#common/clock.ts';

/** Who has not read to the end by then does not read. */
const PATIENCE_MS = 1000;

export class OpenAnswers {
  readonly #open = new Set<ServerResponse>();
  #changed = () => {};

  /** @param server that does not listen yet */
  constructor(server: Server) {
    server.on('request', (_, answer) => {
      this.#open.add(answer);
      answer.on('close', () => {
        this.#open.delete(answer);
        this.#changed();
      });
    });
  }

  /** When all are given, or nobody reads them. */
  over(): Promise<void> {
    return new Promise((resolve) => {
      const stop = SYSTEM_CLOCK.after(PATIENCE_MS, resolve);
      this.#changed = () => {
        if (this.#open.size > 0) return;
        stop();
        resolve();
      };
      this.#changed();
    });
  }
}
