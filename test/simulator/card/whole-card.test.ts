/** A card as full as one can be, read as the official middleware reads: reference/cryptolib.md 3, 6.8, 6.9, 6.11. */
import test from 'ava';
import { type Bytes, concat, fromHex, hex, toHex, uint16 } from '#iso7816/bytes.ts';
import { encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { decodeDodf } from '../../../driver/cia/dodf.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { holderOf } from '../../../simulator/personalisation/holder.ts';
import { personalise } from '../../../simulator/personalisation/index.ts';
import { changedProfile, type TestCard, testCard, VERIFY_PIN } from './test-card.ts';

/** The physician's card with all the situations a card can hold, each with its name. */
function fullProfile(): Profile {
  return changedProfile((profile) => {
    const { mf, cps2ter } = profile;
    const holder = holderOf(profile);
    profile.holder = holder;
    const application = mf.children['0001'];
    const first = application?.type === 'df' ? application.children.D120 : undefined;
    const former = cps2ter?.mf.children['4010'];
    const { situationExercice } = holder;
    if (
      application?.type !== 'df' ||
      first?.type !== 'ef' ||
      former?.type !== 'ef' ||
      cps2ter === undefined ||
      !situationExercice
    )
      throw new Error('expected a first situation in both volets');
    for (let n = 2; n <= 16; n++) {
      const activity = String(n).padStart(2, '0');
      const cia = { class: 'data', label: `CPS_ACTIVITY_${activity}_PS`, flags: ['private'], source: 'test' } as const;
      holder.furtherSituationsExercice[activity] = { ...situationExercice, name: `CABINET ${activity}` };
      application.children[`D${(0x11f + n).toString(16).toUpperCase()}`] = {
        ...first,
        content: { build: 'cps-activity', activity },
        cia: { ...cia, flags: [...cia.flags] },
      };
      cps2ter.mf.children[toHex(uint16(0x400f + n))] = { ...former, content: { build: 'cps2ter-activity', activity } };
    }
  });
}

/** What a file holds, read as the official middleware reads: the size from SELECT, then parts of at most 231 bytes. */
function readFile({ card }: TestCard, cla: number, path: Bytes): Bytes {
  const command = (ins: number, p1: number, p2: number, data: Bytes, ne: number): Bytes =>
    card.transmit(encodeCommandApdu({ cla, ins, p1, p2, data, ne }));
  const information = (length: number): Bytes => command(0xc0, 0, 0, hex``, length);
  let size = 0;
  if (cla === 0) {
    const [, length = 0] = command(0xa4, 9, 4, path, 0);
    const fcp = information(length);
    size = (fcp[4] ?? 0) * 256 + (fcp[5] ?? 0);
  } else
    for (let at = 0; at < path.length; at += 2) {
      const [, length = 0] = command(0xa4, 0, 0, path.slice(at, at + 2), 0);
      const file = information(length);
      size = (file[2] ?? 0) * 256 + (file[3] ?? 0);
    }
  let read: Bytes = hex``;
  while (read.length < size) {
    const part = command(0xb0, read.length >> 8, read.length & 0xff, hex``, Math.min(231, size - read.length));
    if (toHex(part.slice(-2)) !== '9000') throw new Error(`${toHex(path)}: ${toHex(part.slice(-2))}`);
    read = concat(read, part.slice(0, -2));
  }
  return read;
}

/** The files of the contactless volet alone. */
const CONTACTLESS = /^3F00\/(0002\/|0001\/(710[246]|A003)$)/;

test('every file of contact and former volet is read whole, its size as SELECT tells it, on a card with all sixteen situations', (t) => {
  const used = fullProfile();
  const card = testCard({ change: (profile) => void Object.assign(profile, used), state: personalise(used, 1) });
  card.send(VERIFY_PIN[0]);
  const files = Object.entries(card.store.state.contents).filter(([path]) => !path.startsWith('DO/'));
  const read = files.filter(([path]) => !CONTACTLESS.test(path));
  t.is(files.length - read.length, 6);
  t.is(read.filter(([path]) => path.startsWith('CPS2TER/3F00/401') || path.includes('/D12')).length, 32);
  for (const [path, content] of read) {
    const former = path.startsWith('CPS2TER/');
    const fids = fromHex(path.replace('CPS2TER/', '').replaceAll('/', ''));
    t.is(toHex(readFile(card, former ? 0xa0 : 0, fids)), toHex(content), path);
  }
  const labels = decodeDodf(card.store.state.contents['3F00/0001/7006'] ?? hex``).map(({ label = '' }) => label);
  t.is(labels.filter((label) => label.startsWith('CPS_ACTIVITY_')).length, 16);
});
