/** The HTML report: what it says, what it never says, how large it gets. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { StampedEvent } from '#trace/event.ts';
import { findScenarios } from '../../../scenarios/engine/file/find.ts';
import { Baseline } from '../../../scenarios/observers/reporters/html/baseline.ts';
import { type HtmlOptions, htmlReporter } from '../../../scenarios/observers/reporters/html/index.ts';
import { lanesOf } from '../../../scenarios/observers/reporters/html/lanes.ts';
import { SqueezedAxis } from '../../../scenarios/observers/reporters/html/squeezed-axis.ts';
import { shippedProfile } from '../../../simulator/personalisation/index.ts';
import { englishIn, frenchIn } from '../../languages.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { keeping, play } from '../play.ts';

const DIRECTORY = temporaryDirectory('html-');
const HEAD =
  'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';

function file(name: string, title: string, steps: string): string {
  const path = join(DIRECTORY, name);
  writeFileSync(path, `scenario: ${JSON.stringify(title)}\n${HEAD}${steps}`);
  return path;
}

const SIGNS = `  - CardAuthenticateEx: { pin: "1234" }
  - CardSignData: { container: SIGN, hash: sha256, text: ordonnance }
    expect: { signature: verifies }
`;
const WRONG = '  - CardAuthenticateEx: { pin: "7391" }\n';
const TORN = `  - CardAuthenticateEx: { pin: "1234" }
  - remove: { card: medecin, during: PERFORM SECURITY OPERATION }
  - CardSignData: { container: SIGN, hash: sha256, text: ordonnance }
    expect: { error: SCARD_W_REMOVED_CARD }
`;
const HOSTILE = `<script>alert(1)</script>"'&\u202eabc ${'long '.repeat(500)}`;

interface Played {
  readonly page: string;
  readonly events: StampedEvent[];
}

async function report(
  paths: readonly string[],
  options: HtmlOptions = {},
  language: 'en' | 'fr' = 'en',
): Promise<Played> {
  let page = '';
  const write = (text: string) => {
    page += text;
  };
  const events: StampedEvent[] = [];
  const subscribers = [htmlReporter('the test', write, language, options), keeping(events)];
  await play(findScenarios(paths), { subscribers, language });
  return { page, events };
}

const PASSES = file('passes.yaml', 'Signature', SIGNS);
const FAILS = file('fails.yaml', 'Code faux', WRONG);
const TORN_OUT = file('torn.yaml', 'Carte arrachée', TORN);

/** The sentences of a page. */
function prose(page: string): string {
  return page
    .replace(/<style>.*?<\/style>|<pre>.*?<\/pre>|<(bdi|code|title)>.*?<\/\1>|aria-label="[^"]*"/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&[a-z#0-9]+;/g, ' ');
}

test('a failing step: where it stands in its file, what was expected, every APDU, and no code', async (t) => {
  const { page } = await report([PASSES, FAILS]);
  t.regex(page, /1 passed<\/span>, <span class="failed">1 failed/);
  t.regex(page, /fails\.yaml:6:5/);
  t.regex(page, /<mark> {3}6 {2} {2}- CardAuthenticateEx: \{ pin: \*{4} \}<\/mark>/);
  t.regex(page, /SCARD_W_WRONG_CHV/);
  t.regex(page, /VERIFY code porteur \(4 bytes, masked\)/);
  t.regex(page, /not verified, 2 tries remaining/);
  t.false(page.includes('7391'));
  t.false(page.includes('31323334') || page.includes('37333931'), 'no code in hexadecimal');
});

