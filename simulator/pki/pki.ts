/** The authorities that stand behind cards: a root and what it signs. Several can live side by side. */
import { members, optional, parameters, TEXT, wholeNumber } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CardCertificateRequest, cardCertificate } from './card-certificate.ts';
import { type Authority, makeAuthority } from './certificate-authority.ts';

export interface PkiOptions {
  /** Stands in the names of its authorities, beside SIMULATION; IGC-SANTE by default. */
  readonly name?: string;
  /** Same name and seed, same keys and certificates. */
  readonly seed?: number;
}

/** `make`, called once and not before its value is asked for: a key takes long. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const checkArguments = parameters('Pki', {
  options: members({ name: optional(TEXT), seed: optional(wholeNumber()) }),
});

export class Pki {
  readonly #root: () => Authority;
  readonly #persons: () => Authority;

  /** @throws ArgumentError for options that mean nothing */
  constructor(options: PkiOptions = {}) {
    checkArguments(options);
    const { name = 'IGC-SANTE', seed } = options;
    const common = { organizationalUnit: `${name} SIMULATION`, seed: seed === undefined ? [] : [seed] };
    this.#root = once(() =>
      makeAuthority({ ...common, commonName: `SIMULATION AC RACINE ${name} FORT`, role: 'root' }),
    );
    this.#persons = once(() =>
      makeAuthority({
        ...common,
        commonName: `SIMULATION AC ${name} FORT PERSONNES`,
        role: 'intermediate',
        pathLength: 0,
        issuer: this.#root(),
      }),
    );
  }

  /** Certificates of the authorities in DER: what a server must trust to accept the cards, `root` last. */
  certificates(): { readonly intermediate: Bytes; readonly root: Bytes } {
    return { intermediate: this.#persons().certificate, root: this.#root().certificate };
  }

  /** A certificate of a card, in DER. */
  issue(request: CardCertificateRequest): Bytes {
    return cardCertificate(request, this.#persons());
  }
}

/** The authorities of every card that names no others. */
export const defaultPki = new Pki();
