/** SCardConnect, SCardDisconnect, SCardStatus. */
import { CARD_STATE, DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import { type Case, gives } from './bench.ts';
import { ATR, COMMAND, ContractCard } from './contract-card.ts';

const { ABSENT, PRESENT, POWERED, NEGOTIABLE } = CARD_STATE;

const refused: readonly Case[] = [
  {
    title: 'an unknown reader',
    run: async (t, bench) => {
      const program = await bench.program();
      gives(t, await program.tryConnect({ reader: 'Nobody 00 00' }), SCARD.E_UNKNOWN_READER);
      gives(t, await program.tryConnect({ reader: '' }), SCARD.E_UNKNOWN_READER);
    },
  },
  {
    title: 'a reader name longer than 127 bytes',
    run: async (t, bench) => {
      const program = await bench.program();
      gives(t, await program.tryConnect({ reader: 'x'.repeat(127) }), SCARD.E_UNKNOWN_READER);
      gives(t, await program.tryConnect({ reader: 'x'.repeat(129) }), SCARD.E_INVALID_VALUE);
    },
  },
  {
    title: 'an empty reader, shared and exclusive',
    run: async (t, bench) => {
      const program = await bench.program();
      gives(t, await program.tryConnect(), SCARD.E_NO_SMARTCARD);
      gives(t, await program.tryConnect({ shareMode: SHARE.EXCLUSIVE }), SCARD.E_NO_SMARTCARD);
    },
  },
  {
    title: 'a share mode that is none',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      for (const shareMode of [0, 4, 99]) {
        gives(t, await program.tryConnect({ shareMode }), SCARD.E_INVALID_VALUE, `share mode ${shareMode}`);
      }
    },
  },
  {
    title: 'no protocol, and a protocol that is none',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      gives(t, await program.tryConnect({ protocols: 0 }), SCARD.E_PROTO_MISMATCH);
      gives(t, await program.tryConnect({ protocols: 8 }), SCARD.E_PROTO_MISMATCH);
    },
  },
  {
    title: 'T=1 on a card of T=0',
    run: async (t, bench) => {
      await bench.insert();
      gives(t, await (await bench.program()).tryConnect({ protocols: PROTOCOL.T1 }), SCARD.E_PROTO_MISMATCH);
    },
  },
  {
    title: 'another protocol than the first program chose',
    run: async (t, bench) => {
      await bench.insert(new ContractCard(ATR.BOTH));
      const [a, b] = [await bench.program(), await bench.program()];
      await a.connect({ protocols: PROTOCOL.T1 });
      gives(t, await b.tryConnect({ protocols: PROTOCOL.T0 }), SCARD.E_PROTO_MISMATCH);
      const second = await b.tryConnect();
      gives(t, second, SCARD.S_SUCCESS);
      t.is(second.activeProtocol, PROTOCOL.T1);
    },
  },
];

const protocols: readonly Case[] = (
  [
    ['a card of T=0', ATR.T0, PROTOCOL.ANY, PROTOCOL.T0],
    ['a card of T=1', ATR.T1, PROTOCOL.ANY, PROTOCOL.T1],
    ['a card of both', ATR.BOTH, PROTOCOL.ANY, PROTOCOL.T1],
    ['a card of both, T=0 wanted', ATR.BOTH, PROTOCOL.T0, PROTOCOL.T0],
    ['a card of both, T=1 wanted', ATR.BOTH, PROTOCOL.T1, PROTOCOL.T1],
  ] as const
).map(([title, atr, protocols, expected]) => ({
  title: `protocol chosen: ${title}`,
  run: async (t, bench) => {
    await bench.insert(new ContractCard(atr));
    const result = await (await bench.program()).tryConnect({ protocols });
    gives(t, result, SCARD.S_SUCCESS);
    t.is(result.activeProtocol, expected);
    gives(t, await bench.transmit(result.card, COMMAND.nothing, expected), SCARD.S_SUCCESS);
  },
}));

