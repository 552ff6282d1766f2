import test from 'ava';
import { walkFiles } from '../../../../simulator/card/profile/walk-files.ts';
import { shippedProfile, shippedProfileNames } from '../../../../simulator/personalisation/index.ts';

const files = [...walkFiles(shippedProfile('cps3-infirmier'))];
const paths = files.map(({ path }) => path);

test('every file of both volets, once: the MF, its EFs, its DFs, the volet last', (t) => {
  t.is(paths[0], '3F00');
  t.is(new Set(paths).size, paths.length);
  t.true(paths.indexOf('3F00/D003') < paths.indexOf('3F00/0001'));
  t.true(paths.indexOf('3F00/0001') < paths.indexOf('3F00/0001/D122'));
  const volet = paths.indexOf('CPS2TER/3F00');
  t.true(volet > 0 && paths.slice(volet).every((path) => path.startsWith('CPS2TER/3F00')));
  t.true(paths.includes('CPS2TER/3F00/401F'));
});

test('each file with its identifier, its node and the DF it stands in', (t) => {
  const activity = files.find(({ path }) => path === '3F00/0001/D122');
  t.like(activity, { type: 'ef', fid: 'D122', parent: { path: '3F00/0001', type: 'df', fid: '0001' } });
  t.is(activity?.node.name, 'CPS_ACTIVITY_03_PS');
  for (const { path, fid, parent } of files)
    t.is(path, parent === undefined ? path.replace(/.{4}$/, '3F00') : `${parent.path}/${fid}`);
});

test('a card without the volet has none of its files', (t) => {
  for (const name of shippedProfileNames()) {
    const profile = shippedProfile(name);
    const former = [...walkFiles(profile)].some(({ path }) => path.startsWith('CPS2TER/'));
    t.is(former, profile.cps2ter !== undefined, name);
    t.false([...walkFiles({ ...profile, cps2ter: undefined })].some(({ path }) => path.startsWith('CPS2TER/')));
  }
});
