import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personNamed } from '../../../simulator/people/index.ts';
import { personalise, shippedProfile, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
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

test('create with other dates: the card tells them, and is sound', async (t) => {
  const out = newPath();
  const dates = ['--not-before', '2019-05-01', '--not-after', '2022-05-01T12:00:00Z'];
  const { exitCode, stderr } = await card('create', '--profile', 'cps3-medecin', '--seed', '1', '--out', out, ...dates);
  t.is(exitCode, 0, stderr);
  const { stdout } = await card('show', out, '--json');
  for (const { notBefore, notAfter } of JSON.parse(stdout).certificates)
    t.deepEqual([notBefore, notAfter], ['2019-05-01T00:00:00.000Z', '2022-05-01T12:00:00.000Z']);
  t.is((await card('check', out)).exitCode, 0);
});

test('create refuses an end before the beginning, and what is no time', async (t) => {
  const out = newPath();
  const create = (...dates: string[]) => card('create', '--profile', 'cps3-medecin', '--out', out, ...dates);
  const crossed = await create('--not-before', '2030-01-01', '--not-after', '2029-01-01');
  t.is(crossed.exitCode, 2);
  t.regex(
    crossed.stderr,
    /valid from 2030-01-01T00:00:00Z to 2029-01-01T00:00:00Z: expected an end that is not before/,
  );
  const none = await create('--not-after', '2029-02-30');
  t.is(none.exitCode, 2);
  t.regex(none.stderr, /Expected a time: 2026-01-31/);
  t.false(existsSync(out));
});

test('check finds a card that ends before it begins', async (t) => {
  const path = newCard(({ profile: { personalisation } }) => {
    personalisation.notAfter = '2011-01-01T00:00:00Z';
  });
  const { exitCode, stdout } = await card('check', path);
  t.is(exitCode, 1);
  t.regex(stdout, /^wrong .*\n.*notAfter: found '2011-01-01T00:00:00Z', expected a time that is not before notBefore/);
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
  const args = ['create', '--profile', 'cps3-medecin', '--out', out, '--seed', '987654'];
  const refused = await card(...args);
  t.is(refused.exitCode, 2);
  t.regex(refused.stderr, /^cps-sim: .*exists already.*--force.*\n$/);
  t.notRegex(refused.stderr, /making the keys/, 'nobody waits for keys of a card that is refused');
  t.deepEqual(readFileSync(out), before);
  t.is((await card(...args, '--force')).exitCode, 0);
  t.is(CardFile.openReadOnly(out).seed, 987654);
  const inReader = CardFile.open(out);
  t.teardown(() => inReader.close());
  const taken = await card(...args.slice(0, -1), '987655', '--force');
  t.is(taken.exitCode, 2);
  t.regex(taken.stderr, /^cps-sim: .*: the card is in a reader already/);
  t.notRegex(taken.stderr, /making the keys/);
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

test('show tells the business data in words; a damaged file is named, in the language spoken', async (t) => {
  t.regex(
    (await card('show', 'cps3-medecin', '--seed', '1')).stdout,
    /CPS_INFO_PS.*\n.*\n.*\n +profession +Médecin \(10\)\n/,
  );
  const out = newCard();
  const json = JSON.parse(readFileSync(out, 'utf8'));
  json.contents['3F00/0001/D102'] = 'E403800116FF';
  writeFileSync(out, JSON.stringify(json));
  const { exitCode, stdout } = await card('show', out);
  t.is(exitCode, 1);
  t.regex(stdout, /\ndamaged\n {2}CPS_NAME_PS \(3F00\/0001\/D102\): found FF behind E4, expected 00 alone\n/);
  t.regex(stdout, /CPS_LANG_PS \(/);
  const french = await cpsSim(['--lang', 'fr', 'card', 'show', out, '--json']);
  t.deepEqual(JSON.parse(french.stdout).damaged, [
    {
      path: '3F00/0001/D102',
      label: 'CPS_NAME_PS',
      problem: 'trouvé FF derrière E4, attendu : des 00 seulement',
    },
  ]);
});

test('show --ca gives the certificates of the authorities, each chain from below', async (t) => {
  const { stdout } = await card('show', '--ca');
  const pems = stdout.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  const [fort, fortRoot, standard, standardRoot, ...others] = pems.map((pem) => new X509Certificate(pem));
  t.deepEqual(others, []);
  for (const [intermediate, root] of [
    [fort, fortRoot],
    [standard, standardRoot],
  ]) {
    t.true(root?.verify(root.publicKey));
    t.true(intermediate?.verify(root?.publicKey as never));
  }
});

test('show CARD --ca gives the authorities of that card alone', async (t) => {
  const { certificates, root } = await shownAuthorities('cps3-medecin', '--seed', '1');
  t.is(certificates, 2);
  t.regex(root, /TEST AC RACINE IGC-SANTE FORT/);
  const { stdout } = await card('show', newCard(), '--ca');
  t.is(stdout.match(/BEGIN/g)?.length, 2);
});

test('a card of another chain is made, and told by check and show --ca; its twin passes', async (t) => {
  const [other, twin] = [newPath(), newPath()];
  for (const [out, ...chain] of [[other, '--chain', 'other'], [twin]] as const)
    t.is((await card('create', '--profile', 'cps3-medecin', '--seed', '7', '--out', out, ...chain)).exitCode, 0);
  const checked = await card('check', other);
  t.is(checked.exitCode, 1);
  t.is(checked.stdout.match(/whose key did not sign it.*\(chain: other\)/g)?.length, 2);
  const json = JSON.parse((await card('check', other, '--json')).stdout);
  const reasons = json.checks.flatMap(({ problems }: { problems: { reason: string }[] }) =>
    problems.map((p) => p.reason),
  );
  t.deepEqual([...new Set(reasons)], ['certificateOfAnotherIssuer']);
  const shown = await card('show', other);
  t.is(shown.exitCode, 0);
  t.regex(shown.stdout, /\(chain: other\): no server should trust it$/m);
  t.is(JSON.parse((await card('show', other, '--json')).stdout).chain, 'other');
  t.notRegex((await card('show', twin)).stdout, /chain: other/);
  const refused = await card('show', other, '--ca');
  t.is(refused.exitCode, 2);
  t.is(refused.stdout, '');
  t.regex(
    refused.stderr,
    /name the simulated authorities, but other keys signed them \(chain: other\): no server should trust it/,
  );
  t.regex((await cpsSim(['--lang', 'fr', 'card', 'show', other, '--ca'])).stderr, /aucun serveur ne doit s'y fier/);
  t.is((await card('check', twin)).exitCode, 0);
  t.is((await shownAuthorities(twin)).certificates, 2);
  const wrong = await card('create', '--profile', 'cps3-medecin', '--out', newPath(), '--chain', 'own');
  t.is(wrong.exitCode, 2);
});

async function shownAuthorities(...args: string[]) {
  const { stdout } = await card('show', ...args, '--ca');
  const pems = stdout.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return { certificates: pems.length, root: new X509Certificate(pems.at(-1) ?? '').subject };
}

for (const beside of [['--json'], ['--certificates'], ['--seed', '1']])
  test(`show --ca ${beside[0]}: refused, for it would be ignored`, async (t) => {
    const { exitCode, stderr } = await card('show', '--ca', ...beside);
    t.is(exitCode, 2);
    t.is(stderr, `cps-sim: --ca prints certificates in PEM: leave ${beside[0]} out\n`);
  });

test('profiles, list-profiles too, list what create takes', async (t) => {
  const [{ exitCode, stdout }, other] = await Promise.all([card('profiles'), card('list-profiles')]);
  t.is(exitCode, 0);
  t.is(other.stdout, stdout);
  t.deepEqual(
    stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]),
    shippedProfileNames(),
  );
});

test('check: a fresh card is well', async (t) => {
  const { exitCode, stdout } = await card('check', newCard());
  t.is(exitCode, 0, stdout);
  t.regex(stdout, /^(ok {5}.+\n){6}$/);
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
  t.regex(checked.stdout, /^wrong {2}certificates: DER, key, validity and issuer\n +3F00\/0001\/A001: its public key/m);
  t.is(refused.exitCode, 1);
  t.regex(
    refused.stdout,
    /^wrong {2}the card file can be read\n {9}.*format: found nothing, expected 'cps-sim-card\/1'/,
  );
});

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

test('show and check take profiles as exec and plug do; a card file has its own seed', async (t) => {
  const seed = async (...args: string[]) => JSON.parse((await card('show', ...args, '--json')).stdout).seed;
  t.is(await seed('cps3-medecin'), 1);
  t.is(await seed('cps3-medecin', '--seed', '3'), 3);
  t.is((await card('check', 'cps4-medecin')).exitCode, 0);
  const path = newCard();
  for (const verb of ['show', 'check']) {
    const { exitCode, stderr } = await card(verb, path, '--seed', '2');
    t.is(exitCode, 2);
    t.regex(stderr, /is a card file and has its own seed/);
  }
  t.regex((await card('show', 'cps9')).stderr, /no profile 'cps9': expected one of/);
});

test('show tells the rest of a card with a broken holder and a damaged certificate, and which they are', async (t) => {
  const path = newCard((json) => {
    json.profile.holder.givenName = 5;
    json.contents['3F00/0001/A001'] = 'CAFE';
    json.contents['3F00/D003'] = 'FF'.repeat(12);
  });
  const { exitCode, stdout } = await card('show', path);
  t.is(exitCode, 1);
  t.regex(stdout, /^holder {7}\?\ncard number {2}\d+\nICC serial {3}\?/);
  t.regex(
    stdout,
    /\ndamaged\n {2}holder \(profile\.holder\): .*holder\.givenName: found 5, .*\n {2}EF\.SN \(3F00\/D003\): tag .*\n {2}.* \(3F00\/0001\/A001\): is no X\.509/,
  );
  const { damaged, certificates } = JSON.parse((await card('show', path, '--json')).stdout);
  t.deepEqual(
    damaged.map(({ path: at }: { path: string }) => at),
    ['profile.holder', '3F00/D003', '3F00/0001/A001'],
  );
  t.is(certificates.length, 2);
});

test('a card of an older profile: what is old, and what to type', async (t) => {
  const path = newCard((json) => {
    json.profile.pins['01'].maxTries = 5;
    json.profile.source = 'an older document';
  });
  const advice = new RegExp(
    'another one than the cps3-medecin that comes with cps-sim now: pins\\.01\\.maxTries\\n' +
      `.*changes nothing but EF_ACTUA.*\\n *cps-sim card create --profile cps3-medecin --seed 1 --out ${path} --force\\n$`,
  );
  t.regex((await card('show', path)).stdout, advice);
  const { exitCode, stdout } = await card('check', path);
  t.is(exitCode, 0);
  t.regex(stdout, advice);
  t.deepEqual(JSON.parse((await card('check', path, '--json')).stdout).outdated, ['pins.01.maxTries']);
  t.deepEqual(JSON.parse((await card('check', newCard(), '--json')).stdout).outdated, []);
});

test('a card for somebody else, by name or by file: it is well, and nothing of it is old', async (t) => {
  const folder = temporaryDirectory('identity-');
  const paul = {
    format: 'cps-sim-person/1',
    ...personNamed('charles-administratif'),
    givenName: 'PAUL',
    nationalId: '30B0057881/CPET0009',
  };
  const file = join(folder, 'paul.json');
  writeFileSync(file, JSON.stringify(paul));
  for (const [identity, holder] of [
    ['hugo-infirmier', /^holder {7}HUGO INFIRMIER9990003, Infirmier, IdNat_PS 00B9990003, CPS$/m],
    [file, /^holder {7}PAUL ADMINISTRATIF-CH057880002, .* 30B0057881\/CPET0009, CPE$/m],
  ] as const) {
    const out = join(folder, 'card.cps.json');
    const made = await card('create', '--profile', 'cpe-hopital', '--identity', identity, '--out', out, '--force');
    t.is(made.exitCode, 0, made.stderr);
    const [shown, checked] = await Promise.all([card('show', out), card('check', out)]);
    t.regex(shown.stdout, holder);
    t.regex(checked.stdout, /^(ok {5}.+\n){6}$/);
  }
});

test('nobody of that name: no card', async (t) => {
  const out = join(temporaryDirectory('identity-'), 'card.cps.json');
  const { exitCode, stderr } = await card('create', '--profile', 'cpe-hopital', '--identity', 'personne', '--out', out);
  t.is(exitCode, 2);
  t.regex(stderr, /^cps-sim: no person 'personne': expected one of alain-generaliste, /m);
  t.false(existsSync(out));
});

test('a profile shown and checked for somebody else', async (t) => {
  const hugo = ['cpe-hopital', '--identity', 'hugo-infirmier'];
  const [shown, checked] = await Promise.all([card('show', ...hugo), card('check', ...hugo)]);
  t.regex(shown.stdout, /^holder {7}HUGO INFIRMIER9990003/m);
  t.regex(checked.stdout, /^(ok {5}.+\n){6}$/);
});

const WITH_A_CARD: Readonly<Record<string, (card: string) => string[]>> = {
  show: (of) => ['card', 'show', of],
  check: (of) => ['card', 'check', of],
  plug: (of) => ['plug', of],
  exec: (of) => ['exec', '--card', of],
  shell: (of) => ['shell', '--card', of],
  apdu: (of) => ['apdu', '00B09C000C', '--card', of],
};
for (const [verb, words] of Object.entries(WITH_A_CARD))
  test(`${verb} for somebody else: a name that is nearly right, and beside a card file`, async (t) => {
    const behind = verb === 'exec' ? ['--', 'true'] : [];
    const nearly = await cpsSim([...words('cpe-hopital'), '--identity', 'hugo-infirmer', ...behind]);
    t.is(nearly.exitCode, 2);
    t.regex(nearly.stderr, /no person 'hugo-infirmer'.*did you mean 'hugo-infirmier'\?/);
    const out = join(temporaryDirectory('identity-'), 'card.cps.json');
    await card('create', '--profile', 'cpe-hopital', '--out', out, '--seed', '1');
    const beside = await cpsSim([...words(out), '--identity', 'hugo-infirmier', ...behind]);
    t.is(beside.exitCode, 2);
    t.regex(beside.stderr, /is a card file and has its holder: leave --identity out/);
  });
