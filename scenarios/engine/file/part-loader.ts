/** One file of a scenario: its head, the cards and readers it has, its rules of faults. */
import { dirname, resolve } from 'node:path';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { followedBy, sameInEach, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { cardFault } from '../../world/card-stock.ts';
import { readerNameFault } from '../../world/reader-name.ts';
import type { CardSpec, ReaderKind } from '../../world/specs.ts';
import { Faults, foundInstead } from './faults.ts';
import { meantBy } from './hints.ts';
import type { KnownNames } from './known-names.ts';
import { isMapping, type Part } from './parts.ts';
import { CARD_KINDS, type Head, headSchema, type PlacedRule, readerSpec, SOME_READER, setupSchema } from './schema.ts';
import type { Path, SourceFile, Variables } from './source-file.ts';
import { StepLoader } from './step-loader.ts';
import { Filling } from './variables.ts';

/** Things by name, each with what it is; undefined for a faulty one, whose name stays known. */
type Named<T> = ReadonlyMap<string, T | undefined>;

const A_CARD: Text = {
  en: "a card by its 'profile', its 'file' or 'kind: foreign'",
  fr: "une carte, par son 'profile', son 'file' ou 'kind: foreign'",
};

export class PartLoader {
  readonly source: SourceFile;
  readonly faults: Faults;
  readonly included: boolean;
  readonly #value: unknown;
  readonly head: Head | undefined;
  readonly #makeables = new Map<string, ReturnType<typeof cardFault>>();

  /** @param used is told the names of the variables that stand in it */
  constructor({ source, value, included }: Part, variables: Variables, used: Set<string>) {
    this.source = source;
    this.included = included;
    source.variables = variables;
    this.faults = new Faults(source);
    const filling = new Filling(variables, used, (path, fault) => this.faults.sayAlone(path, fault));
    this.#value = filling.of(value, []);
    const schema = included ? setupSchema : headSchema;
    this.head = this.faults.read<Head>(schema, this.#value, { path: [], elsewhere: meantBy });
  }

  /** What stands under that key of the head, whatever else is wrong in it. */
  #under(key: string): unknown {
    return isMapping(this.#value) ? this.#value[key] : undefined;
  }

  /** Names stay known even when their kind is faulty. */
  readers(): Named<ReaderKind> {
    const value = this.#under('readers');
    if (!isMapping(value)) return new Map();
    const readers = Object.entries(value).map(([name, kind]) => {
      const path = ['readers', name];
      const fault = readerNameFault(nfc(name));
      if (fault !== undefined) this.faults.sayAtKey(path, fault);
      return [nfc(name), this.faults.read<ReaderKind>(readerSpec, kind, { path })] as const;
    });
    if (readers.length === 0) this.faults.at(['readers'], SOME_READER);
    return new Map(readers);
  }

  /**
   * Names stay known even when their card is faulty, so that one fault does not make ten.
   * @param now what `valid` is seen from
   * @param from the scenario's own file, which paths of files are relative to
   */
  cards(now: Date = SYSTEM_CLOCK.date(), from: string = this.source.file): Named<CardSpec> {
    const value = this.#under('cards');
    if (!isMapping(value)) return new Map();
    const cards = Object.entries(value).map(([name, spec]) => {
      const card = this.#makeable(this.#card(spec, ['cards', name]), ['cards', name], now);
      return [nfc(name), card && this.#seenFrom(card, from)] as const;
    });
    return new Map(cards);
  }

  /** What has that name here is another thing: each name once in all files. */
  refuseAgain(key: 'cards' | 'readers', name: string, file: string): void {
    this.faults.sayAtKey([key, name], {
      en: `found '${name}', which ${file} has already, expected another name`,
      fr: `trouvé '${name}', que ${file} a déjà, attendu : un autre nom`,
    });
  }

  /** No file has any. */
  refuseWithoutReaders(): void {
    if (this.#under('readers') === undefined) this.faults.at(['readers'], SOME_READER);
  }

  rules(names: KnownNames): readonly PlacedRule[] {
    return (this.head?.faults ?? []).flatMap((value, i) => {
      const path = ['faults', i];
      const rule = this.faults.read(names.faultRule, value, { path });
      const file = this.included ? { file: this.source.file } : {};
      return rule === undefined ? [] : [{ rule, ...file, line: this.source.position(path).line }];
    });
  }

  /** What it does; a setup says whose steps they are. */
  steps(names: KnownNames) {
    const list = this.#under('steps');
    const loader = new StepLoader(this.source, this.faults, names, this.included);
    const steps = loader.steps(Array.isArray(list) ? list : [], ['steps']);
    const setup = this.head?.setup;
    return setup === undefined ? steps : steps.map((step) => ({ ...step, text: `${setup} › ${step.text}` }));
  }

  #card(spec: unknown, path: Path): CardSpec | undefined {
    const kinds = Object.keys(CARD_KINDS) as (keyof typeof CARD_KINDS)[];
    const kind = isMapping(spec) ? kinds.find((key) => Object.hasOwn(spec, key)) : undefined;
    if (kind) return this.faults.read<CardSpec>(CARD_KINDS[kind], spec, { path });
    const meant = isMapping(spec) ? Object.keys(spec).find((key) => nearest(key, kinds)) : undefined;
    if (meant === undefined) this.faults.at(path, A_CARD);
    else this.faults.sayAtKey([...path, meant], unknownWord(meant, A_CARD, nearest(meant, kinds)));
    return undefined;
  }

  #makeable(card: CardSpec | undefined, path: Path, now: Date): CardSpec | undefined {
    const fault = card && this.#faultOf(card, now);
    if (fault) this.faults.say([...path, fault.key], fault.why);
    return card;
  }

  /** A profile, or a file, is read once, however many cards are of it. */
  #faultOf(card: CardSpec, now: Date): ReturnType<typeof cardFault> {
    const from = JSON.stringify(
      'profile' in card ? [card.profile, card.identity, card.valid] : 'file' in card ? card.file : '',
    );
    if (!this.#makeables.has(from)) this.#makeables.set(from, cardFault(card, this.source.file, now));
    return this.#makeables.get(from);
  }

  /** Files of a setup of another folder, by paths that lead there from anywhere. */
  #seenFrom(card: CardSpec, file: string): CardSpec {
    const here = dirname(this.source.file);
    if ('kind' in card || dirname(file) === here) return card;
    if ('file' in card) return { ...card, file: resolve(here, card.file) };
    const moved = (name: string) => (name.endsWith('.json') ? resolve(here, name) : name);
    const identity = card.identity === undefined ? {} : { identity: moved(card.identity) };
    return { ...card, profile: moved(card.profile), ...identity };
  }
}

/** Names of cards and readers are the same however their accents are written. */
function nfc(name: string): string {
  return name.normalize('NFC');
}

function unknownWord(word: string, wanted: Text, near: string | undefined): Text {
  return foundInstead(sameInEach(`'${withoutPossibleCodes(word)}'`), followedBy(wanted, didYouMean(near)));
}
