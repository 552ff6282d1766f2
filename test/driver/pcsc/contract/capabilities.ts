/** SCardGetAttrib, SCardSetAttrib, SCardControl. */
import { ATTRIBUTE, PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD, SHARE } from '#pcsc/scard.ts';
import { type Case, gives } from './bench.ts';

/** pcsc-lite's CM_IOCTL_GET_FEATURE_REQUEST. */
const GET_FEATURE_REQUEST = 0x42000000 + 3400;
const NO_ATTRIBUTE = 0x0001ff00;

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
      const result = await bench.winscard.control(handle, GET_FEATURE_REQUEST, new Uint8Array(0));
      gives(t, result, PCSCLITE_E_UNSUPPORTED_FEATURE);
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
