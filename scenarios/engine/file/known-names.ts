/** The names that a step of a file may use, and those that steps have used. */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import type { FaultRule } from '../../world/fault-types.ts';
import type { Names, StepDefinition } from '../steps/definition.ts';
import { faultRule } from '../steps/parts/fault-rule.ts';
import { stepKeys } from './hints.ts';
import { commonKeys } from './schema.ts';

export interface NamedThings {
  readonly cards: readonly string[];
  /** Those of the cards that live in a file. */
  readonly cardsInFile: readonly string[];
  readonly readers: readonly string[];
}

type StepTypes = ReturnType<typeof stepTypes>;

function stepTypes(definition: StepDefinition, names: Names) {
  const common = commonSchema(definition, names);
  const [args, expect] = [definition.args(names), definition.expect(names)];
  return { args, expect, common, keys: stepKeys(definition.key, args, expect, common) };
}

/** The types of steps that may use those names: of all files that have the same, as to make them takes longer than to read. */
class NamedTypes {
  /** Where a name that is read counts as used: that of the file at hand. */
  used = new Set<string>();
  readonly #names: Names;
  readonly #steps = new Map<StepDefinition, StepTypes>();
  #faultRule: z.ZodType<FaultRule> | undefined;

  constructor({ cards, cardsInFile, readers }: NamedThings, remembered: readonly string[]) {
    this.#names = {
      card: this.#counted(nameOf({ en: 'card', fr: 'une carte' }, cards)),
      cardInFile: this.#counted(
        nameOf({ en: "card with 'keptIn: file'", fr: "une carte avec 'keptIn: file'" }, cardsInFile),
      ),
      reader: nameOf({ en: 'reader', fr: 'un lecteur' }, readers),
      remembered: nameOf({ en: 'remembered value', fr: 'une valeur retenue' }, remembered),
    };
  }

  typesOf(definition: StepDefinition): StepTypes {
    const types = this.#steps.get(definition) ?? stepTypes(definition, this.#names);
    this.#steps.set(definition, types);
    return types;
  }

  get faultRule(): z.ZodType<FaultRule> {
    this.#faultRule ??= faultRule(this.#names);
    return this.#faultRule;
  }

  #counted(card: z.ZodType<string, string>): z.ZodType<string, string> {
    return card.transform((name) => {
      this.used.add(name);
      return name;
    });
  }
}

/** Sets of names; those of the files that were read last. */
const MOST_SHARED = 16;
const shared = new Map<string, NamedTypes>();

function typesFor(things: NamedThings, remembered: readonly string[]): NamedTypes {
  const key = JSON.stringify([things.cards, things.cardsInFile, things.readers, remembered]);
  const types = shared.get(key) ?? new NamedTypes(things, remembered);
  shared.delete(key);
  shared.set(key, types);
  const [oldest] = shared.size > MOST_SHARED ? shared.keys() : [];
  if (oldest !== undefined) shared.delete(oldest);
  return types;
}

export class KnownNames {
  readonly usedCards = new Set<string>();
  readonly #things: NamedThings;
  readonly #remembered: string[] = [];
  #types: NamedTypes;

  constructor(things: NamedThings) {
    this.#things = things;
    this.#types = typesFor(things, []);
  }

  /** The one that a step concerns when it names none. */
  get firstReader(): string {
    return this.#things.readers[0] ?? '';
  }

  /** The types of a step at this place of the file: to be read with before another file is. */
  typesOf(definition: StepDefinition): StepTypes {
    return this.#here().typesOf(definition);
  }

  /** A rule of the head: the same. */
  get faultRule(): z.ZodType<FaultRule> {
    return this.#here().faultRule;
  }

  remember(value: string): void {
    this.#remembered.push(value);
    this.#types = typesFor(this.#things, this.#remembered);
  }

  #here(): NamedTypes {
    this.#types.used = this.usedCards;
    return this.#types;
  }
}

function nameOf(what: Text, names: readonly string[]): z.ZodType<string, string> {
  const list = names.join(', ');
  const error = packed(
    names.length === 0
      ? { en: `a ${what.en}, but the scenario has none`, fr: `${what.fr}, mais le scénario n'en a pas` }
      : { en: `a ${what.en} of this scenario (${list})`, fr: `${what.fr} de ce scénario (${list})` },
  );
  return z
    .string({ error })
    .normalize('NFC')
    .pipe(z.enum(names as [string, ...string[]], { error }));
}

function commonSchema(definition: StepDefinition, names: Names) {
  const { title, repeat, remember } = commonKeys;
  const shape = { title: title.optional(), repeat: repeat.optional() };
  return z.strictObject({
    ...shape,
    ...(definition.onReader ? { reader: names.reader.optional() } : {}),
    ...(definition.remembers ? { remember: remember.optional() } : {}),
  }) as unknown as z.ZodType<{ title?: string; repeat?: number; remember?: string; reader?: string }>;
}
