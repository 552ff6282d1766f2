/** What people do at the portal beside ordering. */
import type { RevocationReason } from '../../pki/index.ts';
import type { Terms } from './habilitations.ts';
import type { OrderKey } from './order.ts';
import type { ChosenCode } from './revocation-code.ts';

export type Deed = 'order' | 'renewal' | 'withdrawal' | 'revocation';

export interface Withdrawal extends ChosenCode {
  /** The box: certificate, conditions of use and certification policy are accepted. */
  readonly accepted: boolean;
  /** Of a key that was made on line: the one typed at the order. */
  readonly keyPassword?: string | undefined;
}

/** What was ordered before is ordered again, with another key; what is said of it beside the key has to be as it was. */
export type RenewalOrder = { readonly key: OrderKey } & { readonly [Term in keyof Terms]?: Terms[Term] | undefined };

export interface RevocationOrder {
  /** Chosen at the withdrawal; an administrator needs none. */
  readonly code?: string | undefined;
  readonly reason?: RevocationReason | undefined;
}
