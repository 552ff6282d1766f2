/** A whole trace in lines: several cards, the hand and the scenario beside the program. */
import test from 'ava';
import type { Language } from '#common/language.ts';
import { fromHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Coverage, Narration } from '../../../../scenarios/observers/narration/index.ts';
import { shippedProfile } from '../../../../simulator/personalisation/index.ts';

const PROFILE = shippedProfile('cps3-medecin');

const apdu = (card: string, command: string, response: string, by?: 'scenario'): TraceEvent => ({
  kind: 'apdu',
  origin: 'card',
  card,
  command: fromHex(command),
  response: fromHex(response),
  durationMs: 0,
  ...(by && { by }),
});
const verify = (card: string, response: string, by?: 'scenario') => apdu(card, '00200001042A2A2A2A', response, by);
const hand = (action: 'card-inserted' | 'card-removed', origin: 'reader' | 'scenario' = 'reader'): TraceEvent => ({
  kind: 'reader',
  origin,
  reader: 'bureau 00 00',
  action,
  card: 'medecin',
});
const pad = (action: 'asked' | 'typed' | 'cancel'): TraceEvent => ({
  kind: 'pin-pad',
  origin: 'reader',
  reader: 'bureau 00 00',
  prompt: 'current',
  action,
});

const lines = test.macro((t, language: Language, events: readonly TraceEvent[], expected: readonly string[]) => {
  const narration = new Narration({ profileOf: () => PROFILE, language });
  t.deepEqual([...events.flatMap((event) => narration.add(event)), ...narration.end()], expected);
});
test(
  'two cards are told apart, once there are two',
  lines,
  'en',
  [verify('a', '9000'), verify('b', '63C2')],
  ['-- presents PIN: accepted', '-- b: presents PIN: wrong, 2 tries left'],
);
test(
  'what the scenario does itself is not the program’s doing',
  lines,
  'fr',
  [verify('a', '63C2', 'scenario'), verify('a', '9000')],
  ['** présente le code porteur : faux, il reste 2 essais', '-- présente le code porteur : accepté'],
);
test(
  'the hand is told once, after what was going on',
  lines,
  'en',
  [apdu('medecin', '0020000100', '63C3'), hand('card-removed'), hand('card-removed', 'scenario')],
  ['-- asks the state of PIN: not verified, 3 tries left', '** medecin leaves bureau 00 00'],
);
test(
  'the person at the PIN pad, in French',
  lines,
  'fr',
  [pad('asked'), pad('cancel')],
  ['** pavé numérique : demande le code', '** pavé numérique : saisie annulée'],
);

const refused = (call: string, result: string, detail?: string, by?: 'scenario'): TraceEvent => ({
  kind: 'pcsc',
  origin: 'reader',
  program: 'program 1',
  call,
  result,
  durationMs: 0,
  ...(detail !== undefined && { detail }),
  ...(by && { by }),
});
const WRONG_PROTOCOL = refused('SCardTransmit', 'SCARD_E_PROTO_MISMATCH', 'SCARD_PCI_T1');
const CALLS = [
  apdu('medecin', '0020000100', '63C3'),
  WRONG_PROTOCOL,
  WRONG_PROTOCOL,
  refused('SCardConnect', 'SCARD_S_SUCCESS', 'SCARD_SHARE_SHARED'),
  refused('SCardGetStatusChange', 'SCARD_E_TIMEOUT'),
  refused('SCardBeginTransaction', 'SCARD_W_RESET_CARD', undefined, 'scenario'),
  refused('SCardControl', '0x80100099', '0x42000D48'),
  verify('medecin', '9000'),
];
test('a call that is refused, once, however often', lines, 'en', CALLS, [
  '-- asks the state of PIN: not verified, 3 tries left',
  '-- calls SCardTransmit (SCARD_PCI_T1): refused, SCARD_E_PROTO_MISMATCH, the card does not work with that protocol',
  '-- (the line above again)',
  '** calls SCardBeginTransaction: refused, SCARD_W_RESET_CARD, another program has reset the card: SCardReconnect',
  '-- calls SCardControl (0x42000D48): refused, 0x80100099',
  '-- presents PIN: accepted',
]);
test('a call that is refused, in French', lines, 'fr', CALLS.slice(1, 2), [
  '-- appelle SCardTransmit (SCARD_PCI_T1) : refusé, SCARD_E_PROTO_MISMATCH, la carte ne travaille pas avec ce protocole',
]);
test(
  'a client that was cut off',
  lines,
  'en',
  [{ kind: 'fault', origin: 'reader', card: 'pcscd.comm', message: 'client cut off: command 99\n  at stack' }],
  ['!! client cut off: command 99'],
);

