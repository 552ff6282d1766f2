/** The names that a step of a file may use, and those that steps have used. */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import type { Names, StepDefinition } from '../steps/definition.ts';
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
  const keys = stepKeys(definition, names, common);
  return { args: definition.args(names), expect: definition.expect(names), common, keys };
}

export class KnownNames {
  readonly usedCards = new Set<string>();
  readonly #things: NamedThings;
  readonly #remembered: string[] = [];
  readonly #types = new Map<StepDefinition, StepTypes>();
  #names: Names;

  constructor(things: NamedThings) {
    this.#things = things;
    this.#names = this.#namesNow();
  }

  /** The types of a step at this place of the file; made once for all steps of its kind. */
  typesOf(definition: StepDefinition): StepTypes {
    const types = this.#types.get(definition) ?? stepTypes(definition, this.#names);
    this.#types.set(definition, types);
    return types;
  }

  remember(value: string): void {
    this.#remembered.push(value);
    this.#names = this.#namesNow();
    this.#types.clear();
  }

  #namesNow(): Names {
    const { cards, cardsInFile, readers } = this.#things;
    return {
      card: this.#used(nameOf({ en: 'card', fr: 'une carte' }, cards)),
      cardInFile: this.#used(
        nameOf({ en: "card with 'keptIn: file'", fr: "une carte avec 'keptIn: file'" }, cardsInFile),
      ),
      reader: nameOf({ en: 'reader', fr: 'un lecteur' }, readers),
      remembered: nameOf({ en: 'remembered value', fr: 'une valeur retenue' }, this.#remembered),
    };
  }

  #used(card: z.ZodType<string, string>): z.ZodType<string, string> {
    return card.transform((name) => {
      this.usedCards.add(name);
      return name;
    });
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
