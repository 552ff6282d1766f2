/** The page as a client of the door: the same API as every program, and nothing else. */
import type { ListedScenario, PlayedBody, RecordingState, RefusalBody, RunState, WorldState } from '../../door/api.ts';

export interface ToldEvent {
  readonly seq: number;
  /** Milliseconds since the world was opened. */
  readonly at: number;
  readonly kind: string;
  readonly card?: string;
  readonly reader?: string;
  readonly outcome?: string;
  readonly action?: string;
  readonly step?: string;
  readonly words?: { readonly fr: string; readonly en: string };
}

/** What the door refuses, in its own words. */
export class Refusal {
  readonly body: RefusalBody & Partial<PlayedBody>;

  constructor(body: RefusalBody & Partial<PlayedBody>) {
    this.body = body;
  }
}

/** Of a PIN pad. */
export type Keys = { readonly digits: string } | { readonly do: 'correct' | 'ok' | 'cancel' };

/** Events that come within one picture of the screen are told at once. */
const COALESCED_MS = 16;

export class Door {
  readonly #token: string;
  /** The name of this page at PIN pads, another one each time it is loaded. */
  readonly typist = `page-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;

  constructor(token: string) {
    this.#token = token;
  }

  worlds(): Promise<readonly WorldState[]> {
    return this.#asked('GET', '/worlds');
  }

  state(world: string): Promise<WorldState> {
    return this.#asked('GET', worldPath(world));
  }

  reset(world: string): Promise<WorldState> {
    return this.#asked('POST', `${worldPath(world)}/reset`);
  }

  /** A step of scenarios. @throws Refusal when it is not as expected */
  step(world: string, step: object): Promise<PlayedBody> {
    return this.#asked('POST', `${worldPath(world)}/steps`, step);
  }

  /** @throws Refusal when it cannot be answered so, or somebody has answered it */
  async answer(world: string, dialog: number, body: object): Promise<void> {
    await this.#posted(`${worldPath(world)}/dialogs/${dialog}`, body);
  }

  /** @throws Refusal when the PIN pad waits no longer, takes no more, or somebody else types there */
  async press(world: string, entry: number, keys: Keys): Promise<void> {
    await this.#posted(`${worldPath(world)}/entries/${entry}`, { typist: this.typist, ...keys });
  }

  /** Records what passes in a world from now on. */
  startRecording(world: string, keepIdentity: boolean): Promise<RecordingState> {
    return this.#asked('POST', `${worldPath(world)}/recording`, { keepIdentity });
  }

  /** The recording, as a file. @throws Refusal when a code is in it */
  async endRecording(world: string): Promise<string> {
    const response = await this.#fetched(`${worldPath(world)}/recording`, { method: 'DELETE' });
    if (!response.ok) throw new Refusal(await response.json());
    return response.text();
  }

  scenarios(): Promise<readonly ListedScenario[]> {
    return this.#asked('GET', '/scenarios');
  }

  play(file: string, language: string): Promise<RunState> {
    return this.#asked('POST', '/runs', { file, language });
  }

  run(id: number): Promise<RunState> {
    return this.#asked('GET', `/runs/${id}`);
  }

  /**
   * Tells the events of a world as they come, until the world or the signal ends that; PIN pads wait for keys meanwhile.
   * EventSource could not send the token.
   * @throws Refusal when there is no such world
   */
  events(world: string, since: number, told: (events: readonly ToldEvent[]) => void, signal: AbortSignal) {
    return this.#followed(`${worldPath(world)}/events?since=${since}&typist=${this.typist}`, told, signal);
  }

  /** The same of a run; resolves when that has ended. */
  eventsOfRun(id: number, told: (events: readonly ToldEvent[]) => void, signal: AbortSignal) {
    return this.#followed(`/runs/${id}/events`, told, signal);
  }

  async #posted(path: string, body: object): Promise<void> {
    const response = await this.#fetched(path, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Refusal(await response.json());
  }

  async #asked<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.#fetched(path, { method, ...(body && { body: JSON.stringify(body) }) });
    const answer = await response.json();
    if (!response.ok) throw new Refusal(answer);
    return answer;
  }

  #fetched(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    return fetch(`/api${path}`, { ...init, headers });
  }

  async #followed(path: string, told: (events: readonly ToldEvent[]) => void, signal: AbortSignal): Promise<void> {
    const response = await this.#fetched(path, { signal });
    if (!response.ok) throw new Refusal(await response.json());
    const { body } = response;
    if (body === null) return;
    const coalesced = new Coalesced(told);
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      coalesced.add(lines.filter((line) => line !== '').map((line) => JSON.parse(line)));
    }
    coalesced.tell();
  }
}

function worldPath(world: string): string {
  return `/worlds/${encodeURIComponent(world)}`;
}

class Coalesced {
  readonly #told: (events: readonly ToldEvent[]) => void;
  #waiting: ToldEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(told: (events: readonly ToldEvent[]) => void) {
    this.#told = told;
  }

  add(events: readonly ToldEvent[]): void {
    this.#waiting.push(...events);
    this.#timer ??= setTimeout(() => this.tell(), COALESCED_MS);
  }

  tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length > 0) this.#told(events);
  }
}
