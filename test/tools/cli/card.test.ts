import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { checkCard } from '../../../tools/cli/card/check.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const profile = shippedProfile('cps3-medecin');
const seed = 1;

/** Runs `cps-sim card ...` as a person does. */
const card = (...args: string[]) => cpsSim(['card', ...args]);

function newPath(): string {
  return join(temporaryDirectory('card-cli-'), 'medecin.cps.json');
}

/** A fresh card, its JSON changed by hand. */
// biome-ignore lint/suspicious/noExplicitAny: a file broken by hand has no type
function newCard(change: (json: any) => void = () => {}): string {
  const path = newPath();
  CardFile.create(path, { profile, seed, state: personalise(profile, seed) });
  const json = JSON.parse(readFileSync(path, 'utf8'));
  change(json);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

test('create: the same seed gives the same file, byte for byte', async (t) => {
  const [one, other] = [newPath(), newPath()];
  const outcomes = await Promise.all(
    [one, other].map((out) => card('create', '--profile', 'cps3-medecin', '--out', out, '--seed', '7')),
  );
  for (const { exitCode, stderr } of outcomes) t.is(exitCode, 0, stderr);
  t.deepEqual(readFileSync(one), readFileSync(other));
  t.true(outcomes[0]?.stdout.includes('seed 7'));
});

test('create without a seed draws one and says it', async (t) => {
  const out = newPath();
  const { exitCode, stdout } = await card('create', '--profile', 'cps3-infirmier', '--out', out);
  t.is(exitCode, 0);
  t.true(stdout.includes(`seed ${CardFile.openReadOnly(out).seed}`));
});

test('create does not overwrite a card, unless forced', async (t) => {
  const out = newCard();
  const before = readFileSync(out);
  const args = ['create', '--profile', 'cps3-medecin', '--out', out, '--seed', '2'];
  const refused = await card(...args);
  t.is(refused.exitCode, 2);
  t.regex(refused.stderr, /^cps-sim: .*exists already.*--force.*\n$/);
  t.deepEqual(readFileSync(out), before);
  t.is((await card(...args, '--force')).exitCode, 0);
  t.is(CardFile.openReadOnly(out).seed, 2);
});

const mistyped = test.macro(async (t, args: string[], stderr: RegExp) => {
  const outcome = await card(...args);
  t.is(outcome.exitCode, 2);
  t.is(outcome.stdout, '');
  t.regex(outcome.stderr, stderr);
  t.notRegex(outcome.stderr, /\n\s+at /, 'no stack');
});

test(
  'a profile that is not shipped',
  mistyped,
  ['create', '--profile', 'cps9', '--out', newPath()],
  /no profile 'cps9'.*cps3-medecin/,
);
test(
  'a seed that is none',
  mistyped,
  ['create', '--profile', 'cps3-medecin', '--out', newPath(), '--seed', '1.5'],
  /Expected an integer/,
);
test('show without a file', mistyped, ['show'], /which card\?/);
test(
  'show a file that is not there',
  mistyped,
  ['show', '/nowhere/x.cps.json'],
  /^cps-sim: \/nowhere\/x\.cps\.json: no such file.*\n$/,
);

test('show tells everything but codes and keys', async (t) => {
  const path = newCard((json) => {
    json.referenceData['01'] = { value: '9753', triesRemaining: 0 };
  });
  const outcomes = await Promise.all([
    card('show', path),
    card('show', path, '--json'),
    card('show', path, '--certificates'),
  ]);
  const [text, json, certificates] = outcomes.map(({ stdout }) => stdout) as [string, string, string];
  for (const { exitCode, stdout } of outcomes) {
    t.is(exitCode, 0);
    t.notRegex(stdout, /9753|12345678|PRIVATE KEY/);
  }
  t.regex(text, /holder +CLAIRE MEDECIN9990001, Médecin/);
  t.regex(text, /ATR +3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00/);
  t.regex(text, /Code porteur: 0 of 3 tries left, BLOCKED/);
  t.regex(text, /Code de déblocage: 10 of 10 tries left, 100 uses left\n/);
  t.regex(text, /2F00 +EF\.DIR, 101 bytes/);
  t.notRegex(text, /BEGIN CERTIFICATE/);
  const description = JSON.parse(json);
  t.regex(description.cardNumber, /^2999[0-9]{6}$/);
  t.is(description.codes[0].blocked, true);
  t.is(description.certificates.length, 3);
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/.exec(certificates) ?? [];
  t.is(new X509Certificate(pem ?? '').serialNumber, description.certificates[0].serialNumber);
});

test('show --ca gives the certificates of the authorities', async (t) => {
  const { stdout } = await card('show', '--ca');
  const pems = stdout.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  const [intermediate, root] = pems.map((pem) => new X509Certificate(pem));
  t.is(pems.length, 2);
  t.true(root?.verify(root.publicKey));
  t.true(intermediate?.verify(root?.publicKey as never));
});

test('profiles lists what create takes', async (t) => {
  const { exitCode, stdout } = await card('profiles');
  t.is(exitCode, 0);
  t.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
    shippedProfileNames(),
  );
});

test('check: every shipped card is well', async (t) => {
  const paths = shippedProfileNames().map((name) => {
    const path = newPath();
    const shipped = shippedProfile(name);
    CardFile.create(path, { profile: shipped, seed: 3, state: personalise(shipped, 3) });
    return path;
  });
  for (const { exitCode, stdout } of await Promise.all(paths.map((path) => card('check', path)))) {
    t.is(exitCode, 0, stdout);
    t.notRegex(stdout, /wrong/);
  }
});

