/** What a card tells of its commands, as the program got them: an altered answer is told altered, once, and why. */
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { TraceSink } from '#trace/event.ts';

/** An answer as it leaves. */
export interface LeavingAnswer {
  readonly response: Bytes;
  /** What altered it. */
  readonly why?: Text;
  /** Nobody gets it, and it is not told; or no whole one: what has left of it is told. */
  readonly lost?: 'wholly' | 'partly';
}

export class ToldAnswers {
  /** For the card. */
  readonly sink: TraceSink;
  readonly #trace: TraceSink;
  #leaving: ((response: Bytes) => LeavingAnswer) | undefined;

  constructor(trace: TraceSink) {
    this.#trace = trace;
    this.sink = (event) => {
      if (this.#leaving === undefined || event.kind !== 'apdu') return trace(event);
      const { response, why, lost } = this.#leaving(event.response);
      if (lost !== 'wholly')
        trace({ ...event, response: new Uint8Array(response), ...(why && { why, reason: why.en }) });
    };
  }

  /** What the card tells of its command during `work` is told as `leaving` has it. */
  during(leaving: (response: Bytes) => LeavingAnswer, work: () => Bytes | Promise<Bytes>): Bytes | Promise<Bytes> {
    this.#leaving = leaving;
    const end = () => {
      this.#leaving = undefined;
    };
    try {
      const answer = work();
      if (answer instanceof Promise) return answer.finally(end);
      end();
      return answer;
    } catch (error) {
      end();
      throw error;
    }
  }

  /** A command that the card was not even asked. */
  instead(card: string, command: Bytes, { response, why }: LeavingAnswer): void {
    const told = { kind: 'apdu', origin: 'card', card, command: new Uint8Array(maskCommand(command)) } as const;
    this.#trace({ ...told, response: response.slice(), durationMs: 0, ...(why && { why, reason: why.en }) });
  }
}
