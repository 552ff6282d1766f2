/**
 * Presenting a code, for VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER.
 *
 * A try is spent and stored before the comparison, and given back by a second commit after it: whoever cuts the power
 * in between has spent a try.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { SW, swTriesRemaining } from '#iso7816/status-word.ts';
import { codeOf, isAllowedLength, matchesCode } from '../security/reference-data.ts';
import type { Chv } from '../security/security-objects.ts';
import type { ReferenceData } from '../state/store.ts';
import { commit } from './commit.ts';
import type { CardContext } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** Bit 8 of P2: specific (local) reference data; OpenSC sets it for an AODF that says so, the CHV is the same. */
const REFERENCE = 0x7f;

/** The CHV that P2 names. @throws StatusWordError 6A88 */
export function chvOf({ objects }: CardContext, p2: number): Chv {
  const chv = objects.chvs.get(p2 & REFERENCE);
  if (chv === undefined)
    throw new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, () => ({
      en: `no CHV ${p2 & REFERENCE}`,
      fr: `pas de CHV ${p2 & REFERENCE}`,
    }));
  return chv;
}

/** @throws StatusWordError 6984 when the state of the card holds no code for this CHV */
export function referenceDataOf({ store }: CardContext, { key }: Chv): ReferenceData {
  const data = store.state.referenceData[key];
  if (data === undefined)
    throw new StatusWordError(SW.REFERENCE_DATA_NOT_USABLE, () => ({
      en: `CHV ${key} has no code`,
      fr: `CHV ${key} n'a pas de code`,
    }));
  return data;
}

/** The reference data of a CHV that can still be presented. @throws StatusWordError 6983, 6985 */
export function usableReferenceData(card: CardContext, chv: Chv): ReferenceData {
  const data = referenceDataOf(card, chv);
  if (data.triesRemaining === 0)
    throw new StatusWordError(SW.AUTHENTICATION_METHOD_BLOCKED, {
      en: 'no try is left',
      fr: 'il ne reste aucun essai',
    });
  if (data.usesRemaining === 0)
    throw new StatusWordError(Number.parseInt(card.behaviour.exhaustedSw, 16), {
      en: 'no use is left',
      fr: 'il ne reste aucun usage',
    });
  return data;
}

/** @throws StatusWordError 6700: such a code costs no try */
export function requireCodeLength({ node, key }: Chv, length: number): void {
  if (!isAllowedLength(node, length))
    throw new StatusWordError(SW.WRONG_LENGTH, () => ({
      en: `CHV ${key} takes ${node.minLength} to ${node.maxLength} bytes`,
      fr: `CHV ${key} prend de ${node.minLength} à ${node.maxLength} octets`,
    }));
}

/** A new code. @throws StatusWordError 6700 (length), 6A80 (not ASCII digits) */
export function newCode(chv: Chv, bytes: Bytes): string {
  requireCodeLength(chv, bytes.length);
  const code = codeOf(bytes);
  if (code === undefined)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, {
      en: 'the new code is not made of digits',
      fr: "le nouveau code n'est pas fait de chiffres",
    });
  return code;
}

function wrongCode({ behaviour }: CardContext, triesRemaining: number): StatusWordError {
  const blocks = triesRemaining === 0 && behaviour.lastTrySw === '6983';
  const sw = blocks ? SW.AUTHENTICATION_METHOD_BLOCKED : swTriesRemaining(triesRemaining);
  return new StatusWordError(sw, () => ({
    en: `wrong code, ${triesRemaining} tries left`,
    fr: `code faux, il reste ${triesRemaining} essai${triesRemaining > 1 ? 's' : ''}`,
  }));
}

/**
 * Spends a try, compares, and returns the reference data with all tries, for the caller to commit. The CHV is not
 * verified afterwards, whatever it was.
 *
 * @throws StatusWordError 63CX or 6983 (wrong), 6983 (blocked), 6581 (not stored: nothing was compared)
 */
export function presentCode(card: CardContext, chv: Chv, candidate: Bytes): ReferenceData {
  const data = usableReferenceData(card, chv);
  const triesRemaining = data.triesRemaining - 1;
  card.session.verified.delete(chv.reference);
  commit(card, { referenceData: { [chv.key]: { ...data, triesRemaining } } });
  if (!matchesCode(data.value, candidate)) throw wrongCode(card, triesRemaining);
  return { ...data, triesRemaining: chv.node.maxTries };
}
