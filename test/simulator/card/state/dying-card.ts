/**
 * A program that dies in the worst moment: its card has spent a try and has not compared yet.
 *
 * Argument: a card file. It ends by SIGKILL, as when the power goes.
 */
import { hex } from '#iso7816/bytes.ts';
import { Card } from '../../../../simulator/card/card.ts';
import { CardFile } from '../../../../simulator/card/state/card-file.ts';
import type { CardStore, StateChange } from '../../../../simulator/card/state/store.ts';

const file = CardFile.open(process.argv[2] as string);
const store: CardStore = {
  profile: file.profile,
  get state() {
    return file.state;
  },
  commit(change: StateChange) {
    file.commit(change);
    process.kill(process.pid, 'SIGKILL');
  },
};
const card = new Card({ name: 'dying', store });
card.powerOn();
card.transmit(hex`00 20 00 01 04 31 32 33 34`);
process.exitCode = 3;
