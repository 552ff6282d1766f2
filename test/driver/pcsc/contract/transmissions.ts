/** SCardTransmit. */
import { PROTOCOL, SCARD } from '#pcsc/scard.ts';
import { type Case, gives } from './bench.ts';
import { COMMAND, ContractCard, SUCCESS } from './contract-card.ts';

const EXTENDED_BYTES = 65548;

const RESPONSE_LENGTHS = [0, 1, 127, 128, 253, 254, 255, 256, 257, 4096, 32768, 65533];
const COMMAND_LENGTHS = [4, 5, 260, 261, 262, 4096, 65535];

const responseLengths: Case = {
  title: `response data fields of ${RESPONSE_LENGTHS.join(', ')} bytes arrive as they are`,
  run: async (t, bench) => {
    await bench.insert();
    const handle = await (await bench.program()).connect();
    for (const count of RESPONSE_LENGTHS) {
      const { rv, response } = await bench.transmit(handle, COMMAND.give(count));
      t.deepEqual([rv, response.length], [SCARD.S_SUCCESS, count + 2]);
      t.true(response.subarray(0, count).every((byte, i) => byte === (i & 0xff)));
      t.deepEqual(response.slice(count), SUCCESS);
    }
  },
};

const commandLengths: Case = {
  title: `commands of ${COMMAND_LENGTHS.join(', ')} bytes arrive as they are`,
  run: async (t, bench) => {
    const card = await bench.insert();
    const handle = await (await bench.program()).connect();
    for (const length of COMMAND_LENGTHS) {
      const { rv, response } = await bench.transmit(handle, COMMAND.long(length));
      t.deepEqual([rv, response], [SCARD.S_SUCCESS, Uint8Array.of(0x6d, 0)], `${length} bytes`);
      t.is(card.commands.at(-1)?.length, length);
    }
  },
};

export const transmissions: readonly Case[] = [
  responseLengths,
  commandLengths,
  {
    title: 'a command too long for PC/SC',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      const result = await bench.transmit(handle, COMMAND.long(EXTENDED_BYTES + 1));
      gives(t, result, SCARD.E_INSUFFICIENT_BUFFER);
      t.is(card.commands.length, 0);
    },
  },
  {
    title: 'a buffer of exactly the response, and one byte less',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      const { winscard } = bench;
      const enough = await winscard.transmit(handle, PROTOCOL.T0, COMMAND.give(16), 18);
      t.deepEqual([enough.rv, enough.response.length], [SCARD.S_SUCCESS, 18]);
      const small = await winscard.transmit(handle, PROTOCOL.T0, COMMAND.give(16), 17);
      gives(t, small, SCARD.E_INSUFFICIENT_BUFFER);
      t.is(card.commands.length, 2, 'the card has executed both');
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'another protocol than the active one',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await bench.transmit(handle, COMMAND.nothing, PROTOCOL.T1), SCARD.E_PROTO_MISMATCH);
      gives(t, await bench.transmit(handle, COMMAND.nothing, 0), SCARD.E_PROTO_MISMATCH);
      t.is(card.commands.length, 0);
    },
  },
  {
    title: 'responses come to the program that asked, in its order',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await (await bench.program()).connect(), await (await bench.program()).connect()];
      const counts = Array.from({ length: 20 }, (_, i) => i);
      const asked = counts.map((count) => bench.transmit(count % 2 === 0 ? a : b, COMMAND.give(count)));
      const found = (await Promise.all(asked)).map(({ response }) => response.length - 2);
      t.deepEqual(found, counts);
    },
  },
  {
    title: 'two readers work at the same time',
    run: async (t, bench) => {
      const slow = await bench.insert();
      await bench.insert(new ContractCard(), 1);
      let release = () => {};
      slow.beforeResponse = () =>
        new Promise<void>((resolve) => {
          release = resolve;
        });
      const [a, b] = [await bench.program(), await bench.program()];
      const slowAnswer = bench.transmit(await a.connect());
      const quick = await b.connect({ reader: bench.otherReader });
      const { rv } = await bench.blockedUntil(
        t,
        slowAnswer,
        () => bench.transmit(quick),
        async () => release(),
      );
      t.is(rv, SCARD.S_SUCCESS);
    },
  },
];