test('check says what is wrong and ends with 1', async (t) => {
  const broken = newCard(({ contents }) => {
    contents['3F00/0001/A001'] = contents['3F00/0001/A002'];
  });
  const none = newCard((json) => {
    delete json.format;
  });
  const [checked, refused] = await Promise.all([card('check', broken), card('check', none)]);
  t.is(checked.exitCode, 1);
  t.regex(checked.stdout, /^wrong {2}certificates: DER, key and issuer\n +3F00\/0001\/A001: its public key/m);
  t.is(refused.exitCode, 1);
  t.regex(refused.stdout, /^wrong {2}.*format: found nothing, expected 'cps-sim-card\/1'/);
});

// biome-ignore lint/suspicious/noExplicitAny: a file broken by hand has no type
const finds = test.macro((t, change: (json: any) => void, expected: RegExp) => {
  const problems = checkCard(CardFile.openReadOnly(newCard(change))).flatMap((result) => result.problems);
  t.is(problems.length, 1, problems.join('\n'));
  t.regex(problems[0] ?? '', expected);
});

test(
  'check: check digit',
  finds,
  (json) => {
    json.contents['3F00/D003'] = json.contents['3F00/D003'].replace(/.F$/, (end: string) =>
      end === '0F' ? '1F' : '0F',
    );
  },
  /3F00\/D003: check digit . *, expected ./,
);
test(
  'check: EF.SN of another issuer',
  finds,
  (json) => {
    json.contents['3F00/D003'] = '5A0A8025000002290000017F'.padEnd(24, 'F').slice(0, 24);
  },
  /expected 8025000001/,
);
test(
  'check: certificate of another key',
  finds,
  ({ contents }) => {
    contents['3F00/0001/A001'] = contents['3F00/0001/A002'];
  },
  /3F00\/0001\/A001: its public key is not that of the private key 3F00\/0001\/01/,
);
test(
  'check: certificate with a byte behind it',
  finds,
  ({ contents }) => {
    contents['3F00/0001/A001'] += '00';
  },
  /3F00\/0001\/A001: expected an X\.509 certificate in DER and nothing else/,
);
test(
  'check: certificate of another issuer',
  finds,
  ({ contents }) => {
    contents['3F00/0001/A001'] = `${contents['3F00/0001/A001'].slice(0, -2)}00`;
  },
  /not signed by the simulated authority/,
);
test(
  'check: EF.DIR names another application',
  finds,
  ({ contents }) => {
    contents['3F00/2F00'] = contents['3F00/2F00'].replace('51043F000001', '51043F000002');
  },
  /3F00\/2F00: E828BD080F8025000001FF0010 at 3F00\/0002/,
);
test(
  'check: EF.DIR names nothing',
  finds,
  ({ contents }) => {
    contents['3F00/2F00'] = contents['3F00/2F00'].replace('51043F000001', '51043F000009');
  },
  /path 3F000009 of E828BD080F8025000001FF0010, expected the path of a DF/,
);
test(
  'check: the ODF names a file that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/5031'] = contents['3F00/0001/5031'].replace('7004', '7044');
  },
  /3F00\/0001\/5031: names 3F00\/0001\/7044/,
);
test(
  'check: the CDF names a file that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7004'] = contents['3F00/0001/7004'].replace('A001', 'A009');
  },
  /names 3F00\/0001\/A009/,
);
test(
  'check: the PrKDF is cut',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7002'] = contents['3F00/0001/7002'].slice(0, -4);
  },
  /PrKDF, offset/,
);
test(
  'check: the PrKDF names a key that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7002'] = contents['3F00/0001/7002'].replace('02020081', '02020085');
  },
  /PrKDF names key 3F00\/0001\/05/,
);
test(
  'check: the AODF names a code that is not there',
  finds,
  ({ contents }) => {
    contents['3F00/0001/7001'] = contents['3F00/0001/7001'].replace('800101', '800109');
  },
  /AODF names code 09/,
);

test('update makes EF_ACTUA, changes it and takes it away; what it does not understand changes nothing', async (t) => {
  const file = newCard();
  const actua = async () => JSON.parse((await card('show', file, '--json')).stdout).actua as string;
  t.is(await actua(), 'absent');
  t.is((await card('update', file, '--actua', '2026-01-31/2026-02-01T10:20:30Z')).exitCode, 0);
  t.is(await actua(), 'EC 12 81 07 20 26 01 31 00 00 00 82 07 20 26 02 01 10 20 30');
  const refused = await card('update', file, '--actua', '2026-13-31');
  t.is(refused.exitCode, 2);
  t.is(await actua(), 'EC 12 81 07 20 26 01 31 00 00 00 82 07 20 26 02 01 10 20 30');
  t.is((await card('check', file)).exitCode, 0);
  t.is((await card('update', file, '--actua', 'invalid')).exitCode, 0);
  t.is((await card('check', file)).exitCode, 1);
  t.is((await card('update', file, '--actua', 'absent')).exitCode, 0);
  t.is(await actua(), 'absent');
});

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
  test(`check looks at EF_ACTUA: ${title}`, (t) => {
    const file = newCard((json) => {
      json.contents[ACTUA] = content;
    });
    const wrong = checkCard(CardFile.openReadOnly(file)).flatMap(({ problems }) => problems);
    t.deepEqual(
      wrong.map((problem) => problem.split(':')[0]),
      isWell ? [] : [ACTUA],
    );
  });

test('check misses the counterpart of a situation in the CPS2ter volet', (t) => {
  const file = newCard((json) => {
    delete json.profile.cps2ter.mf.children[4010];
    delete json.contents['CPS2TER/3F00/4010'];
  });
  const wrong = checkCard(CardFile.openReadOnly(file)).flatMap(({ problems }) => problems);
  t.is(wrong.length, 1);
  t.true(wrong[0]?.includes('CPS2TER/3F00/4010'));
});
