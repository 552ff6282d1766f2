/** The system's pcscd, through libpcsclite and the binding, keeps the contract: it is where the contract comes from. */
import type { Socket } from 'node:net';
import test from 'ava';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../../tools/pcscd.ts';
import { contract } from '../driver/pcsc/contract.ts';
import { plug } from './vpicc.ts';

contract(test, async () => {
  await ensurePcscd();
  const sockets: (Socket | undefined)[] = [];
  return {
    winscard: nativeWinScard(),
    readerNames: READER_NAMES,
    differences: ['keeps-lock-after-exclusive', 'answers-nothing-without-card', 'serves-no-attributes'],
    insert: async (reader, card) => {
      sockets[reader] = await plug(card, VPCD_PORT + reader);
    },
    remove: (reader) => {
      sockets[reader]?.destroy();
    },
    close: () => {
      for (const socket of sockets) socket?.destroy();
    },
  };
});
