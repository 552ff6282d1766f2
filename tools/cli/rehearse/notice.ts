/**
 * What the notice says of a cell, at a date. Written from its text, and knowing nothing of how the operator is built.
 *
 * Source: reference/documents.md M02 to M04, M08, M10 to M23 (the notice of 18/12/2017: tables 1 and 2, 4.1 to 4.4, 5.1, 5.3).
 */
import type { Card, Cell } from './cells.ts';

/** `none`: there is no such card, or no such flow yet. */
type Outcome = 'passes' | 'client' | 'operator' | 'none';

/** Why not, in one word; `noCard`: the Cryptolib does not read the card. */
export type Why = 'chain' | 'name' | 'dates' | 'noCard' | 'family' | 'branch' | 'expired' | 'revoked' | 'flow' | 'card';

export interface Verdict {
  readonly outcome: Outcome;
  readonly why?: Why;
  /** Statements of the notice that say so. */
  readonly says: readonly string[];
}

const DATES = {
  testCards: Date.UTC(2017, 1, 1),
  newOperators: Date.UTC(2017, 5, 1),
  secondFlow: Date.UTC(2017, 8, 1),
  productionCards: Date.UTC(2018, 6, 1),
  /** Three years after the last 2BIS certificate of an operator could be issued. */
  last2bisEnds: Date.UTC(2020, 4, 31),
  oldAuthoritiesEnd: Date.UTC(2021, 0, 1),
} as const;
/** When the one flow of mono-flux changes its certificate: the operator's choice, "ideally before the middle of 2018" (M25). */
const SWITCH = Date.UTC(2018, 5, 1);

function isNew(card: Card): boolean {
  return card !== '2ter';
}

function absent({ strategy, flow, card }: Cell, now: number): Verdict | undefined {
  const no = (why: 'flow' | 'card', ...says: readonly string[]): Verdict => ({ outcome: 'none', why, says });
  if (strategy === 'bi-flux' && flow === 'igcsante' && now < DATES.secondFlow) return no('flow', 'M22');
  if (strategy === 'igcsante' && now < DATES.newOperators) return no('flow', 'M11');
  if (card === 'test') return now < DATES.testCards ? no('card', 'M04') : undefined;
  return isNew(card) && now < DATES.productionCards ? no('card', 'M04') : undefined;
}

/** The certificate that the operator shows. */
function shown({ strategy, flow, client, ...cell }: Cell, now: number): '2bis' | 'igcsante' | 'commercial' {
  const old = cell.interface === 'soap' ? 'commercial' : '2bis';
  if (strategy === 'igcsante') return 'igcsante';
  if (strategy === 'mono-flux') return now < SWITCH ? old : 'igcsante';
  return flow === 'igcsante' && client.sni ? 'igcsante' : old;
}

function clientRefuses(cell: Cell, now: number): Verdict | undefined {
  const certificate = shown(cell, now);
  const no = (why: Why, ...says: readonly string[]): Verdict => ({ outcome: 'client', why, says });
  if (certificate === 'igcsante' && !cell.client.newChain) return no('chain', 'M12', 'M21');
  if (certificate === '2bis' && now >= DATES.last2bisEnds) return no('dates', 'M10');
  const wanted = cell.strategy === 'bi-flux' && cell.flow === 'igcsante';
  return wanted && certificate !== 'igcsante' ? no('name', 'M19') : undefined;
}

function operatorRefuses({ card, client }: Cell, now: number): Verdict | undefined {
  const no = (why: Why, ...says: readonly string[]): Verdict => ({ outcome: 'operator', why, says });
  if (isNew(card) && !client.newCryptolib) return no('noCard', 'M14', 'M23');
  if (card === '2ter') return now < DATES.oldAuthoritiesEnd ? undefined : no('expired', 'M04');
  if (card === 'test') return no('branch', 'M08', 'M17');
  if (card === 'standard') return no('family', 'M16', 'M17');
  if (card === 'expired') return no('expired', 'M15');
  return card === 'fort' ? undefined : no('revoked', 'M15');
}

/** The mail program looks first: it has seen the operator before the operator sees the card. */
export function noticeOf(cell: Cell, at: Date): Verdict {
  const now = at.getTime();
  const found = absent(cell, now) ?? clientRefuses(cell, now) ?? operatorRefuses(cell, now);
  return found ?? { outcome: 'passes', says: ['M13', 'M17', ...(isNew(cell.card) ? ['M03', 'M14'] : ['M02'])] };
}
