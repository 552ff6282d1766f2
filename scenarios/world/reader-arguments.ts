/** What a hand at a reader is given. */
import { instanceOf, members, oneOf, optional, parameters } from '#common/arguments.ts';
import type { Face } from './card-stock.ts';
import { EVENT, type ReaderKind } from './specs.ts';
import { WAIT_OPTIONS, WorldCard } from './world-card.ts';

/** The faces each kind of reader can see, the usual one first. */
export const FACES: Readonly<Record<ReaderKind, readonly [Face, ...Face[]]>> = {
  contact: ['contact'],
  contactless: ['contactless'],
  dual: ['contact', 'contactless'],
  pinpad: ['contact'],
  vpcd: ['contact'],
};

const WAITING = { options: optional(members(WAIT_OPTIONS)) };
const FACE = oneOf(['contact', 'contactless']);
export const READER_ARGUMENTS = {
  plug: parameters('WorldReader.plug', WAITING),
  unplug: parameters('WorldReader.unplug', WAITING),
  insert: parameters('WorldReader.insert', {
    card: instanceOf(WorldCard, "a card: w.card('cps3-medecin')"),
    options: optional(members({ ...WAIT_OPTIONS, face: optional(FACE) })),
  }),
  remove: parameters('WorldReader.remove', WAITING),
  waitFor: parameters('WorldReader.waitFor', { event: EVENT, ...WAITING }),
};
