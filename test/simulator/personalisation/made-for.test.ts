import { X509Certificate } from 'node:crypto';
import test from 'ava';
import type { Bytes } from '#iso7816/bytes.ts';
import { PersonError, personNamed } from '../../../simulator/people/index.ts';
import { identifiedAs, madeFor, personaliseApart, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { checkCard, outdatedParts } from '../../../simulator/personalisation/inspection/index.ts';
import { CIA_READER } from '../../../tools/cli/card/cia-reader.ts';

const profile = shippedProfile('cps3-medecin');
const hugo = personNamed('hugo-infirmier');

test('the files of situations are as many as the holder has, as those that a profile has by hand', (t) => {
  const paths = (name: string, made = shippedProfile(name)) => {
    const application = made.mf.children['0001'];
    const former = made.cps2ter?.mf.children ?? {};
    return [application?.type === 'df' ? Object.keys(application.children) : [], Object.keys(former).sort()];
  };
  t.deepEqual(paths('', madeFor(profile, hugo)), paths('cps3-infirmier'));
  t.deepEqual(
    paths('', madeFor(shippedProfile('cps3-infirmier'), personNamed('claire-medecin'))),
    paths('cps3-medecin'),
  );
});

test('a card of somebody else has numbers, keys and certificates of its own, and checks well', async (t) => {
  const made = madeFor(profile, hugo);
  const [state, others] = await Promise.all([personaliseApart(made, 1), personaliseApart(profile, 1)]);
  t.notDeepEqual(state.contents['3F00/D003'], others.contents['3F00/D003']);
  t.false(state.keys['3F00/0001/01']?.equals(others.keys['3F00/0001/01'] as never));
  t.regex(new X509Certificate(state.contents['3F00/0001/A002'] as Bytes).subject, /CN=00B9990003/);
  const problems = checkCard({ profile: made, seed: 1, state }, CIA_READER).flatMap((check) => check.problems);
  t.deepEqual(problems, []);
  t.deepEqual(outdatedParts(made), []);
});

test("the profile's own holder changes nothing", (t) => {
  t.is(madeFor(profile, personNamed('claire-medecin')), profile);
  t.is(identifiedAs(profile, undefined), profile);
});

test('nobody of that name', (t) => {
  t.throws(() => identifiedAs(profile, 'nobody'), { instanceOf: PersonError });
});
