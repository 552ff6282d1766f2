/** How long a card of a world takes, from its profile. */
import { fromHex } from '#iso7816/bytes.ts';
import type { Face, Profile } from '../../simulator/card/profile/schema.ts';
import { contactlessTiming, contactTiming } from '../../simulator/card/profile/timing.ts';
import * as reader from '../../simulator/reader/timing/card-timing.ts';

/** Of that face; undefined where the card has no such face. */
export function timingOf({ faces }: Profile, face: Face): reader.CardTiming | undefined {
  const { contact, contactless } = faces;
  if (face === 'contactless')
    return contactless && reader.antennaTiming(contactless.timing ?? contactlessTiming.parse({}));
  return reader.contactTiming(fromHex(contact.atr), contact.protocol, contact.timing ?? contactTiming.parse({}));
}
