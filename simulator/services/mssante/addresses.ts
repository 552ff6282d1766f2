/** Who has which address: `claire.medecin9990001@simulation.mssante.fr`. How addresses are made: simulation. */
import { shippedDirectory } from '../../people/index.ts';

export const DOMAIN = 'simulation.mssante.fr';

/** Whoever has a mailbox: the holder of a card. */
export interface BoxHolder {
  /** IdNat_PS: the CN of the certificates. */
  readonly nationalId: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Somebody who has an address. */
export interface Addressed extends BoxHolder {
  readonly address: string;
}

/** `Hélène d'Été` and `helene.d.ete`. */
function localPart({ givenName, familyName, nationalId }: BoxHolder): string {
  const plain = [givenName, familyName]
    .map((part) => part.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase())
    .map((part) => part.replaceAll(/[^a-z0-9]+/g, '.').replaceAll(/^\.|\.$/g, ''));
  return (
    plain
      .filter((part) => part !== '')
      .join('.')
      .slice(0, 64) || nationalId.replaceAll(/[^0-9A-Za-z]/g, '.')
  );
}

export class Addresses {
  readonly #byId = new Map<string, string>();
  readonly #holders = new Map<string, BoxHolder>();

  /**
   * @param people those who have a mailbox from the beginning; everybody who comes with the package by default
   * @param before those who had an address at the last start: it stays theirs
   */
  constructor(
    people: readonly BoxHolder[] = shippedDirectory()
      .people()
      .map(({ person }) => person),
    before: readonly Addressed[] = [],
  ) {
    for (const { address, ...holder } of before) this.#enter(address, holder);
    for (const person of people) this.of(person);
  }

  /** The address of that holder, who is entered when nobody knew him. The second of a name has a number. */
  of(holder: BoxHolder): string {
    const known = this.#byId.get(holder.nationalId);
    if (known !== undefined) return known;
    const local = localPart(holder);
    let address = `${local}@${DOMAIN}`;
    for (let number = 2; this.#holders.has(address); number++) address = `${local}.${number}@${DOMAIN}`;
    this.#enter(address, holder);
    return address;
  }

  #enter(address: string, { nationalId, givenName, familyName }: BoxHolder): void {
    this.#byId.set(nationalId, address);
    this.#holders.set(address, { nationalId, givenName, familyName });
  }

  /** In any case. */
  holderAt(address: string): BoxHolder | undefined {
    return this.#holders.get(address.toLowerCase());
  }

  /** Every address with its holder. */
  all(): readonly (readonly [address: string, holder: BoxHolder])[] {
    return [...this.#holders];
  }
}
