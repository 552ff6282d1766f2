/** The smart card service of a world: somebody kills it while programs use it, and starts it again. */
import { MILLISECONDS, optional, parameters } from '#common/arguments.ts';
import type { WorldServices } from './services.ts';
import type { Target, TargetService } from './targets/target.ts';
import { WorldError } from './world-error.ts';

const ARGUMENTS = {
  kill: parameters('SmartCardService.kill', { backAfterMs: optional(MILLISECONDS) }),
};

/** A reader that programs have to find again. */
interface FoundReader {
  readonly plugged: boolean;
  found(): Promise<void>;
}

export function ofTheMachine(target: string): WorldError {
  return new WorldError({
    en: `the smart card service of the target ${target} is the machine's: only one of ours can be killed, on the target in-process, embedded or private`,
    fr: `le service de carte à puce de la cible ${target} est celui du poste : seul un service d'ici peut être tué, sur la cible in-process, embedded ou private`,
  });
}

export class SmartCardService {
  readonly #target: Target;
  readonly #services: WorldServices;
  readonly #readers: () => Iterable<FoundReader>;
  #killed = false;

  constructor(target: Target, services: WorldServices, readers: () => Iterable<FoundReader>) {
    this.#target = target;
    this.#services = services;
    this.#readers = readers;
  }

  get killed(): boolean {
    return this.#killed;
  }

  /**
   * Kills it, as SIGKILL does: calls under way lose their answer, contexts and handles are gone, cards lose their power.
   * It stays away until `start`, or for so many milliseconds.
   * @throws WorldError when it is killed already, or the machine's own
   */
  async kill(backAfterMs?: number): Promise<void> {
    this.#services.requireOpen();
    ARGUMENTS.kill(backAfterMs);
    const service = this.#ours();
    if (this.#killed)
      throw new WorldError({
        en: 'the smart card service is killed already: start it first',
        fr: "le service de carte à puce est déjà tué : démarrez-le d'abord",
      });
    this.#killed = true;
    const killing = service.kill();
    if (backAfterMs !== undefined)
      this.#target.clock.after(backAfterMs, () => void (this.#killed && this.start().catch(() => {})), { ref: false });
    await killing;
  }

  /**
   * Starts it again; programs have seen its readers and cards when this resolves.
   * @throws WorldError when it is not killed
   */
  async start(): Promise<void> {
    this.#services.requireOpen();
    const service = this.#ours();
    if (!this.#killed)
      throw new WorldError({
        en: 'the smart card service runs already: kill it first',
        fr: "le service de carte à puce est déjà en marche : tuez-le d'abord",
      });
    await service.start();
    this.#killed = false;
    for (const reader of this.#readers()) if (reader.plugged) await reader.found();
  }

  /** @throws WorldError where what is to be done needs it */
  requireRunning(): void {
    if (!this.#killed) return;
    throw new WorldError({
      en: 'the smart card service is killed, and nobody would see it: start it first',
      fr: "le service de carte à puce est tué et personne ne le verrait : démarrez-le d'abord",
    });
  }

  #ours(): TargetService {
    const { service, name } = this.#target;
    if (service !== undefined) return service;
    throw ofTheMachine(name);
  }
}
