/** The private socket, through libpcsclite and the binding, keeps the contract that pcscd sets. */
import { join } from 'node:path';
import test from 'ava';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { PcscliteServer } from '../../simulator/resource-manager/pcsclite/server.ts';
import { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';
import { contract } from '../driver/pcsc/contract.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

contract(test, async () => {
  const manager = new ResourceManager();
  const slots = [manager.plugReader('Contract'), manager.plugReader('Contract')] as const;
  const [first = '', second = ''] = manager.readers();
  const directory = temporaryDirectory('pcsclite-');
  const server = new PcscliteServer({ manager, path: join(directory, 'pcscd.comm') });
  await server.listen();
  // libpcsclite reads it at the first call of the process.
  process.env.PCSCLITE_CSOCK_NAME = server.path;
  return {
    winscard: nativeWinScard(),
    readerNames: [first, second],
    differences: [],
    insert: (reader, card) => slots[reader]?.insert(card),
    remove: (reader) => void slots[reader]?.remove(),
    close: async () => {
      await server.close();
      await manager.close();
    },
  };
});
