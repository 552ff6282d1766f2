/**
 * A program that does with winscard what its standard input says, a line of JSON a call; contexts and handles have names.
 *
 * In: `{ id, call, args }`. Out: `{ id, ...outputs }`, bytes in hexadecimal, handles left out. Calls run side by side.
 */
import { createInterface } from 'node:readline';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { INFINITE, READER_STATE, SCARD, SCOPE } from '#pcsc/scard.ts';
import type { Result } from '#pcsc/winscard.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';

type Arguments = readonly (string | number)[];

const winscard = nativeWinScard();
const handles = new Map<string, number>();
/** What was last seen of a reader. */
const believed = new Map<string, number>();

function handle(name: unknown): number {
  const found = handles.get(String(name));
  if (found === undefined) throw new Error(`no handle or context '${name}'`);
  return found;
}

async function states(context: string, timeoutMs: number, reader: string, currentState: number) {
  const { rv, states } = await winscard.getStatusChange(handle(context), timeoutMs, [{ reader, currentState }]);
  const { eventState = 0, atr = new Uint8Array(0) } = states[0] ?? {};
  believed.set(reader, eventState & ~READER_STATE.CHANGED);
  return { rv, eventState, atr };
}

/** Waits until the reader shows all of the bits `present` and none of `absent`. */
async function until(context: string, reader: string, present: number, absent: number): Promise<Result> {
  for (let currentState: number = READER_STATE.UNAWARE; ; ) {
    const { rv, eventState } = await states(context, INFINITE, reader, currentState);
    if (rv !== SCARD.S_SUCCESS || ((eventState & present) === present && (eventState & absent) === 0)) return { rv };
    currentState = eventState & ~READER_STATE.CHANGED;
  }
}

const CALLS: Readonly<Record<string, (...args: (string & number)[]) => Promise<Result>>> = {
  async establish(name) {
    const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
    handles.set(name, context);
    return { rv };
  },
  release: (context) => winscard.releaseContext(handle(context)),
  valid: (context) => winscard.isValidContext(handle(context)),
  list: async (context) => ({ ...(await winscard.listReaders(handle(context))) }),
  cancel: (context) => winscard.cancel(handle(context)),
  state: (context, reader, currentState) => states(context, 0, reader, currentState),
  again: (context, reader) => states(context, 0, reader, believed.get(reader) ?? 0),
  watch: (context, reader) => states(context, INFINITE, reader, believed.get(reader) ?? 0),
  until,
  async connect(name, context, reader, shareMode, protocols) {
    const { rv, card, activeProtocol } = await winscard.connect(handle(context), reader, shareMode, protocols);
    if (rv === SCARD.S_SUCCESS) handles.set(name, card);
    return { rv, activeProtocol };
  },
  reconnect: async (card, ...how) => ({
    ...(await winscard.reconnect(handle(card), ...(how as unknown as [number, number, number]))),
  }),
  disconnect: (card, disposition) => winscard.disconnect(handle(card), disposition),
  status: async (card) => ({ ...(await winscard.status(handle(card))) }),
  begin: (card) => winscard.beginTransaction(handle(card)),
  end: (card, disposition) => winscard.endTransaction(handle(card), disposition),
  transmit: async (card, protocol, command, room) => ({
    ...(await winscard.transmit(handle(card), protocol, fromHex(command), room)),
  }),
  control: async (card, code, input) => ({ ...(await winscard.control(handle(card), code, fromHex(input))) }),
  attribute: async (card, attribute) => ({ ...(await winscard.getAttrib(handle(card), attribute)) }),
  setAttribute: (card, attribute, value) => winscard.setAttrib(handle(card), attribute, fromHex(value)),
};

async function perform(id: number, call: string, args: Arguments): Promise<void> {
  const outputs = await CALLS[call]?.(...(args as (string & number)[]));
  const asText = (_: string, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value);
  process.stdout.write(`${JSON.stringify({ id, ...outputs }, asText)}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, args } = JSON.parse(line);
  void perform(id, call, args);
}
process.exit(0);
