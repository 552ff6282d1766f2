/**
 * What follows the readers of a world: services that deal with the cards that come and go. A reader tells them and waits
 * for them, and knows none of them.
 */
import { closeAll } from './closing.ts';
import { waitedFor } from './waited-for.ts';
import { WorldError } from './world-error.ts';

/** What a hand did at a reader. */
export type CardMove = 'card-inserted' | 'card-removed';

/** A service of a world: the Windows computer is one; others are started with `World.start`. */
export interface WorldService {
  /** A hand at a reader, by its name in PC/SC: the service has to deal with it. */
  happened(reader: string, move: CardMove): void;
  /** Resolves when the service has dealt with all that has happened; rejects when it ended by itself. */
  settled(): Promise<void>;
  /** Ends the service; the world that closes does so. */
  close(): Promise<void>;
}

export class WorldServices {
  readonly #services = new Set<WorldService>();
  #closed = false;

  /** @throws WorldError when the world was closed */
  requireOpen(): void {
    if (this.#closed)
      throw new WorldError({
        en: 'the world was closed: open another one',
        fr: 'le monde a été fermé : ouvrez-en un autre',
      });
  }

  /** From now on nobody moves anything any more but the world that closes. */
  closing(): void {
    this.#closed = true;
  }

  /** @returns the function that lets it go, without closing it */
  add(service: WorldService): () => void {
    this.#services.add(service);
    return () => void this.#services.delete(service);
  }

  happened(reader: string, move: CardMove): void {
    for (const service of this.#services) service.happened(reader, move);
  }

  settled(): Promise<void> {
    return waitedFor(this.#allSettled());
  }

  async #allSettled(): Promise<void> {
    for (const service of this.#services) await service.settled();
  }

  /** All of them, whatever fails; the last one that came first. */
  async close(): Promise<void> {
    const services = [...this.#services].reverse();
    this.#services.clear();
    await closeAll(services.map((service) => () => service.close()));
  }
}
