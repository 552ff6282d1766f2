/** Data objects of real CPS cards: OpenSC pull requests 2217, 2223; PKCS#15 objects: reference/opensc-cpx.md 6. */
import test from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { explainTlv } from '#trace/explain-tlv.ts';
import { englishIn } from '../../languages.ts';

const tree = test.macro((t, bytes: string, lines: readonly string[]) => {
  t.deepEqual(explainTlv(fromHex(bytes), 'en'), [...lines]);
});

test('FCP of EF.ATR', tree, '62 1E 80020039 820101 83022F01 8801E8 A10B 8C077B45FFFFFF4500 9C00 8A0105', [
  '62 FCP',
  '  80 size: 57',
  '  82 file descriptor: 01 transparent EF',
  '  83 file identifier: 2F01 (EF.ATR)',
  '  88 SFI: 1D (EF.ATR)',
  '  A1 access rules',
  '    8C access, contact: delete secure messaging (SE 5), terminate never, activate never, deactivate never, update secure messaging (SE 5), read always',
  '    9C access, contactless:',
  '  8A life cycle status: 05 operational, activated',
]);

test('DOCP of the code porteur', tree, '7016BF810112A0109A01039B0103A1088C06F3000013FF00', [
  '70 SDO answer',
  '  BF8101 SDO CHV 01',
  '    A0 DOCP',
  '      9A tries, maximum: 3',
  '      9B tries remaining: 3',
  '      A1 access rules',
  '        8C access, contact: CHANGE always, VERIFY always, RESET code (SE 3), PUT never, GET always',
]);

test(
  'EF.ATR behind its category indicator',
  tree,
  '80 4301B8 4F088025000001FF0100 E004 02020104 7808 06062B8122F87802',
  [
    '80 category indicator',
    '43 card service data: B8',
    '4F AID: 8025000001FF0100 (IAS-ECC)',
    'E0 I/O buffer sizes',
    '  02 I/O buffer size: 260',
    '78 tag allocation authority',
    '  06 OBJECT IDENTIFIER: 1.3.162.15480.2',
  ],
);

test(
  'a PKCS#15 object: universal tags by name, context tags by number',
  tree,
  '3015 0C0C436F646520706F7274657572 A105 3003 800101',
  ['30 SEQUENCE', '  0C UTF8String: "Code porteur"', '  A1', '    30 SEQUENCE', '      80: 01'],
);

test('CPLC, field by field', (t) => {
  const lines = explainTlv(fromHex(`9F7F2A 47905040 8231 ${'00'.repeat(32)} 12345678`), 'en');
  t.is(lines[0], '9F7F CPLC');
  t.is(lines[1], '  IC fabricator: 4790');
  t.is(lines.at(-1), '  personalisation equipment: 12345678');
  t.is(lines.length, 19);
});

test('the code in a CHV value and the parts of a private key are never shown', (t) => {
  const code = '37373737';
  const chv = explainTlv(fromHex(`70 10 BF8101 0C 7F41 09 800108 8204${code}`), 'en');
  t.false(chv.join('\n').replaceAll(' ', '').includes(code));
  const key = explainTlv(fromHex(`7F48 06 9204${code}`), 'en');
  t.false(key.join('\n').replaceAll(' ', '').includes(code));
  t.regex(key[1] ?? '', /^ {2}92 P: 4 bytes, masked$/);
});

test('bytes that are no data objects are refused at their place', (t) => {
  t.throws(() => explainTlv(fromHex('62 05 80'), 'en'), { code: 'ERR_TLV' });
});

test('the same in French: the names of the standard stay', (t) => {
  const fcp = '62 1E 80020039 820101 83022F01 8801E8 A10B 8C077B45FFFFFF4500 9C00 8A0105';
  const lines = explainTlv(fromHex(fcp), 'fr');
  t.deepEqual(lines, [
    '62 FCP',
    '  80 taille : 57',
    '  82 descripteur de fichier : 01 EF transparent',
    '  83 identifiant de fichier : 2F01 (EF.ATR)',
    '  88 SFI : 1D (EF.ATR)',
    "  A1 règles d'accès",
    '    8C accès, contact : supprimer messagerie sécurisée (SE 5), terminer jamais, activer jamais, désactiver jamais, mettre à jour messagerie sécurisée (SE 5), lire toujours',
    '    9C accès, sans contact :',
    '  8A état de vie : 05 opérationnel, activé',
  ]);
  const cplc = explainTlv(fromHex(`9F7F2A ${'00'.repeat(42)}`), 'fr');
  t.deepEqual(englishIn([...lines, ...cplc].join('\n')), []);
  t.is(cplc[1], '  fabricant du circuit : 0000');
});
