/** The faults of a world: rules of what goes wrong, in force as soon as they are given, before a card is inserted too. */
import type { TraceSink } from '#trace/event.ts';
import { type FaultRule, faultOf } from '../../simulator/reader/faults/fault-rule.ts';
import { type FaultRecord, FaultRules, neverFired } from '../../simulator/reader/faults/fault-rules.ts';
import { ruleText } from '../../simulator/reader/faults/rule-text.ts';
import { FAULT_ARGUMENTS } from './fault-arguments.ts';
import { seededRandom } from './randomness.ts';
import type { WorldServices } from './services.ts';
import { ofTheMachine } from './smart-card-service.ts';
import type { Target } from './targets/target.ts';
import { WorldError } from './world-error.ts';

/** The rules of a world, none yet; what is random in them comes from its seed. */
export function faultRules(trace: TraceSink, seed: number): FaultRules {
  return new FaultRules({ trace, randomOf: (rule) => seededRandom(seed, 'fault', rule) });
}

export class WorldFaults {
  readonly #rules: FaultRules;
  readonly #services: WorldServices;
  readonly #target: Pick<Target, 'simulated' | 'service' | 'name'>;

  constructor(rules: FaultRules, services: WorldServices, target: Pick<Target, 'simulated' | 'service' | 'name'>) {
    this.#rules = rules;
    this.#services = services;
    this.#target = target;
  }

  /**
   * Behind those in force: the first one that fits does its work.
   * @returns their numbers, from 1, as the events have them (`rule` of the kind `fault`)
   * @throws ArgumentError for what is no rule, WorldError where the cards, or the service it kills, are real
   */
  add(...rules: readonly FaultRule[]): readonly number[] {
    this.#require();
    FAULT_ARGUMENTS.add(rules);
    this.#requireService(rules);
    return this.#rules.add(rules);
  }

  /** In the place of those in force. @throws ArgumentError, WorldError */
  replace(...rules: readonly FaultRule[]): readonly number[] {
    this.#require();
    FAULT_ARGUMENTS.replace(rules);
    this.#requireService(rules);
    return this.#rules.replace(rules);
  }

  /** From now on nothing fails; what a card was made to be lasts: a mute one stays so until it is powered again. */
  clear(): void {
    this.#services.requireOpen();
    this.#rules.clear();
  }

  /** Each rule that was ever given, with how often it has fired. */
  get fired(): readonly FaultRecord[] {
    return this.#rules.records;
  }

  /** Numbers of those that are in force. */
  get inForce(): readonly number[] {
    return this.#rules.inForce;
  }

  /** @throws WorldError naming the rules that never fired */
  requireFired(): void {
    const never = this.fired.filter(({ fired }) => fired === 0);
    if (never.length === 0) return;
    const texts = never.map(({ number, rule }) => neverFired(number, ruleText(rule)));
    throw new WorldError({ en: texts.map(({ en }) => en).join('; '), fr: texts.map(({ fr }) => fr).join(' ; ') });
  }

  #require(): void {
    this.#services.requireOpen();
    if (this.#target.simulated) return;
    throw new WorldError({
      en: 'the cards of this target are real: only simulated ones can be made to fail',
      fr: 'les cartes de cette cible sont réelles : seules des cartes simulées peuvent être mises en panne',
    });
  }

  #requireService(rules: readonly FaultRule[]): void {
    if (this.#target.service !== undefined) return;
    if (rules.some(({ do: action }) => faultOf(action).name === 'serviceKilled')) throw ofTheMachine(this.#target.name);
  }
}
