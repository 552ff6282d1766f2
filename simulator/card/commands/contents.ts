/** Contents of the transparent EFs, as READ BINARY and UPDATE BINARY see them. */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import type { Df, Ef } from '../file-system/tree.ts';
import type { CardContext } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

const SFI_FLAG = 0x80;
const SFI_RFU = 0x60;
const SFI = 0x1f;

/** The short EF identifier that P1 of READ BINARY or UPDATE BINARY names; undefined when it is part of an offset. */
export function sfiOf(p1: number): number | undefined {
  return (p1 & SFI_FLAG) === 0 ? undefined : p1 & SFI;
}

function stored(card: CardContext, ef: Ef): Bytes {
  return card.store.state.contents[ef.path] ?? NO_BYTES;
}

/** False for a file that no update has created yet. */
export function exists({ store }: CardContext, file: Ef | Df): boolean {
  return file.kind === 'df' || !file.optional || store.state.contents[file.path] !== undefined;
}

export function sizeOf(card: CardContext, ef: Ef): number {
  return Math.max(ef.declaredSize, stored(card, ef).length);
}

/** The whole content, filled up with 00 to the size of the EF. */
export function contentOf(card: CardContext, ef: Ef): Bytes {
  const content = stored(card, ef);
  if (content.length >= ef.declaredSize) return content;
  const filled = new Uint8Array(ef.declaredSize);
  filled.set(content);
  return filled;
}

/**
 * EF and offset that P1-P2 name: bit 8 of P1 set, a short EF identifier and an offset below 256; else an offset below
 * 32768 in the current EF. Naming an EF by its SFI makes it current.
 *
 * @throws StatusWordError 6B00, 6A82 (no EF with that SFI), 6986 (no current EF)
 * Source: ISO/IEC 7816-4:2020, 11.3.2
 */
export function addressedEf(card: CardContext, { p1, p2 }: CommandApdu): { ef: Ef; offset: number } {
  const { session } = card;
  const sfi = sfiOf(p1);
  if (sfi === undefined) {
    // An update may have taken away the EF that was selected.
    if (session.currentEf === undefined || !exists(card, session.currentEf))
      throw new StatusWordError(SW.COMMAND_NOT_ALLOWED, { en: 'no EF is selected', fr: "aucun EF n'est sélectionné" });
    return { ef: session.currentEf, offset: (p1 << 8) | p2 };
  }
  if ((p1 & SFI_RFU) !== 0)
    throw new StatusWordError(SW.WRONG_P1_P2, {
      en: 'bits 7 and 6 of P1 beside a short EF identifier',
      fr: "bits 7 et 6 de P1 à côté d'un identifiant court d'EF",
    });
  const ef = session.currentDf.sfis.get(sfi);
  if (ef === undefined || !exists(card, ef))
    throw new StatusWordError(SW.FILE_NOT_FOUND, () => ({
      en: `no EF with SFI ${sfi} in ${session.currentDf.path}`,
      fr: `pas d'EF de SFI ${sfi} dans ${session.currentDf.path}`,
    }));
  session.currentEf = ef;
  return { ef, offset: p2 };
}
