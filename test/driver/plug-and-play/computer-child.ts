/** A program beside others: makes `count` changes to one computer. */
import { Computer } from '../../../driver/plug-and-play/index.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const computer = Computer.open(folder);
for (let i = 0; i < Number(count); i++) {
  await computer.change(({ publishers }) => {
    publishers[`${name}${i}`] = 'trusted';
  });
}