const sharing: readonly Case[] = [
  {
    title: 'two programs share a card; their handles differ',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await (await bench.program()).connect(), await (await bench.program()).connect()];
      t.not(a, b);
      gives(t, await bench.transmit(a), SCARD.S_SUCCESS);
      gives(t, await bench.transmit(b), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'one program may connect twice',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      t.not(await program.connect(), await program.connect());
    },
  },
  {
    title: 'exclusive keeps the others out in every mode until it disconnects',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await bench.program(), await bench.program()];
      const handle = await a.connect({ shareMode: SHARE.EXCLUSIVE });
      for (const shareMode of Object.values(SHARE)) {
        gives(t, await b.tryConnect({ shareMode }), SCARD.E_SHARING_VIOLATION, `share mode ${shareMode}`);
      }
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
      gives(t, await bench.winscard.disconnect(handle, DISPOSITION.LEAVE_CARD), SCARD.S_SUCCESS);
      gives(t, await b.tryConnect(), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'exclusive is refused while another is connected',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await bench.program(), await bench.program()];
      await a.connect();
      gives(t, await b.tryConnect({ shareMode: SHARE.EXCLUSIVE }), SCARD.E_SHARING_VIOLATION);
    },
  },
  {
    title: 'the end of a program ends its exclusive connection',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await bench.program(), await bench.program()];
      await a.connect({ shareMode: SHARE.EXCLUSIVE });
      await bench.winscard.releaseContext(a.context);
      gives(t, await b.tryConnect(), SCARD.S_SUCCESS);
    },
  },
];

const direct: readonly Case[] = [
  {
    title: 'direct needs no card',
    run: async (t, bench) => {
      const result = await (await bench.program()).tryConnect({ shareMode: SHARE.DIRECT, protocols: 0 });
      gives(t, result, SCARD.S_SUCCESS);
      t.is(result.activeProtocol, PROTOCOL.UNDEFINED);
      const status = await bench.winscard.status(result.card);
      gives(t, status, SCARD.S_SUCCESS);
      t.deepEqual([status.state & 0xffff, status.protocol, status.atr], [ABSENT, 0, new Uint8Array(0)]);
      gives(t, await bench.transmit(result.card, COMMAND.nothing, 0), SCARD.E_NO_SMARTCARD);
    },
  },
  {
    title: 'direct beside a shared connection',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await bench.program(), await bench.program()];
      await a.connect();
      gives(t, await b.tryConnect({ shareMode: SHARE.DIRECT }), SCARD.S_SUCCESS);
    },
  },
];

const status: readonly Case[] = [
  {
    title: 'status of a connected card',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      const { rv, reader, state, protocol, atr } = await bench.winscard.status(handle);
      t.is(rv, SCARD.S_SUCCESS);
      t.deepEqual([reader, protocol, atr], [bench.reader, PROTOCOL.T0, card.atr]);
      t.is(state & 0xffff, PRESENT | POWERED | NEGOTIABLE);
    },
  },
  {
    title: 'status counts insertions and removals',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const before = (await bench.winscard.status(await program.connect())).state >>> 16;
      await bench.remove();
      await bench.insert();
      const after = (await bench.winscard.status(await program.connect())).state >>> 16;
      t.is((after - before) & 0xffff, 2);
    },
  },
];

const disconnection: readonly Case[] = [
  {
    title: 'disconnect and leave: the card keeps its state',
    run: async (t, bench) => {
      const card = await bench.insert();
      const [a, b] = [await (await bench.program()).connect(), await (await bench.program()).connect()];
      await bench.transmit(a, COMMAND.remember);
      const before = card.powerEvents.length;
      gives(t, await bench.winscard.disconnect(a, DISPOSITION.LEAVE_CARD), SCARD.S_SUCCESS);
      t.deepEqual((await bench.transmit(b, COMMAND.remembered)).response, Uint8Array.of(0x90, 0));
      t.is(card.powerEvents.length, before);
    },
  },
  ...(['RESET_CARD', 'UNPOWER_CARD'] as const).map(
    (name): Case => ({
      title: `disconnect with ${name}: the others are told`,
      run: async (t, bench) => {
        const card = await bench.insert();
        const [a, b] = [await (await bench.program()).connect(), await (await bench.program()).connect()];
        const before = card.powerEvents.length;
        gives(t, await bench.winscard.disconnect(a, DISPOSITION[name]), SCARD.S_SUCCESS);
        gives(t, await bench.transmit(b), SCARD.W_RESET_CARD);
        t.true(card.powerEvents.length > before);
      },
    }),
  ),
  {
    title: 'disconnect with EJECT_CARD: accepted, the card stays',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      gives(t, await bench.winscard.disconnect(await program.connect(), DISPOSITION.EJECT_CARD), SCARD.S_SUCCESS);
      gives(t, await program.tryConnect(), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'disconnect with a disposition that is none',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await bench.winscard.disconnect(handle, 9), SCARD.E_INVALID_VALUE);
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'the last program leaves: the next one still finds the card',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = [await bench.program(), await bench.program()];
      await bench.winscard.disconnect(await a.connect(), DISPOSITION.UNPOWER_CARD);
      const handle = await b.connect();
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
    },
  },
];

export const connections: readonly Case[] = [
  ...refused,
  ...protocols,
  ...sharing,
  ...direct,
  ...status,
  ...disconnection,
];