test('what a scenario tells of its own hand is not told again', lines, 'en', [hand('card-removed', 'scenario')], []);

const codes = test.macro({
  exec(t, events: readonly TraceEvent[], expected: readonly string[]) {
    const coverage = new Coverage(PROFILE);
    for (const event of events) coverage.add(event);
    const report = coverage.report();
    t.deepEqual(
      [...report.codes, ...report.events].filter(({ count }) => count > 0).map(({ name, count }) => `${name} ${count}`),
      expected,
    );
  },
  title: (title) => `met: ${title}`,
});
test('not what the scenario did', codes, [verify('a', '63C2', 'scenario')], []);
test('but the state it left', codes, [verify('a', '63C0', 'scenario'), verify('a', '6983')], ['PIN blocked 1']);
test(
  'wrong to blocked',
  codes,
  [verify('a', '63C1'), verify('a', '63C0')],
  ['PIN wrong 2', 'PIN last try 1', 'PIN blocked 1'],
);
test('a question spends no try', codes, [apdu('a', '0020000100', '63C1')], ['PIN last try 1']);
test('the volet CPS2ter', codes, [apdu('a', 'A0200001042A2A2A2A', '9804')], ['PIN wrong 1']);
test(
  'unblocking: refused, it is the unblocking code that was wrong',
  codes,
  [apdu('a', '002C0001082A2A2A2A2A2A2A2A', '63C9'), apdu('a', '002C0001082A2A2A2A2A2A2A2A', '9000')],
  ['PIN unblocked 1', 'PUK wrong 1'],
);
test(
  'a card that comes back, told twice',
  codes,
  [hand('card-inserted'), hand('card-inserted', 'scenario'), hand('card-removed'), hand('card-inserted')],
  ['card removed 1', 'card inserted again 1'],
);

const CPS4 = shippedProfile('cps4-medecin');
const INFO = `3031300D060960864801650304020105000420${'41'.repeat(32)}`;
const PADDED = `0001${'FF'.repeat(202)}00${INFO}`;
const PSS = `${'41'.repeat(255)}BC`;
const CRYPTOGRAM = '41'.repeat(256);

for (const [block, sw, said] of [
  [PADDED, '9000', 'authenticates with CPS_PRIV_AUT (DigestInfo SHA-256)'],
  [PSS, '9000', 'authenticates with CPS_PRIV_AUT (PSS)'],
  [CRYPTOGRAM, '9000', 'computes RSA with CPS_PRIV_AUT (signature or decipherment)'],
  [PSS, '6982', 'wants to use CPS_PRIV_AUT: refused, code not verified'],
] as const)
  test(`a CPS4 in TLS: ${said}`, (t) => {
    const narration = new Narration({ profileOf: () => CPS4, language: 'en' });
    const told = [
      apdu('a', '01A40800020001', '9000'),
      apdu('a', '012241B803830120', '9000'),
      apdu('a', `112A8086FF${block.slice(0, 510)}`, '9000'),
      apdu('a', `012A808601${block.slice(510)}00`, sw === '9000' ? `${'41'.repeat(256)}9000` : sw),
    ];
    const lines = [...told.flatMap((event) => narration.add(event)), ...narration.end()];
    t.true(
      lines.some((line) => line.endsWith(said)),
      lines.join('\n'),
    );
  });
