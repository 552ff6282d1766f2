/** A card that does as little as the C card beside it. */
import { hex } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../simulator/card/port.ts';

export function echoCard(): SmartCard {
  const atr = hex`3B 02 14 50`;
  const response = hex`01 02 03 04 05 06 07 08 90 00`;
  return {
    name: 'echo',
    powerOn: () => atr,
    powerOff: () => {},
    reset: () => atr,
    getAtr: () => atr,
    transmit: () => response,
  };
}
