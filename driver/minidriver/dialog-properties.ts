/** Card properties that can be set: CardSetProperty. Source: specification 7.07, 4.4.2; reference/minidriver.md 4.21. */
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardData } from './card-data.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';

/** sizeof(HWND), in programs of 32 and of 64 bits. */
const WINDOW_LENGTHS: readonly number[] = [4, 8];

/**
 * What CardSetProperty takes, the window over which and the words with which a dialog is shown, and what their values
 * may look like.
 */
const SETTABLE: ReadonlyMap<string, (value: Bytes) => boolean> = new Map([
  ['Parent Window', ({ length }: Bytes) => WINDOW_LENGTHS.includes(length)],
  ['PIN Context String', ({ length }: Bytes) => length > 0 && length % 2 === 0],
]);

/**
 * CardSetProperty: a read-only card takes only what concerns dialogs, and this one shows none.
 * @param value Parent Window: an HWND, 4 or 8 bytes; PIN Context String: UTF-16LE
 * @throws MinidriverError SCARD_E_UNSUPPORTED_FEATURE for every other property; SCARD_E_INVALID_PARAMETER for flags and
 *   for a value that is none
 */
export function cardSetProperty(cardData: CardData, property: string, value: Bytes, flags = 0): Promise<void> {
  return entryPoint(['CardSetProperty', property], cardData, () => {
    ARGUMENTS.cardSetProperty(property, value, flags);
    if (typeof property !== 'string')
      throw new Refusal(SCARD.E_INVALID_PARAMETER, { en: 'no property name', fr: 'pas de nom de propriété' });
    checkFlags(flags);
    const fits = SETTABLE.get(property);
    if (fits === undefined)
      throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
        en: `'${property}' cannot be set`,
        fr: `'${property}' ne peut pas être changée`,
      });
    if (value instanceof Uint8Array && fits(value)) return;
    const length = lengthOf(value);
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `'${property}': ${length.en}, expected an HWND or UTF-16LE text`,
      fr: `'${property}' : ${length.fr}, attendu : un HWND ou un texte en UTF-16LE`,
    });
  });
}

function lengthOf(value: unknown): Text {
  if (!(value instanceof Uint8Array)) return { en: 'no value', fr: 'pas de valeur' };
  return { en: `${value.length} bytes`, fr: `${value.length} octets` };
}
