/** A reader of the kind vpcd answers as vsmartcard's driver under pcscd does. */
import test from 'ava';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { contract } from './contract.ts';

contract(test, () => {
  const manager = new ResourceManager();
  const plug = () => manager.plugReader('Contract', { driver: 'vpcd' });
  const slots = [plug(), plug()] as const;
  const [first = '', second = ''] = manager.readers();
  return {
    winscard: manager,
    readerNames: [first, second],
    differences: ['serves-no-attributes'],
    insert: (reader, card) => slots[reader]?.insert(card),
    remove: (reader) => void slots[reader]?.remove(),
    close: () => manager.close(),
  };
});
