/** What `cps-sim rehearse` can be asked for. */
import type { Language } from '#common/language.ts';
import type { Flow, Interface, Strategy } from '../../../simulator/services/mssante/flows.ts';
import type { Card } from './cells.ts';

/** What an operator does otherwise than the notice wants. */
export const OPERATORS = ['notAdapted', 'noDelta', 'staff'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface RehearseOptions {
  readonly date?: Date;
  readonly strategy?: readonly Strategy[];
  readonly flow?: readonly Flow[];
  readonly interface?: readonly Interface[];
  readonly card?: readonly Card[];
  readonly operator?: Operator;
  readonly client?: string;
  readonly quiet?: true;
  readonly json?: true;
  readonly lang?: Language;
}
