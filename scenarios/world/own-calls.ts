/**
 * Tells the calls of a scenario from those of the program beside it: both reach the same cards, and a card does not know
 * who asks.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceEvent } from '#trace/event.ts';
import { aroundCalls } from './around-calls.ts';

export class OwnCalls {
  readonly #running = new AsyncLocalStorage<true>();

  /** The same PC/SC, whose calls are known as the scenario's own for as long as they run. */
  through(winscard: WinScard): WinScard {
    return aroundCalls(winscard, (_name, _args, call) => this.#running.run(true, call));
  }

  /** The event, marked when it happens in such a call, or is one of minidriver or CSP: the program beside has its own. */
  marked(event: TraceEvent): TraceEvent {
    if (event.kind === 'call') return { ...event, by: 'scenario' };
    const known = event.kind === 'apdu' || event.kind === 'pcsc';
    return known && this.#running.getStore() === true ? { ...event, by: 'scenario' } : event;
  }
}
