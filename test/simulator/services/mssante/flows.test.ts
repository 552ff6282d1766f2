/** Table 1 of the notice, cell by cell, and the calendar: what is shown and whose cards come in, by interface, flow and date. */
import test from 'ava';
import { FLOWS, hostNames, INTERFACES } from '../../../../simulator/services/mssante/flows.ts';
import { acceptedOn, defaultSettings, flowsAt, shownOn } from '../../../../simulator/services/mssante/settings.ts';

const NOTICE = new Date('2017-12-18T00:00:00Z');
const settings = defaultSettings(NOTICE);
const at = (day: string) => new Date(`${day}T00:00:00Z`);

for (const of of INTERFACES)
  for (const flow of FLOWS)
    test(`M13, M17, table 1: ${of} ${flow}`, (t) => {
      const expected = flow === 'igcsante' ? 'igcsante' : of === 'soap' ? 'commercial' : '2bis';
      t.is(shownOn(settings, of, flow, NOTICE), expected);
      t.deepEqual(acceptedOn(settings, of, flow, NOTICE), ['2ter', 'fort']);
    });

test('M18, footnote 2: without it the web services show as IMAP and SMTP do', (t) => {
  t.is(shownOn({ ...settings, commercialOnSoap: false }, 'soap', '2bis', NOTICE), '2bis');
});

test('M16: staff where the operator wants it', (t) => {
  t.deepEqual(acceptedOn({ ...settings, staff: true }, 'imap', '2bis', NOTICE), [
    '2ter',
    'fort',
    '2ter-personnel',
    'standard',
  ]);
});

test('M13: before he has adapted an operator takes no new card, or never', (t) => {
  t.deepEqual(acceptedOn({ ...settings, staff: true }, 'imap', '2bis', at('2017-08-31')), ['2ter', '2ter-personnel']);
  t.deepEqual(acceptedOn({ ...settings, newCardsFrom: 'never' }, 'smtp', 'igcsante', at('2019-01-01')), ['2ter']);
});

test('M10, M11, M12: flows by strategy and date', (t) => {
  t.deepEqual(flowsAt(settings, at('2017-08-31')), ['2bis']);
  t.deepEqual(flowsAt(settings, at('2017-09-01')), ['2bis', 'igcsante']);
  t.deepEqual(flowsAt({ ...settings, strategy: 'igcsante' }, NOTICE), ['igcsante']);
  const mono = { ...settings, strategy: 'mono-flux' } as const;
  t.deepEqual(flowsAt(mono, at('2019-01-01')), ['2bis']);
  t.deepEqual(
    ['2018-05-31', '2018-06-01'].map((day) => shownOn(mono, 'imap', '2bis', at(day))),
    ['2bis', 'igcsante'],
  );
  t.is(defaultSettings(at('2021-01-01')).strategy, 'igcsante');
});

test('M04: before software certificates of IGC-Santé are issued no operator has the new flow', (t) => {
  const [eve, day] = [at('2016-02-29'), at('2016-03-01')];
  const early = { ...settings, newFlowFrom: at('2015-01-01'), switchesAt: at('2015-01-01') };
  for (const strategy of ['bi-flux', 'igcsante'] as const) {
    t.deepEqual(flowsAt({ ...early, strategy }, eve), ['2bis']);
    t.true(flowsAt({ ...early, strategy }, day).includes('igcsante'));
  }
  t.is(shownOn({ ...early, strategy: 'mono-flux' }, 'imap', '2bis', eve), '2bis');
  t.is(shownOn({ ...early, strategy: 'mono-flux' }, 'imap', '2bis', day), 'igcsante');
});

test('M19: names of the ASIP operator', (t) => {
  t.deepEqual(
    INTERFACES.flatMap((of) => FLOWS.flatMap((flow) => hostNames(of, flow, 'production'))),
    [
      'frontimap.mssante.fr',
      'frontimap-igcsante.mssante.fr',
      'frontsmtp.mssante.fr',
      'frontsmtp-igcsante.mssante.fr',
      'mss-msg.mssante.fr',
      'mss-idp.mssante.fr',
      'mss-msg-igcsante.mssante.fr',
      'mss-idp-igcsante.mssante.fr',
    ],
  );
});
