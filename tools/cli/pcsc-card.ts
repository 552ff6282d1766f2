/** A card in one of the system's readers. */

import { followedBy } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { READER_STATE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { PcscCard } from '../../driver/pcsc/card.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { UsageError } from './usage-error.ts';

export interface ConnectedCard {
  readonly context: PcscContext;
  readonly card: PcscCard;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

async function readersWithCard(winscard: WinScard, context: PcscContext, readers: readonly string[]) {
  const queries = readers.map((reader) => ({ reader, currentState: READER_STATE.UNAWARE }));
  const { states } = await winscard.getStatusChange(context.handle, 0, queries);
  return states.filter(({ eventState }) => (eventState & READER_STATE.PRESENT) !== 0).map(({ reader }) => reader);
}

/** @throws UsageError that lists the readers when the name is wrong, or when none or several hold a card */
async function chooseReader(winscard: WinScard, context: PcscContext, wanted: string | undefined): Promise<string> {
  const readers = await context.listReaders();
  if (readers.length === 0)
    throw new UsageError({
      en: "no reader is plugged in: type 'cps-sim doctor' to see why",
      fr: "aucun lecteur n'est branché : tapez 'cps-sim doctor' pour voir pourquoi",
    });
  if (wanted !== undefined) {
    if (readers.includes(wanted)) return wanted;
    const found = {
      en: `no reader '${wanted}', found ${quoted(readers)}`,
      fr: `pas de lecteur '${wanted}', trouvé : ${quoted(readers)}`,
    };
    throw new UsageError(followedBy(found, didYouMean(nearest(wanted, readers))));
  }
  const [reader, ...others] = await readersWithCard(winscard, context, readers);
  if (reader === undefined)
    throw new UsageError({
      en: `no card in ${quoted(readers)}: insert one, or 'cps-sim plug CARD'`,
      fr: `pas de carte dans ${quoted(readers)} : insérez-en une, ou tapez 'cps-sim plug CARTE'`,
    });
  if (others.length > 0)
    throw new UsageError({
      en: `cards in ${quoted([reader, ...others])}: choose one with --reader NAME`,
      fr: `des cartes dans ${quoted([reader, ...others])} : choisissez avec --reader NOM`,
    });
  return reader;
}

/** Connects to the card, shared with other programs. @throws UsageError, ScardError, PcscLibraryError */
export async function connectCard(reader: string | undefined): Promise<ConnectedCard> {
  const winscard = nativeWinScard();
  const context = await PcscContext.establish(winscard);
  try {
    return { context, card: await context.connect(await chooseReader(winscard, context, reader)) };
  } catch (error) {
    await context.release();
    throw error;
  }
}
