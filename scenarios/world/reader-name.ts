/** What a reader can be called. */
import type { Text } from '#common/language.ts';
import { isPlain, terminalText } from '#common/terminal-text.ts';

/** Bytes that pcscd can carry: it adds seven for its slot and the final NUL. */
const LONGEST = 121;

/** Why no reader can have that name; undefined when one can. */
export function readerNameFault(name: string): Text | undefined {
  if (!isPlain(name)) {
    const shown = `'${terminalText(name)}'`;
    return {
      en: `${shown}, expected a name without control characters`,
      fr: `${shown}, attendu : un nom sans caractères de commande`,
    };
  }
  const length = Buffer.byteLength(name);
  if (length >= 1 && length <= LONGEST) return undefined;
  return {
    en: `a name of ${length} bytes, expected 1 to ${LONGEST}`,
    fr: `un nom de ${length} octets, attendu : de 1 à ${LONGEST}`,
  };
}
