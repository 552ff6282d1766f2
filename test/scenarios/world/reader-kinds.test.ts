/** What the kind of a reader changes for programs, on each target of our own. */
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST } from '#pcsc/part10.ts';
import { ATTRIBUTE, PCSCLITE_E_UNSUPPORTED_FEATURE, PROTOCOL, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { world } from '../../../scenarios/world/index.ts';

for (const target of ['in-process', 'embedded'] as const) {
  test(`${target}: a contactless reader answers with the UID, always the same`, async (t) => {
    const w = await world({ target });
    t.teardown(() => w.close());
    const reader = w.reader('borne', 'contactless');
    const card = w.card('cps3-medecin', { seed: 1 });
    const uids = [];
    for (let i = 0; i < 2; i++) {
      await reader.insert(card);
      uids.push(await transmit(w.winscard, await reader.pcscName(), 'FFCA000000'));
      await reader.remove();
    }
    t.regex(uids[0] ?? '', /^[0-9A-E]F[0-9A-F]{6}9000$/);
    t.is(uids[1], uids[0]);
  });

  test(`${target}: the driver of vsmartcard knows nothing of its reader, that of USB readers does`, async (t) => {
    const w = await world({ target });
    t.teardown(() => w.close());
    const card = w.card('cps3-medecin', { seed: 1 });
    for (const [name, kind, rv] of [
      ['bureau', 'contact', SCARD.S_SUCCESS],
      ['borne', 'vpcd', PCSCLITE_E_UNSUPPORTED_FEATURE],
    ] as const) {
      const reader = w.reader(name, kind);
      await reader.insert(card);
      const { handle } = await connected(w.winscard, await reader.pcscName());
      const features = await w.winscard.control(handle, CM_IOCTL_GET_FEATURE_REQUEST, new Uint8Array(0));
      const attribute = await w.winscard.getAttrib(handle, ATTRIBUTE.MAXINPUT);
      t.deepEqual([features.rv, attribute.rv], [rv, rv], kind);
      await reader.remove();
    }
  });
}

type WinScard = Awaited<ReturnType<typeof world>>['winscard'];

async function connected(winscard: WinScard, reader: string) {
  const { context } = await winscard.establishContext(SCOPE.SYSTEM);
  const { card: handle, activeProtocol } = await winscard.connect(context, reader, SHARE.SHARED, PROTOCOL.ANY);
  return { handle, activeProtocol };
}

async function transmit(winscard: WinScard, reader: string, command: string): Promise<string> {
  const { handle, activeProtocol } = await connected(winscard, reader);
  return toHex((await winscard.transmit(handle, activeProtocol, fromHex(command))).response);
}
