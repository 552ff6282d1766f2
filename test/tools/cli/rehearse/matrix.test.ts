/**
 * The matrix of the migration, played: what passes is what the notice says, at each date that changes something, and an operator
 * who does otherwise is found.
 *
 * M01 to M04, M08, M10 to M23, M25.
 */
import test from 'ava';
import { type Cell, CLIENTS, cellsOf } from '../../../../tools/cli/rehearse/cells.ts';
import { noticeOf } from '../../../../tools/cli/rehearse/notice.ts';
import { type Played, rehearse } from '../../../../tools/cli/rehearse/rehearsal.ts';

const ALL = cellsOf({ clients: CLIENTS });

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** Every one on the web services; on mail, which is told from them by nothing but the certificate of footnote 2, every fifth. */
const PLAYED = ALL.filter((cell, i) => cell.interface === 'soap' || i % 5 === 0);

function told({ cell: { client, ...cell }, notice, seen }: Played): string {
  return `${JSON.stringify({ ...cell, ...client })}: ${JSON.stringify(notice)}, played: ${JSON.stringify(seen)}`;
}

function differences(played: readonly Played[]): string[] {
  return played.filter(({ differs }) => differs).map(told);
}

test.serial('M13, M14, M16 to M19, M21, M23: every cell in the summer of 2018', async (t) => {
  const steps: number[] = [];
  const played = await rehearse({ at: noon('2018-08-15'), cells: PLAYED, progress: (done) => void steps.push(done) });
  t.deepEqual(differences(played), []);
  t.is(played.length, PLAYED.length);
  t.is(steps.at(-1), PLAYED.length);
  const outcomes = new Set(played.map(({ notice: { outcome, why } }) => `${outcome} ${why ?? ''}`.trim()));
  const operator = ['branch', 'expired', 'family', 'noCard', 'revoked'].map((why) => `operator ${why}`);
  t.deepEqual([...outcomes].sort(), ['client chain', 'client name', ...operator, 'passes']);
});

const onDay = test.macro(async (t, day: string, cells: readonly Cell[]) => {
  t.deepEqual(differences(await rehearse({ at: noon(day), cells })), []);
});

const [whole] = CLIENTS;
const SOME = ALL.filter(({ client }, i) => i % 37 === 0 || (client === whole && i % 3 === 0));

test.serial('M04: before everything, spring of 2017', onDay, '2017-03-01', SOME);
test.serial('M22: both flows, no production card yet', onDay, '2018-05-15', SOME);
test.serial('M12, M25: the day on which mono-flux has changed', onDay, '2018-06-01', SOME);
test.serial('M04: the day of the first production cards', onDay, '2018-07-01', SOME);
test.serial('M10: the last 2BIS certificates have ended', onDay, '2020-07-01', SOME);
test.serial('M04: the old authorities have ended', onDay, '2021-02-01', SOME);

const FEW = cellsOf({
  ...{ strategies: ['bi-flux'], flows: ['2bis'], interfaces: ['soap', 'imap'] },
  ...{ cards: ['2ter', 'fort', 'standard', 'revokedInDelta'], clients: CLIENTS.slice(0, 1) },
});

const otherwise = test.macro(
  async (t, operator: NonNullable<Parameters<typeof rehearse>[0]['operator']>, expected: readonly string[]) => {
    const played = await rehearse({ at: noon('2018-08-15'), cells: FEW, operator });
    const found = played.filter(({ differs }) => differs).map(({ cell }) => `${cell.interface} ${cell.card}`);
    t.deepEqual(found.sort(), expected);
  },
);

test.serial('seen: an operator who has not adapted', otherwise, { newCardsFrom: 'never' }, [
  ...['imap fort', 'soap fort'],
  // Refused as the notice wants, for another reason: the web services say which. STANDARD is refused for its family by any.
  'soap revokedInDelta',
]);
test.serial('seen: an operator who reads no delta lists', otherwise, { readsDelta: false }, [
  'imap revokedInDelta',
  'soap revokedInDelta',
]);
test.serial('seen: an operator who takes staff', otherwise, { staff: true }, ['imap standard', 'soap standard']);

test('the notice: each statement is one of some cell, and no cell is without', (t) => {
  const days = ['2017-03-01', '2018-05-15', '2018-08-15', '2020-07-01', '2021-02-01'];
  const verdicts = days.flatMap((day) => ALL.map((cell) => noticeOf(cell, noon(day))));
  t.true(verdicts.every(({ says }) => says.length > 0));
  const said = new Set(verdicts.flatMap(({ says }) => says));
  const expected = [
    'M02',
    'M03',
    'M04',
    'M08',
    'M10',
    'M11',
    'M12',
    'M13',
    'M14',
    'M15',
    'M16',
    'M17',
    'M19',
    'M21',
    'M22',
    'M23',
  ];
  t.deepEqual([...said].sort(), expected);
});