test('a page that loads and runs nothing, whatever names stand in it', async (t) => {
  const { page } = await report([file('hostile.yaml', HOSTILE, WRONG)]);
  t.notRegex(page, /<script|\u202e| on[a-z]+=| style=|https?:\/\//);
  t.regex(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;\\u202Eabc/);
  t.regex(
    page,
    /content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'"/,
  );
  t.true(page.length < 100_000);
});

test('the names of the profile, where it is known', async (t) => {
  const profileOf = () => shippedProfile('cps3-medecin');
  t.regex((await report([PASSES], { profileOf })).page, /signs SHA-256 with CPS_PRIV_SIG/);
});

for (const language of ['en', 'fr'] as const)
  test(`in ${language}`, async (t) => {
    const { page } = await report([PASSES, FAILS, TORN_OUT], {}, language);
    t.true(page.startsWith(`<!DOCTYPE html>\n<html lang="${language}">`));
    t.deepEqual((language === 'fr' ? englishIn : frenchIn)(prose(page)), []);
  });

test('a card torn out: its power goes, its code is no longer verified', async (t) => {
  const { events } = await report([TORN_OUT]);
  const lanes = new Map(lanesOf(events, 'en').map(({ label, marks }) => [label, marks]));
  const texts = (label: string) => lanes.get(label)?.map(({ text }) => text);
  t.deepEqual(texts('code porteur (medecin)'), [
    'not verified, 3 tries remaining',
    'verified, 3 tries remaining',
    'not verified, 3 tries remaining',
  ]);
  t.deepEqual(texts('medecin'), ['powered']);
  const [power, verified] = [lanes.get('medecin')?.[0], lanes.get('code porteur (medecin)')?.[1]];
  t.true(Math.abs(Number(power?.to) - Number(verified?.to)) < 5, 'both end when the card leaves');
});

test('what does not fit is left out: first the exchange of what passed', async (t) => {
  const whole = (await report([PASSES, FAILS])).page;
  const mostBytes = Math.round(whole.length * 0.8);
  const { page } = await report([PASSES, FAILS], { mostBytes });
  const tables = (text: string) => text.split('<section').map((section) => /class="apdus"/.test(section));
  t.deepEqual(
    [tables(whole), tables(page)],
    [
      [false, true, true],
      [false, false, true],
    ],
  );
  t.true(Buffer.byteLength(page) <= mostBytes);
  t.regex(page, /--trace FILE records everything/);
  const least = (await report([PASSES, FAILS], { mostBytes: 1 })).page;
  t.regex(least, /SCARD_W_WRONG_CHV/, 'what went wrong is always there');
});

test('against the last good run: the first APDU that differs, an outcome, a scenario that is gone', async (t) => {
  const good = await report([PASSES, FAILS]);
  const same = await report([PASSES, FAILS], { baseline: Baseline.of(good.events, 'en') });
  t.is(same.page.match(/No difference/g)?.length, 2);
  file('passes.yaml', 'Signature', `${WRONG}    expect: { error: SCARD_W_WRONG_CHV }\n${SIGNS}`);
  const { page } = await report([PASSES, TORN_OUT], { baseline: Baseline.of(good.events, 'en') });
  file('passes.yaml', 'Signature', SIGNS);
  t.regex(page, /The exchange differs from APDU \d+ on:.*Then.*9000 success.*Now.*63C2 verification failed/s);
  t.regex(page, /This scenario is not in it/);
  t.regex(page, /are not in this one<\/h2><ul><li><bdi>Code faux/);
  t.is(Baseline.of([], 'en'), undefined);
});

test('a squeezed axis: order is kept, a second takes little more room than a millisecond', (t) => {
  const axis = new SqueezedAxis([2000, 0, 1, 1001, 1001], 4000);
  const [a, b, c, d] = [0, 1, 1001, 2000].map((at) => axis.x(at)) as [number, number, number, number];
  t.true(a < b && b < c && c < d && d === axis.width);
  t.true(c - b < 6 * (b - a));
  t.deepEqual(
    axis.waits.map(({ ms }) => ms),
    [1000, 999],
  );
  t.true(
    new SqueezedAxis(
      Array.from({ length: 100_000 }, (_, i) => i),
      4000,
    ).width <= 4000.01,
  );
});
