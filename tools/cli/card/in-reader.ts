/** A card as the reader of a verb has it: on its contacts, or in its field. */
import { Card, type CardOptions } from '../../../simulator/card/card.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { uidOf } from '../../../simulator/card/security/uid.ts';
import { CardInField } from '../../../simulator/reader/card-in-field.ts';

/** @throws FaceError when the profile has no such face */
export function cardInReader(options: CardOptions): SmartCard {
  return inField(new Card(options), options);
}

/** That card as such a reader has it. */
export function inField(
  card: ConstructorParameters<typeof CardInField>[0],
  { face, store, trace }: CardOptions,
): SmartCard {
  return face === 'contactless' ? new CardInField(card, uidOf(store.state.contents), trace) : card;
}
