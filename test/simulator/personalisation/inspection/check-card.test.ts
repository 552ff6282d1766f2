/** Judge of the CIA files: the driver's reader, which knows nothing of the personalisation. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CardFile } from '../../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile, shippedProfileNames } from '../../../../simulator/personalisation/index.ts';
import { checkCard } from '../../../../simulator/personalisation/inspection/index.ts';
import { CIA_READER } from '../../../../tools/cli/card/cia-reader.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const profile = shippedProfile('cps3-medecin');
const fresh = { profile, seed: 1, state: personalise(profile, 1) };
const path = join(temporaryDirectory('inspection-'), 'medecin.cps.json');
CardFile.create(path, fresh);
const text = readFileSync(path, 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: a file broken by hand has no type
type Change = (json: any) => void;

/** Reason and place of each problem of a fresh card whose file was changed by hand. */
function problemsOf(change: Change): [reason: string, place: string][] {
  const json = JSON.parse(text);
  change(json);
  writeFileSync(path, JSON.stringify(json));
  const results = checkCard(CardFile.openReadOnly(path), CIA_READER);
  return results.flatMap(({ problems }) =>
    problems.map(({ reason, text }) => [reason, text.en.split(/[:,]/)[0] ?? '']),
  );
}

test('every shipped card is well', (t) => {
  for (const name of shippedProfileNames()) {
    const shipped = shippedProfile(name);
    const results = checkCard({ profile: shipped, seed: 1, state: personalise(shipped, 1) }, CIA_READER);
    t.true(results.length > 4);
    t.deepEqual(
      results.flatMap(({ problems }) => problems),
      [],
      name,
    );
  }
});

/** A time as a certificate has it, in hexadecimal. */
function utcTime(iso: string): string {
  const digits = iso.replace(/[^0-9]/g, '').slice(2);
  return Buffer.from(`${digits}Z`).toString('hex').toUpperCase();
}

const finds = test.macro((t, change: Change, expected: readonly (readonly [string, string])[]) => {
  t.deepEqual(problemsOf(change), expected);
});

test(
  'a holder without IdNat_PS',
  finds,
  (json) => {
    delete json.profile.holder.nationalId;
  },
  [['wrongHolder', "profile 'cps3-medecin'"]],
);
test(
  'check digit',
  finds,
  (json) => {
    json.contents['3F00/D003'] = json.contents['3F00/D003'].replace(/.F$/, (end: string) =>
      end === '0F' ? '1F' : '0F',
    );
  },
  [['wrongCheckDigit', '3F00/D003']],
);
test(
  'EF.SN of another issuer',
  finds,
  (json) => {
    json.contents['3F00/D003'] = '5A0A8025000002290000017F'.padEnd(24, 'F').slice(0, 24);
  },
  [['wrongIssuer', '3F00/D003']],
);
test(
  'certificate of another key',
  finds,
  ({ contents }) => {
    contents['3F00/0001/A001'] = contents['3F00/0001/A002'];
  },
  [['certificateOfAnotherKey', '3F00/0001/A001']],
);
test(
  'certificate with a byte behind it',
  finds,
  ({ contents }) => {
    contents['3F00/0001/A001'] += '00';
  },
  [['notACertificate', '3F00/0001/A001']],
);
test(
  'certificate of another issuer',
  finds,
  ({ contents }) => {
    contents['3F00/0001/A001'] = `${contents['3F00/0001/A001'].slice(0, -2)}00`;
  },
  [['certificateOfAnotherIssuer', '3F00/0001/A001']],
);
test(
  'certificate that ends before it begins',
  finds,
  ({ contents, profile: { personalisation } }) => {
    const { notAfter } = personalisation;
    contents['3F00/0001/A001'] = contents['3F00/0001/A001'].replace(utcTime(notAfter), utcTime('2011-01-01T00:00:00Z'));
  },
  [
    ['endsBeforeItBegins', '3F00/0001/A001'],
    ['certificateOfAnotherIssuer', '3F00/0001/A001'],
  ],
);
test(
  'EF.DIR names another application',
  finds,
  ({ contents }) => {
    contents['3F00/2F00'] = contents['3F00/2F00'].replace('51043F000001', '51043F000002');
  },
  [['dfOfAnotherName', '3F00/2F00']],
);
test(
  'EF.DIR names nothing',
  finds,
  ({ contents }) => {
    contents['3F00/2F00'] = contents['3F00/2F00'].replace('51043F000001', '51043F000009');
  },
  [['notADf', '3F00/2F00']],
);
test(
  'the ODF names a file that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/5031'] = contents['3F00/0001/5031'].replace('7004', '7044');
  },
  [['noFile', '3F00/0001/5031']],
);
test(
  'the CDF names a file that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7004'] = contents['3F00/0001/7004'].replace('A001', 'A009');
  },
  [['noFile', '3F00/0001']],
);
test(
  'the PrKDF is cut',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7002'] = contents['3F00/0001/7002'].slice(0, -4);
  },
  [['unreadable', 'PrKDF']],
);
test(
  'the PrKDF names a key that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7002'] = contents['3F00/0001/7002'].replace('02020081', '02020085');
  },
  [['noKey', '3F00/0001']],
);
test(
  'the AODF names a code that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7001'] = contents['3F00/0001/7001'].replace('800101', '800109');
  },
  [['noCode', '3F00/0001']],
);

const ACTUA = '3F00/D010';
for (const [title, content, isWell] of [
  ['two times', 'EC12810720260131235959820720260228000000', true],
  ['empty', '', false],
  ['without an end', 'EC09810720260131235959', false],
  ['a day that is none', 'EC12810720260231000000820720260301000000', false],
  ['an hour that is none', 'EC12810720260131240000820720260301000000', false],
  ['not BCD', 'EC1281072026013100000A820720260301000000', false],
  ['something behind it', 'EC1281072026013123595982072026022800000000', false],
] as const)
  test(`EF_ACTUA: ${title}`, (t) => {
    const problems = problemsOf((json) => {
      json.contents[ACTUA] = content;
    });
    t.deepEqual(problems, isWell ? [] : [['notTwoTimes', ACTUA]]);
  });

test(
  'the counterpart of a situation in the CPS2ter volet is not there',
  finds,
  (json) => {
    delete json.profile.cps2ter.mf.children[4010];
    delete json.contents['CPS2TER/3F00/4010'];
  },
  [['noCounterpart', '3F00/0001/D120']],
);

test('a card without EF.SN, or with one cut short', (t) => {
  const { profile: used, state } = fresh;
  const { '3F00/D003': sn = new Uint8Array(0), ...others } = state.contents;
  const without = checkCard({ ...fresh, state: { ...state, contents: others } }, CIA_READER);
  t.deepEqual(
    without[1]?.problems.map(({ reason }) => reason),
    ['noFile'],
  );
  const cut = { ...others, '3F00/D003': sn.slice(0, 11) };
  const found = checkCard({ profile: used, seed: 1, state: { ...state, contents: cut } }, CIA_READER);
  t.deepEqual(
    found[1]?.problems.map(({ reason }) => reason),
    ['wrongLength', 'unreadable'],
  );
});
