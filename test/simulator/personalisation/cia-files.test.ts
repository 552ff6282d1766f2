/**
 * Outside truth: bytes from the real-card notes and from files that OpenSC and Cryptolib read (reference/opensc-cpx.md
 * 6, reference/cryptolib.md 6, reference/cps-facts.md (b)), node-forge and OpenSSL as readers of the DER.
 */
import { execFileSync } from 'node:child_process';
import test from 'ava';
import forge from 'node-forge';
import { parseTlvs, tagName, tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import type { DfNode, KeyNode } from '../../../simulator/card/profile/schema.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';

const CIA_FILES = ['5031', '5032', '7001', '7002', '7004', '7006'];

function file(fid: string, profile = 'cps3-medecin'): Bytes {
  return personalise(shippedProfile(profile), 1).contents[`3F00/0001/${fid}`] as Bytes;
}

/** The entries of a directory file, each as hexadecimal text. */
function entries(fid: string, profile?: string): string[] {
  return parseTlvs(file(fid, profile)).map(({ tag, value }) => toHex(tlv(tag, value)));
}

/** UTF8String as hexadecimal text. */
function label(text: string): string {
  return toHex(tlv(0x0c, new TextEncoder().encode(text)));
}

test('node-forge and OpenSSL read every entry of every file', (t) => {
  for (const profile of ['cps3-medecin', 'cps3-medecin-references'])
    for (const fid of CIA_FILES)
      for (const { tag, value } of parseTlvs(file(fid, profile))) {
        const der = Buffer.from(tlv(tag, value));
        t.notThrows(() => forge.asn1.fromDer(der.toString('binary')), `${fid}`);
        const listing = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: der, encoding: 'utf8' });
        t.regex(listing, /cons: (SEQUENCE|cont \[)/);
      }
});

test('ODF: AODF, PrKDF, CDF, DODF by relative path', (t) => {
  t.is(toHex(file('5031')), 'A806300404027001A006300404027002A406300404027004A706300404027006');
});

test('TokenInfo: version, label with the card number, tokenFlags, the algorithms OpenSC needs', (t) => {
  const info = file('5032');
  const text = toHex(info);
  const tokenLabel = /8011(4350533376332D(?:3[0-9]){10})03020520A268/.exec(text)?.[1] ?? '';
  t.regex(Buffer.from(tokenLabel, 'hex').toString(), /^CPS3v3-2999[0-9]{6}$/);
  const algorithms = text.slice(-2 * 0x68).match(/30(?:0F|10)020(?:(?!30(?:0F|10)020).)*/g);
  t.deepEqual(algorithms, [
    '300F020101020101050003020640020102',
    '300F020102020106050003020640020112',
    '300F020103020140050003020640020142',
    '300F02010402010105000302020402011A',
    '301002010502020220050003020102020110',
    '301002010602020250050003020102020140',
  ]);
});

test('AODF: the user PIN first, unblocked by the PUK; the PUK with both flags', (t) => {
  const [pin, puk] = entries('7001');
  t.is(
    pin,
    toHex(hex`30 33 30 15 0C 0C ${Buffer.from('Code porteur')} 03 02 06 C0 04 01 02 30 03 04 01 01
      A1 15 30 13 03 02 03 08 0A 01 01 02 01 04 02 01 04 02 01 08 80 01 01`),
  );
  t.is(
    puk,
    toHex(hex`30 36 30 18 0C 12 ${Buffer.from('Code de déblocage')} 03 02 06 C0 30 03 04 01 02
      A1 15 30 13 03 02 00 0B 0A 01 01 02 01 08 02 01 08 02 01 08 80 01 02`),
  );
});

