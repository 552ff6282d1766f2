/** A winscard whose calls answer what a test says; a call nobody expected answers F_INTERNAL_ERROR. */
import { SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';

const NO_BYTES = new Uint8Array(0);
const rv = SCARD.F_INTERNAL_ERROR;

export function fakeWinScard(answers: Partial<WinScard>): WinScard {
  return {
    establishContext: async () => ({ rv: SCARD.S_SUCCESS, context: 1 }),
    releaseContext: async () => ({ rv: SCARD.S_SUCCESS }),
    isValidContext: async () => ({ rv }),
    listReaders: async () => ({ rv, readers: [] }),
    getStatusChange: async () => ({ rv, states: [] }),
    cancel: async () => ({ rv: SCARD.S_SUCCESS }),
    connect: async () => ({ rv: SCARD.S_SUCCESS, card: 7, activeProtocol: 1 }),
    reconnect: async () => ({ rv, activeProtocol: 0 }),
    disconnect: async () => ({ rv }),
    status: async () => ({ rv, reader: '', state: 0, protocol: 0, atr: NO_BYTES }),
    beginTransaction: async () => ({ rv: SCARD.S_SUCCESS }),
    endTransaction: async () => ({ rv: SCARD.S_SUCCESS }),
    transmit: async () => ({ rv, response: NO_BYTES }),
    control: async () => ({ rv, output: NO_BYTES }),
    getAttrib: async () => ({ rv, value: NO_BYTES }),
    setAttrib: async () => ({ rv }),
    ...answers,
  };
}
