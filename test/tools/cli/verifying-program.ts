/** A program under test: presents a wrong code to the card in its reader, twice, and ends with 0. */
import { RawClient } from '../../simulator/resource-manager/pcsclite/raw-client.ts';

const client = new RawClient(process.env.PCSCLITE_CSOCK_NAME ?? '');
await client.version(4);
const { card } = await client.connect(await client.establish(), 'cps-sim 00 00');
for (let i = 0; i < 2; i++) {
  const { response } = await client.transmit(card, Buffer.from('002000010430303030', 'hex'));
  console.log(response.toString('hex'));
}
process.exit();
