/** A resource manager whose readers say of themselves what those of a recording said. */
import { NO_BYTES } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { ScardHandle, WinScard } from '#pcsc/winscard.ts';
import { attribute, control } from '#trace/told-calls.ts';
import { codeNamed } from '#windows/codes.ts';
import { ResourceManager, type ResourceManagerOptions } from '../resource-manager/resource-manager.ts';
import type { RecordedCall, RecordedReader } from './recorded-reader.ts';

/** What a reader was asked, once more: the answers in their order, the last one again and again. */
class RecordedAnswers {
  readonly #left = new Map<string, RecordedCall[]>();

  constructor(calls: readonly RecordedCall[]) {
    for (const call of calls) {
      const asked = askedOf(call.call, call.detail, call.input?.length);
      this.#left.set(asked, [...(this.#left.get(asked) ?? []), call]);
    }
  }

  take(call: string, detail: string, inputLength?: number): RecordedCall | undefined {
    const answers = this.#left.get(askedOf(call, detail, inputLength)) ?? [];
    return answers.length > 1 ? answers.shift() : answers[0];
  }
}

function askedOf(call: string, detail: string | undefined, inputLength = 0): string {
  return `${call} ${detail} ${inputLength}`;
}

export class ReplayedManager extends ResourceManager {
  readonly #answers: ReadonlyMap<string, RecordedAnswers>;
  readonly #readers = new Map<ScardHandle, string>();

  constructor(readers: readonly RecordedReader[], options: ResourceManagerOptions) {
    super(options);
    this.#answers = new Map(readers.map(({ name, calls }) => [name, new RecordedAnswers(calls)]));
  }

  override async connect(...call: Parameters<WinScard['connect']>): ReturnType<WinScard['connect']> {
    const result = await super.connect(...call);
    if (result.rv === SCARD.S_SUCCESS) this.#readers.set(result.card, call[1]);
    return result;
  }

  override async control(...call: Parameters<WinScard['control']>): ReturnType<WinScard['control']> {
    const [card, controlCode, input] = call;
    const own = await super.control(...call);
    const recorded = this.#of(card)?.take('SCardControl', control(controlCode), input.length);
    if (recorded === undefined) return own;
    return { rv: codeNamed(recorded.result) ?? own.rv, output: recorded.output ?? NO_BYTES };
  }

  override async getAttrib(...call: Parameters<WinScard['getAttrib']>): ReturnType<WinScard['getAttrib']> {
    const [card, name] = call;
    const own = await super.getAttrib(...call);
    const recorded = this.#of(card)?.take('SCardGetAttrib', attribute(name));
    if (recorded === undefined) return own;
    return { rv: codeNamed(recorded.result) ?? own.rv, value: recorded.output ?? NO_BYTES };
  }

  #of(card: ScardHandle): RecordedAnswers | undefined {
    return this.#answers.get(this.#readers.get(card) ?? '');
  }
}
