/** What can be done with a product, as it is. */
import type { KeyObject } from 'node:crypto';
import type { Text } from '#common/language.ts';
import { FormatError } from '#formats/format-error.ts';
import { readPrivateKey } from '#formats/private-key.ts';
import { type BrokenRule, PortalError, type PortalReason } from './portal-error.ts';
import { type Entry, type Product, stateOf } from './product.ts';
import { isCode } from './revocation-code.ts';

/** Wrong revocation codes of one product. Source: simulation. */
const MOST_WRONG_CODES = 5;

const WITHDRAWN: Text = { en: 'already withdrawn', fr: 'déjà retiré' };
const REVOKED: Text = { en: 'revoked, for good', fr: 'révoqué, définitivement' };
const EXPIRED: Text = { en: 'expired', fr: 'expiré' };
const NOT_YET: Text = {
  en: 'not withdrawn yet: finalise its withdrawal',
  fr: 'pas encore retiré : finalisez son retrait',
};

export function productRefusal(reason: PortalReason, number: number, { en, fr }: Text, cause?: unknown): PortalError {
  return new PortalError(reason, { en: `product ${number}: ${en}`, fr: `produit ${number} : ${fr}` }, { cause });
}

/** @param number 0 for what is none */
export function noProduct(number: number): PortalError {
  if (number === 0)
    return new PortalError('noProduct', {
      en: 'no number of a product: expected 1 to 999999999',
      fr: "ce n'est pas un numéro de produit : attendu de 1 à 999999999",
    });
  return productRefusal('noProduct', number, {
    en: 'none of yours has that number',
    fr: "aucun des vôtres n'a ce numéro",
  });
}

/** @throws PortalError `state` unless it waits to be withdrawn */
export function requireWithdrawable(entry: Entry, now: Date): void {
  requireAlive(entry, now);
  if (entry.code !== undefined) throw productRefusal('state', entry.number, WITHDRAWN);
}

/** @throws PortalError `state` when it has come to its end */
export function requireAlive(entry: Entry, now: Date): void {
  const ended = endOf({ number: entry.number, state: stateOf(entry, now) });
  if (ended !== undefined) throw ended;
}

/** Why nothing can be done with it any more; undefined while something can. */
export function endOf({ number, state }: Pick<Product, 'number' | 'state'>): PortalError | undefined {
  if (state === 'revoked') return productRefusal('state', number, REVOKED);
  return state === 'expired' ? productRefusal('state', number, EXPIRED) : undefined;
}

/** @throws PortalError `state` before its withdrawal */
export function requireAccepted({ number, code }: Entry): void {
  if (code === undefined) throw productRefusal('state', number, NOT_YET);
}

/** The one box of a withdrawal. Source: reference/documents.md P06. */
export function brokenConditions(accepted: boolean): BrokenRule[] {
  if (accepted) return [];
  const text = {
    en: 'the box is not ticked: certificate, conditions of use and policy have to be accepted',
    fr: "la case n'est pas cochée : il faut accepter le certificat, les CGU et la PC",
  };
  return [{ reason: 'conditions', text }];
}

/**
 * A try is spent, and kept as spent, before the comparison: who asks many times at once has no more of them.
 * @param spent is told that a try is spent
 * @throws PortalError `revocationCode`, `codeLocked`
 */
export async function checkCode(entry: Entry, code: string, spent: () => void): Promise<void> {
  if (entry.wrongCodes >= MOST_WRONG_CODES)
    throw productRefusal('codeLocked', entry.number, {
      en: `${MOST_WRONG_CODES} wrong revocation codes: only its administrator can revoke it now`,
      fr: `${MOST_WRONG_CODES} codes de révocation faux : seul son administrateur peut encore le révoquer`,
    });
  entry.wrongCodes++;
  spent();
  const right = entry.code !== undefined && (await isCode(code, entry.code));
  if (!right)
    throw productRefusal('revocationCode', entry.number, {
      en: 'this is not its revocation code',
      fr: "ce n'est pas son code de révocation",
    });
  entry.wrongCodes = 0;
}

/** The key that was made on line. @throws PortalError `key`, `wrongKeyPassword` */
export function privateKeyOf({ number, protectedKey }: Entry, password = ''): KeyObject {
  if (protectedKey === undefined)
    throw productRefusal('key', number, {
      en: 'the key was made by the user, the portal never had it',
      fr: "la clé a été faite par l'utilisateur, le portail ne l'a jamais eue",
    });
  try {
    return readPrivateKey('key', protectedKey, password);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const text = {
      en: 'not the password typed at the order; nobody can find it again: order another one',
      fr: "ce n'est pas le mot de passe tapé à la demande ; nul ne peut le retrouver : refaites une demande",
    };
    throw productRefusal('wrongKeyPassword', number, text, cause);
  }
}
