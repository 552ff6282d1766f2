/** SCardGetAttrib, SCardSetAttrib, SCardControl. */

import { toHex } from '#iso7816/bytes.ts';
import { ATTRIBUTE, PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD, SHARE } from '#pcsc/scard.ts';
import { codeName } from '#windows/codes.ts';
import { type Case, gives } from './bench.ts';

/** pcsc-lite's CM_IOCTL_GET_FEATURE_REQUEST. */
const GET_FEATURE_REQUEST = 0x42000000 + 3400;
const NO_ATTRIBUTE = 0x0001ff00;
/** Numbers with their low byte first; the first reader of its machine. */
const CCID_ATTRIBUTES = {
  VENDOR_IFD_VERSION: '00000001',
  VENDOR_IFD_SERIAL_NO: '53494D554C4154494F4E203100',
  CHANNEL_ID: '01012000',
  MAXINPUT: '05010000',
  ICC_INTERFACE_STATUS: '01',
  ICC_TYPE_PER_ATR: '01',
} as const satisfies Partial<Record<keyof typeof ATTRIBUTE, string>>;

export const capabilities: readonly Case[] = [
  {
    title: 'the ATR as an attribute',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      const { rv, value } = await bench.winscard.getAttrib(handle, ATTRIBUTE.ATR_STRING);
      if (bench.world.differences.includes('serves-no-attributes')) gives(t, { rv }, PCSCLITE_E_UNSUPPORTED_FEATURE);
      else t.deepEqual([rv, value], [SCARD.S_SUCCESS, card.atr]);
    },
  },
  {
    title: 'an attribute nobody knows',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await bench.winscard.getAttrib(handle, NO_ATTRIBUTE), PCSCLITE_E_UNSUPPORTED_FEATURE);
    },
  },
  {
    title: 'the name of the reader as an attribute',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      const { rv, value } = await bench.winscard.getAttrib(handle, ATTRIBUTE.DEVICE_FRIENDLY_NAME);
      if (bench.world.differences.includes('serves-no-attributes')) gives(t, { rv }, SCARD.E_INSUFFICIENT_BUFFER);
      else t.deepEqual([rv, new TextDecoder().decode(value)], [SCARD.S_SUCCESS, `${bench.reader}\0`]);
    },
  },
  {
    title: 'what the driver of a USB reader knows of it',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      const asked: string[] = [];
      for (const name of Object.keys(CCID_ATTRIBUTES) as (keyof typeof CCID_ATTRIBUTES)[]) {
        const { rv, value } = await bench.winscard.getAttrib(handle, ATTRIBUTE[name]);
        asked.push(rv === SCARD.S_SUCCESS ? toHex(value) : codeName(rv));
      }
      const unknown = Object.keys(CCID_ATTRIBUTES).map(() => codeName(PCSCLITE_E_UNSUPPORTED_FEATURE));
      const knowsNothing = bench.world.differences.includes('serves-no-attributes');
      t.deepEqual(asked, knowsNothing ? unknown : Object.values(CCID_ATTRIBUTES));
    },
  },
  {
    title: 'the contacts of an empty reader',
    run: async (t, bench) => {
      const handle = await (await bench.program()).connect({ shareMode: SHARE.DIRECT, protocols: 0 });
      for (const attribute of [ATTRIBUTE.ICC_INTERFACE_STATUS, ATTRIBUTE.ICC_TYPE_PER_ATR]) {
        const result = await bench.winscard.getAttrib(handle, attribute);
        if (bench.world.differences.includes('serves-no-attributes')) gives(t, result, PCSCLITE_E_UNSUPPORTED_FEATURE);
        else t.deepEqual([result.rv, toHex(result.value)], [SCARD.S_SUCCESS, '00']);
      }
    },
  },
  {
    title: 'an attribute cannot be set',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      const result = await bench.winscard.setAttrib(handle, ATTRIBUTE.ATR_STRING, Uint8Array.of(1));
      gives(t, result, SCARD.E_NOT_TRANSACTED);
    },
  },
  {
    title: 'features, asked by a direct connection without card',
    run: async (t, bench) => {
      const handle = await (await bench.program()).connect({ shareMode: SHARE.DIRECT, protocols: 0 });
      const ask = (controlCode: number) => bench.winscard.control(handle, controlCode, new Uint8Array(0));
      const features = await ask(GET_FEATURE_REQUEST);
      if (bench.world.differences.includes('serves-no-attributes')) {
        gives(t, features, PCSCLITE_E_UNSUPPORTED_FEATURE);
        return;
      }
      t.is(features.rv, SCARD.S_SUCCESS);
      t.is(toHex(features.output.subarray(0, 2)), '1204', 'GET_TLV_PROPERTIES alone');
      t.is(features.output.length, 6);
      const controlCode = new DataView(features.output.buffer, features.output.byteOffset).getUint32(2);
      const properties = await ask(controlCode);
      t.is(properties.rv, SCARD.S_SUCCESS);
      t.is(toHex(properties.output), '010200000301000901000B0209120C0201000A0400000100');
    },
  },
  {
    title: 'a control code nobody knows',
    run: async (t, bench) => {
      const handle = await (await bench.program()).connect({ shareMode: SHARE.DIRECT, protocols: 0 });
      gives(t, await bench.winscard.control(handle, 0x42000000 + 1, new Uint8Array(0)), PCSCLITE_E_UNSUPPORTED_FEATURE);
    },
  },
];