test('PrKDF: signature key 81 for nonRepudiation, authentication key 82 to decrypt and sign, no algorithm references', (t) => {
  const [signature, authentication] = entries('7002');
  t.is(entries('7002').length, 2);
  // iD, usage, accessFlags, keyReference
  t.true(signature?.includes('040EE828BD080F8025000001FF001001 0303060040 030204B0 02020081'.replaceAll(' ', '')));
  t.true(authentication?.includes('040EE828BD080F8025000001FF001002 03020560 030204B0 02020082'.replaceAll(' ', '')));
  t.true(signature?.includes(label('CPS_PRIV_SIG')));
  t.true(authentication?.includes(label('CPS_PRIV_AUT')));
  // path empty, modulusLength 2048
  for (const entry of [signature, authentication]) t.true(entry?.endsWith('A10A30083002040002020800'));
  // accessControlRules: pso_cds (bit 5) after code 01
  t.true(signature?.includes('3009300703020204040101'));
});

test('PrKDF with references: authentication key first, the signature key refers to RSA-PKCS', (t) => {
  const [authentication, signature] = entries('7002', 'cps3-medecin-references');
  t.true(authentication?.includes('02020082A106020101020104'));
  t.true(signature?.includes('02020081A109020101020102020103'));
});

test('CDF: labels, the iD of the key, bare path', (t) => {
  const found = entries('7004');
  t.is(found.length, 2);
  t.true(found[0]?.includes(label('Certificat de Signature CPS')));
  t.true(found[0]?.endsWith('E828BD080F8025000001FF001001A108300630040402A001'));
  t.true(found[1]?.includes(label("Certificat d'Authentification CPS")));
  t.true(found[1]?.endsWith('E828BD080F8025000001FF001002A108300630040402A002'));
});

test('DODF: free objects, CPS_DATA modifiable, the activity private and behind code 01', (t) => {
  const found = entries('7006');
  const ending = (fid: string): string => `30050C03435053A10630040402${fid}`;
  t.is(found.length, 6);
  t.is(found[0]?.slice(8), `${label('CPS_ID_CARD')}${ending('D101')}`);
  t.is(found[4]?.slice(8), `${label('CPS_DATA')}03020640${ending('D107')}`);
  t.is(found[5]?.slice(8), `${label('CPS_ACTIVITY_01_PS')}03020780040101${ending('D120')}`);
});

test('the contactless application: its own label, CIA files that stand in the other DF, no code', (t) => {
  const { contents } = personalise(shippedProfile('cps3-medecin'), 1);
  t.true(Buffer.from(contents['3F00/0002/5032'] as Bytes).includes('CPS3v3_CL'));
  const odf = parseTlvs(contents['3F00/0002/5031'] as Bytes);
  t.deepEqual(
    odf.map(({ tag, value }) => `${tagName(tag)} ${toHex(value)}`),
    ['A0 300804063F0000017102', 'A4 300804063F0000017104', 'A7 300804063F0000017106'],
  );
  t.true(Buffer.from(contents['3F00/0001/7106'] as Bytes).includes('CPS_ID_CARD'));
});

test('the technical key: the iD that the official module looks for, the DF it stands in as its path', (t) => {
  const [key, ...otherKeys] = entries('7102');
  const [certificate, ...otherCertificates] = entries('7104');
  t.deepEqual([otherKeys, otherCertificates], [[], []]);
  t.true(key?.includes(label('CPS_PRIV_TECH_AUT')));
  // iD, usage sign, accessFlags, keyReference 83; value path 3F000001, modulusLength 2048
  t.true(key?.endsWith('040EE828BD080F8025000001FF00100303020520030204B002020083A10E300C300604043F00000102020800'));
  t.true(certificate?.includes(label('Certificat Technique CPS')));
  t.true(certificate?.endsWith('040EE828BD080F8025000001FF001003A10C300A300804063F000001A003'));
});

test('a key may still stand in the DF of its own application', (t) => {
  const profile = structuredClone(shippedProfile('cps3-medecin'));
  const [contact, contactless] = ['0001', '0002'].map((fid) => profile.mf.children[fid] as DfNode);
  const key = contact?.keys['03'] as KeyNode;
  delete contact?.keys['03'];
  delete key.cia?.application;
  if (contactless) contactless.keys = { '03': key };
  const prkdf = toHex(personalise(profile, 1).contents['3F00/0001/7102'] as Bytes);
  t.true(prkdf.includes('040EE828BD080F8025000001FF002003'));
  t.true(prkdf.endsWith('A10A30083002040002020800'));
});
