/** Discovery over cards that answer its probes: in what order it asks, what it makes of the answers, what it leaves. */
import test from 'ava';
import { tlv } from '#iso7816/ber-tlv.ts';
import { ascii, type Bytes, concat, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { discoverDevice } from '../../../driver/plug-and-play/index.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';

const ATR = hex`3B 04 51 FF 08 00`;
const ATR_WITHOUT_HISTORY = hex`3B 00`;
const FROM_ATR = 'SCFILTER\\CID_51FF0800';

const SELECT_PNP = '00A404000BA0000003974349445F010000';
const GET_IDS = '00CA7F6800';
const SELECT_MF = '00A40000023F0000';
const SELECT_EF_ATR = '00A40000022F0100';
const READ = '00B0000000';
const SELECT_PIV = '00A4040009A0000003080000100000';
const SELECT_GIDS = '00A4040009A0000003974254465900';

const GUID = fromHex('00112233445566778899AABBCCDDEEFF');
const FROM_GUID = 'SCFILTER\\CID_00112233445566778899AABBCCDDEEFF';

/** 7F68 { SEQUENCE { version, vendor, SEQUENCE OF GUID } } */
function deviceIds({ version = 0, vendor = 'MSFT', guids = [GUID] as readonly Bytes[] } = {}): Bytes {
  const list = tlv(0x30, ...guids.map((guid) => tlv(0x04, guid)));
  return tlv(0x7f68, tlv(0x30, tlv(0x02, Uint8Array.of(version)), tlv(0x16, ascii(vendor)), list));
}

const OK = hex`90 00`;

/** Refuses with 6A82 what it has no answer for; keeps what it was asked, and counts its resets. */
class ScriptedCard implements SmartCard {
  readonly name = 'scripted';
  readonly asked: string[] = [];
  resets = 0;
  readonly #atr: Bytes;
  readonly #answers: Readonly<Record<string, Bytes>>;

  constructor(answers: Readonly<Record<string, Bytes>>, atr: Bytes = ATR) {
    this.#answers = answers;
    this.#atr = atr;
  }

  powerOn(): Bytes {
    return this.#atr;
  }
  powerOff(): void {}
  reset(): Bytes {
    this.resets += 1;
    return this.#atr;
  }
  getAtr(): Bytes {
    return this.#atr;
  }
  transmit(command: Bytes): Bytes {
    // T=0 leaves Le out behind a data field.
    const text = toHex(command);
    this.asked.push(text);
    const found = Object.entries(this.#answers).find(([wanted]) => wanted === text || wanted === `${text}00`);
    return found?.[1] ?? hex`6A 82`;
  }
}

async function discover(card: ScriptedCard) {
  const manager = new ResourceManager();
  try {
    const slot = manager.plugReader('bureau');
    slot.insert(card);
    const context = await PcscContext.establish(manager);
    const connected = await context.connect(slot.name);
    card.resets = 0;
    const identity = await discoverDevice(connected, (await connected.status()).atr);
    return { identity, resets: card.resets };
  } finally {
    await manager.close();
  }
}

const found = test.macro(
  async (
    t,
    answers: Readonly<Record<string, Bytes>>,
    ids: readonly string[] | undefined,
    resets: number,
    atr?: Bytes,
  ) => {
    const outcome = await discover(new ScriptedCard(answers, atr));
    t.deepEqual(outcome.identity?.hardwareIds, ids);
    t.is(outcome.resets, resets);
  },
);

const IDS = concat(deviceIds(), OK);

// Answers, hardware ids, resets afterwards.
test('nothing but its ATR', found, {}, [FROM_ATR], 0);
test('its own application: the first GUID', found, { [SELECT_PNP]: OK, [GET_IDS]: IDS }, [FROM_GUID], 1);
test('GET DATA is sent even if the application is not there', found, { [GET_IDS]: IDS }, [FROM_GUID], 0);
test(
  'several GUIDs, in their order',
  found,
  { [GET_IDS]: concat(deviceIds({ guids: [GUID, GUID.toReversed()] }), OK) },
  [FROM_GUID, 'SCFILTER\\CID_FFEEDDCCBBAA99887766554433221100'],
  0,
);
test('another vendor tells nothing', found, { [GET_IDS]: concat(deviceIds({ vendor: 'ACME' }), OK) }, [FROM_ATR], 0);
test('another version tells nothing', found, { [GET_IDS]: concat(deviceIds({ version: 1 }), OK) }, [FROM_ATR], 0);
test(
  'a GUID of 15 bytes is none',
  found,
  { [GET_IDS]: concat(deviceIds({ guids: [GUID.slice(1)] }), OK) },
  [FROM_ATR],
  0,
);
test('bytes that are no data object', found, { [GET_IDS]: hex`7F 68 05 30 90 00` }, [FROM_ATR], 0);
test(
  'EF.ATR',
  found,
  { [SELECT_MF]: OK, [SELECT_EF_ATR]: OK, [READ]: concat(hex`43 01 B8`, deviceIds(), OK) },
  [FROM_GUID],
  0,
);
test('EF.ATR without it', found, { [SELECT_MF]: OK, [SELECT_EF_ATR]: OK, [READ]: hex`43 01 B8 90 00` }, [FROM_ATR], 0);
test('a PIV card', found, { [SELECT_PIV]: OK }, [FROM_ATR, 'SCFILTER\\CID_PIV'], 1);
test('a GIDS card', found, { [SELECT_GIDS]: OK }, [FROM_ATR, 'SCFILTER\\CID_GIDS'], 1);
test('a PIV card without historical bytes', found, { [SELECT_PIV]: OK }, ['SCFILTER\\CID_PIV'], 1, ATR_WITHOUT_HISTORY);
test('nothing tells what it is', found, {}, undefined, 0, ATR_WITHOUT_HISTORY);

test('the probes, in their order, and the master file last', async (t) => {
  const card = new ScriptedCard({ [SELECT_MF]: OK, [SELECT_EF_ATR]: OK, [READ]: hex`43 01 B8 90 00` });
  await discover(card);
  const whole = [SELECT_PNP, GET_IDS, SELECT_MF, SELECT_EF_ATR, READ, SELECT_PIV, SELECT_GIDS, SELECT_MF];
  // The data field, and no Le behind it with T=0.
  t.deepEqual(
    card.asked,
    whole.map((command) => (command.length > 10 ? command.slice(0, -2) : command)),
  );
});

test('no probe carries a code', async (t) => {
  const card = new ScriptedCard({});
  await discover(card);
  t.deepEqual([...new Set(card.asked.map((command) => command.slice(2, 4)))], ['A4', 'CA']);
});
