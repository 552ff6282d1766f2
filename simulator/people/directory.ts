/** The people and structures that are known, to be found by what cards and certificates say of them. */
import { personNamed, personOfFile, shippedPersonNames, shippedStructureNames, structureNamed } from './load.ts';
import { type Person, structuresOf } from './person.ts';
import type { Structure } from './structure.ts';

/** Somebody, with the name of the file. */
export interface KnownPerson {
  readonly name: string;
  readonly person: Person;
}

export class Directory {
  readonly #people: ReadonlyMap<string, KnownPerson>;
  readonly #structures: ReadonlyMap<string, Structure>;

  /** @param people everybody; structures they work in are known with them */
  constructor(people: readonly KnownPerson[], structures: readonly Structure[] = []) {
    const worked = people.flatMap(({ person }) => structuresOf(person));
    this.#people = new Map(people.map((known) => [known.person.nationalId, known]));
    this.#structures = new Map([...worked, ...structures].map((structure) => [structure.nationalId, structure]));
  }

  people(): readonly KnownPerson[] {
    return [...this.#people.values()];
  }

  structures(): readonly Structure[] {
    return [...this.#structures.values()];
  }

  /** Whoever has that IdNat_PS: the CN of the certificates of a card, of one of service too. */
  personOf(nationalId: string): KnownPerson | undefined {
    return this.#people.get(nationalId);
  }

  /** The structure of that IdNat_Struct: the OU of certificates. */
  structureOf(nationalId: string): Structure | undefined {
    return this.#structures.get(nationalId);
  }

  /** Those who work in the structure of that IdNat_Struct. */
  staffOf(nationalId: string): readonly KnownPerson[] {
    return this.people().filter(({ person }) => structuresOf(person).some((one) => one.nationalId === nationalId));
  }
}

/** Everybody who comes with the package, and every structure. @throws PersonError */
export function shippedDirectory(): Directory {
  return new Directory(
    shippedPersonNames().map((name) => ({ name, person: personNamed(name) })),
    shippedStructureNames().map((name) => structureNamed(name)),
  );
}

/** An IdNat_PS: type digit and number. Source: reference/cps-facts.md (f). */
const NATIONAL_ID = /^[0-9][0-9A-Z]{8,}(\/[0-9A-Z]+)?$/;

/**
 * The person of a name or of an IdNat_PS, one who is shipped; or of a file, when it ends in `.json` or names a folder.
 * @throws PersonError
 */
export function personOf(wanted: string): Person {
  if (NATIONAL_ID.test(wanted)) return shippedDirectory().personOf(wanted)?.person ?? personNamed(wanted);
  return wanted.endsWith('.json') || /[/\\]/.test(wanted) ? personOfFile(wanted) : personNamed(wanted);
}
