/** The worlds behind the door, side by side, each with its own readers, cards, services and events. */
import { closeAll } from '../../scenarios/world/closing.ts';
import { DoorError, doorCloses } from './door-error.ts';
import { DoorWorld, type WorldSpec } from './door-world.ts';
import type { EndedRecording } from './world-recording.ts';

const MOST_WORLDS = 1000;
/** What stands in an address as it is. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

export class DoorWorlds {
  /** Undefined while it is being opened: its name is taken. */
  readonly #worlds = new Map<string, DoorWorld | undefined>();
  readonly #first: WorldSpec;
  readonly #lost: (error: DoorError) => void;
  #closed = false;

  /**
   * @param first the world that is there from the beginning
   * @param lost told of a recording that ends with the door, and that nobody was given
   */
  constructor(first: WorldSpec, lost: (error: DoorError) => void) {
    this.#first = first;
    this.#lost = lost;
  }

  /** @throws DoorError `body`, `taken`, `tooMany`, `closed`; as DoorWorld.open */
  async open(spec: WorldSpec): Promise<DoorWorld> {
    const { name } = spec;
    this.#requireRoom(name);
    this.#worlds.set(name, undefined);
    try {
      const world = await DoorWorld.open(spec);
      if (this.#closed) {
        await world.close();
        throw doorCloses();
      }
      this.#worlds.set(name, world);
      return world;
    } catch (error) {
      this.#worlds.delete(name);
      throw error;
    }
  }

  /** @throws DoorError `noWorld`, `closed` */
  named(name: string): DoorWorld {
    const world = this.#worlds.get(name);
    if (world !== undefined) return world;
    if (this.#closed) throw doorCloses();
    const names = this.all.map((one) => one.name).join(', ') || '-';
    throw new DoorError('noWorld', {
      en: `no world '${name}' is open; there are: ${names}; POST /api/worlds opens one`,
      fr: `aucun monde '${name}' n'est ouvert ; il y a : ${names} ; POST /api/worlds en ouvre un`,
    });
  }

  get all(): readonly DoorWorld[] {
    return [...this.#worlds.values()].filter((world) => world !== undefined);
  }

  /** @returns the recording that was under way in it. @throws DoorError `noWorld` */
  async remove(name: string): Promise<EndedRecording | undefined> {
    const world = this.named(name);
    this.#worlds.delete(name);
    return world.close();
  }

  /** All as at the beginning; the first one comes back where it was deleted. @throws as `open` */
  async reset(): Promise<void> {
    for (const world of this.all) await world.reset();
    if (!this.#worlds.has(this.#first.name)) await this.open(this.#first);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worlds = this.all;
    this.#worlds.clear();
    await closeAll(worlds.map((world) => () => this.#closeLast(world)));
  }

  async #closeLast(world: DoorWorld): Promise<void> {
    const recorded = await world.close();
    if (recorded === undefined) return;
    const { commands } = recorded;
    this.#lost(
      new DoorError('closed', {
        en: `the recording of the world '${world.name}' (${commands} command(s)) is lost with the door: end it before, DELETE of the recording or of the world gives it`,
        fr: `l'enregistrement du monde '${world.name}' (${commands} commande(s)) est perdu avec la porte : arrêtez-le avant, DELETE de l'enregistrement ou du monde le donne`,
      }),
    );
  }

  #requireRoom(name: string): void {
    if (this.#closed) throw doorCloses();
    if (!NAME.test(name))
      throw new DoorError('body', {
        en: `'name': expected a name of at most 64 letters, digits, - and _`,
        fr: `'name', attendu : un nom d'au plus 64 lettres, chiffres, - et _`,
      });
    if (this.#worlds.has(name))
      throw new DoorError('taken', {
        en: `a world '${name}' is open already: take it, delete it, or name another one`,
        fr: `un monde '${name}' est déjà ouvert : prenez-le, supprimez-le, ou nommez-en un autre`,
      });
    if (this.#worlds.size >= MOST_WORLDS)
      throw new DoorError('tooMany', {
        en: `${MOST_WORLDS} worlds are open, no more can be: delete one`,
        fr: `${MOST_WORLDS} mondes sont ouverts, il ne peut y en avoir plus : supprimez-en un`,
      });
  }
}
