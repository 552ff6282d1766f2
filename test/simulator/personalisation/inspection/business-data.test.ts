/**
 * The business data of a card in words. The bytes are written by hand; what they mean: reference/cryptolib.md 6.10.
 */
import test from 'ava';
import { TlvError } from '#iso7816/ber-tlv.ts';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { personalise, shippedProfile, shippedProfileNames } from '../../../../simulator/personalisation/index.ts';
import { businessValues } from '../../../../simulator/personalisation/inspection/business-data.ts';
import { describeCard } from '../../../../simulator/personalisation/inspection/index.ts';
import { Obstacle } from '../../../../simulator/personalisation/inspection/inspected-card.ts';

const says = test.macro({
  exec(t, file: string, content: string, expected: string) {
    const values = businessValues(file, fromHex(content.replaceAll(' ', '')));
    t.is(values.map(({ name, value }) => `${name} ${value}`).join(', '), expected);
  },
  title: (_, file: string, content: string) => `${file}: ${content}`,
});

// biome-ignore-start format: one file a line
test(
  says,
  'CPS_ID_CARD',
  'E3 18 80 06 80250000001F 81 05 2999000001 82 01 80 83 04 20260131',
  'issuer 80250000001, cardNumber 2999000001, category de test (80), issuedOn 2026-01-31',
);
test(says, 'CPS_NAME_PS', 'E4 0A 80 01 16 84 05 5A4FC94C45', 'civility Madame (22), givenName ZOÉLE');
test(says, 'CPS_NAME_PS', 'E4 03 80 01 63', 'civility 99');
test(says, 'CPS_LANG_PS', 'E5 08 80 02 6672 80 02 6272', 'language fr, language br');
test(
  says,
  'CPS_INFO_PS',
  'ED 0A 80 01 02 82 01 28 85 02 3031',
  'cardType CPE/CDE (2), profession Chirurgien-dentiste (40), specialty 01',
);
test(says, 'CPS_INFO_PS', 'ED 06 9F2A 01 00 86 00', '');
test(says, 'CPS_ACTIVITY_12_PS', 'EE 03 80 01 01', 'modeOfExercise salarié (1)');
test(says, 'CPS_SIT_FACT', 'E0 07 A0 05 80 03 313233', 'structureId 123');
test(says, 'CPS2TER_ACTIVITY_01_PS', '30 03 80 01 07', 'situation 7');
test(
  says,
  'EF_ACTUA',
  'EC 12 81 07 20260131235959 82 07 20260201000000',
  'start 2026-01-31T23:59:59Z, end 2026-02-01T00:00:00Z',
);
test(says, 'CPS_LANG_PS', 'E5 04 80 02 6672 00 00 00', 'language fr');
// biome-ignore-end format: one file a line

const unreadable = test.macro({
  exec(t, file: string, content: string) {
    const error = t.throws(() => businessValues(file, fromHex(content.replaceAll(' ', ''))));
    t.true(error instanceof Obstacle || error instanceof TlvError, String(error));
  },
  title: (_, file: string, content: string) => `${file} cannot be read: '${content}'`,
});

for (const [file, content] of [
  ['CPS_ID_CARD', ''],
  ['CPS_ID_CARD', 'E3'],
  ['CPS_ID_CARD', 'E3 05 81 05 29'],
  ['CPS_ID_CARD', 'E4 00'],
  ['CPS_ID_CARD', 'E3 00 01'],
  ['CPS_ID_CARD', 'E3 03 81 01 A1'],
  ['CPS_ID_CARD', 'E3 06 83 04 20260230'],
  ['CPS_ID_CARD', 'E3 06 83 04 20261301'],
  ['CPS_ID_CARD', 'E3 05 83 03 202601'],
  ['CPS_NAME_PS', 'E4 04 80 02 1616'],
  ['CPS_NAME_PS', 'E4 02 80 00'],
  ['EF_ACTUA', 'EC 02 81 00'],
  ['EF_ACTUA', 'EC 09 81 07 20260131240060'],
] as const)
  test(unreadable, file, content);

const profile = shippedProfile('cps3-medecin');

test('every shipped card says all that it holds, and nothing is damaged', (t) => {
  for (const name of shippedProfileNames()) {
    const shipped = shippedProfile(name);
    const { businessData, damaged } = describeCard({ profile: shipped, seed: 1, state: personalise(shipped, 1) });
    t.deepEqual(damaged, []);
    t.true(businessData.length >= 5, name);
    for (const { values } of businessData) t.true(values.length > 0, name);
  }
});

test('a damaged file is named, and the rest is shown', (t) => {
  const state = personalise(profile, 1);
  const path = '3F00/0001/D102';
  const cut = (state.contents[path] as Uint8Array).subarray(0, 20);
  const { businessData, damaged } = describeCard({
    profile,
    seed: 1,
    state: { ...state, contents: { ...state.contents, [path]: cut } },
  });
  t.deepEqual(
    damaged.map(({ path: at, label }) => [at, label.en]),
    [[path, 'CPS_NAME_PS']],
    toHex(cut),
  );
  t.deepEqual(businessData.map(({ name }) => name).slice(0, 2), ['CPS_ID_CARD', 'CPS_LANG_PS']);
});
