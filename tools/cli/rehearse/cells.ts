/** What is rehearsed: each card, on each flow of each interface, with each client. */
import type { Text } from '#common/language.ts';
import { type Flow, INTERFACES, type Interface, type Strategy } from '../../../simulator/services/mssante/flows.ts';

export const CARDS = ['2ter', 'fort', 'standard', 'test', 'expired', 'revoked', 'revokedInDelta'] as const;
export type Card = (typeof CARDS)[number];

export const CARD_TEXTS: Readonly<Record<Card, Text>> = {
  '2ter': { en: 'IGC-CPS 2TER', fr: 'IGC-CPS 2TER' },
  fort: { en: 'IGC-Santé FORT', fr: 'IGC-Santé FORT' },
  standard: { en: 'IGC-Santé STANDARD', fr: 'IGC-Santé STANDARD' },
  test: { en: 'test card (FORT)', fr: 'carte de test (FORT)' },
  expired: { en: 'FORT, expired', fr: 'FORT, périmée' },
  revoked: { en: 'FORT, revoked', fr: 'FORT, révoquée' },
  revokedInDelta: { en: 'FORT, revoked in the delta only', fr: 'FORT, révoquée dans la seule delta' },
};

/** A mail program and the computer it runs on. */
export interface Client {
  /** Whether it trusts ELEMENTAIRE ORGANISATIONS beside 2BIS (M21). */
  readonly newChain: boolean;
  /** Whether it says the name it connects to (M19, M20). */
  readonly sni: boolean;
  /** Whether the Cryptolib is one that reads cards of IGC-Santé (M23). */
  readonly newCryptolib: boolean;
}

const BOTH = [true, false] as const;

export const CLIENTS: readonly Client[] = BOTH.flatMap((newCryptolib) =>
  BOTH.flatMap((newChain) => BOTH.map((sni) => ({ newChain, sni, newCryptolib }))),
);

/** A flow, and how its operator moves to it. */
export interface Way {
  readonly strategy: Strategy;
  readonly flow: Flow;
}

export const WAYS: readonly Way[] = [
  { strategy: 'bi-flux', flow: '2bis' },
  { strategy: 'bi-flux', flow: 'igcsante' },
  { strategy: 'mono-flux', flow: '2bis' },
  { strategy: 'igcsante', flow: 'igcsante' },
];

export interface Cell extends Way {
  readonly interface: Interface;
  readonly card: Card;
  readonly client: Client;
}

export interface Wanted {
  readonly strategies?: readonly Strategy[] | undefined;
  readonly flows?: readonly Flow[] | undefined;
  readonly interfaces?: readonly Interface[] | undefined;
  readonly cards?: readonly Card[] | undefined;
  readonly clients: readonly Client[];
}

function among<T>(all: readonly T[], wanted: readonly T[] | undefined): readonly T[] {
  return wanted === undefined ? all : all.filter((one) => wanted.includes(one));
}

/** In the order of the tables; those of one strategy stand together. */
export function cellsOf({ strategies, flows, interfaces, cards, clients }: Wanted): Cell[] {
  const ways = WAYS.filter(
    ({ strategy, flow }) => (strategies?.includes(strategy) ?? true) && (flows?.includes(flow) ?? true),
  );
  return ways.flatMap((way) =>
    among(INTERFACES, interfaces).flatMap((one) =>
      among(CARDS, cards).flatMap((card) => clients.map((client) => ({ ...way, interface: one, card, client }))),
    ),
  );
}
