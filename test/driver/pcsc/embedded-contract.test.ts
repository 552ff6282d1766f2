/** The embedded resource manager keeps the contract that pcscd sets. */
import test from 'ava';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { contract } from './contract.ts';

contract(test, () => {
  const manager = new ResourceManager();
  const slots = [manager.plugReader('Contract'), manager.plugReader('Contract')] as const;
  const [first = '', second = ''] = manager.readers();
  return {
    winscard: manager,
    readerNames: [first, second],
    differences: [],
    insert: (reader, card) => slots[reader]?.insert(card),
    remove: (reader) => void slots[reader]?.remove(),
    close: () => manager.close(),
  };
});
