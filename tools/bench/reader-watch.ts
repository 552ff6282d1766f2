/** Waits until PC/SC says that a reader holds a card, or none. */
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { READER_STATE, SCARD, SCOPE } from '../../simulator/pcsc/scard.ts';
