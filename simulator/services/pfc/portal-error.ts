import { ReasonedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/**
 * Why the portal refuses. At the door: `noCertificate`, `foreign`, `expired`, `notYetValid`, `revoked`, `branch`, `usage` of the
 * certificate of the card, `session`. In an order: `offer`, `usageOfOffer`, `structure`, `notHabilitated`, `domain` (not covered),
 * `fqdn`, `email`, `serviceApplicatif`, `key` (none, or both a request and a password), `keyPassword`. In form 413: `form`.
 * At a withdrawal: `codeLength`, `codeCapital`, `codeNonLetter`, `codeConfirmation`, `conditions`, `wrongKeyPassword`.
 * Of a product: `noProduct`, `state`. At a renewal: `renewed` (already), `renewal` (of something else). At a revocation: `revocationCode`, `codeLocked`. `full`: the portal holds no more. `request`:
 * what was sent over HTTP is no form, too long, or from another site.
 */
export type PortalReason =
  | 'noCertificate'
  | 'foreign'
  | 'expired'
  | 'notYetValid'
  | 'revoked'
  | 'branch'
  | 'usage'
  | 'session'
  | 'offer'
  | 'usageOfOffer'
  | 'structure'
  | 'notHabilitated'
  | 'domain'
  | 'fqdn'
  | 'email'
  | 'serviceApplicatif'
  | 'key'
  | 'keyPassword'
  | 'wrongKeyPassword'
  | 'form'
  | 'codeLength'
  | 'codeCapital'
  | 'codeNonLetter'
  | 'codeConfirmation'
  | 'conditions'
  | 'noProduct'
  | 'state'
  | 'renewed'
  | 'renewal'
  | 'revocationCode'
  | 'codeLocked'
  | 'full'
  | 'request';

/** One rule that was broken, by name and in words. */
export interface BrokenRule {
  readonly reason: PortalReason;
  readonly text: Text;
}

/** The portal refuses; nothing has changed then. */
export class PortalError extends ReasonedError<PortalReason> {
  override readonly name = 'PortalError';
  readonly code = 'ERR_PORTAL';
  /** Every rule that was broken, the first of which gives the reason. */
  readonly broken: readonly BrokenRule[];

  constructor(reason: PortalReason, text: Text, options?: ErrorOptions & { readonly broken?: readonly BrokenRule[] }) {
    super(reason, text, options);
    this.broken = options?.broken ?? [{ reason, text }];
  }

  /** Several rules at once. */
  static of(broken: readonly [BrokenRule, ...BrokenRule[]]): PortalError {
    const said = (language: keyof Text) => broken.map(({ text }) => text[language]).join(' ; ');
    return new PortalError(broken[0].reason, { en: said('en'), fr: said('fr') }, { broken });
  }
}
