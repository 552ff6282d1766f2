/**
 * Commands as recorded from OpenSC and from the State agency's middleware.
 *
 * Source: reference/opensc-cpx.md 3 to 9, reference/cps-facts.md (b), (c), crypto APDUs.
 */
import test from 'ava';
import fc from 'fast-check';
import { LANGUAGES } from '#common/language.ts';
import { fromHex, NO_BYTES } from '#iso7816/bytes.ts';
import { explainCommand, explainExchange, explainResponse } from '#trace/explain.ts';
import { englishIn } from '../../languages.ts';

const command = test.macro({
  exec(t, apdu: string, words: string) {
    t.is(explainCommand(fromHex(apdu), 'en'), words);
  },
  title: (_, apdu: string, words: string) => `${apdu} is ${words}`,
});

test(command, '00 A4 09 04 04 3F002F01', 'SELECT by path 3F00/2F01 (EF.ATR), FCP');
test(command, '00 A4 09 0C 02 3F00', 'SELECT by path 3F00 (MF)');
test(command, '00 A4 02 04 02 7001', 'SELECT EF 7001, FCP');
test(command, '00 A4 00 0C 02 3F00', 'SELECT 3F00 (MF)');
test(command, '00 A4 00 0C', 'SELECT MF');
test(command, '00 A4 03 0C', 'SELECT parent DF');
test(
  command,
  '00 A4 04 04 0D E828BD080F8025000001FF0010',
  'SELECT AID E828BD080F8025000001FF0010 (CPS application, contact), FCP',
);
test(command, 'A0 A4 00 00 02 3F00', 'SELECT 3F00 (MF), FCI [CPS2ter]');
test(command, '00 B0 9C 00 0C', 'READ BINARY SFI 1C (EF.SN), offset 0, 12 bytes');
test(command, '00 B0 01 04 00', 'READ BINARY offset 260, 256 bytes');
test(command, '00 D6 00 00 01 AA', 'UPDATE BINARY offset 0, 1 byte');
test(command, '00 B2 01 04 00', 'READ RECORD record 1');
test(command, '00 20 00 01 04 31323334', 'VERIFY code porteur (4 bytes, masked)');
test(command, '00 20 00 81 04 31323334', 'VERIFY code porteur (4 bytes, masked)');
test(command, '00 20 00 01 00', 'VERIFY code porteur: status only');
test(command, '00 20 00 01', 'VERIFY code porteur: status only');
test(command, '00 20 00 02 08 3132333435363738', 'VERIFY code de déblocage (8 bytes, masked)');
test(command, '00 24 00 01 08 3132333434333231', 'CHANGE REFERENCE DATA code porteur (8 bytes, masked)');
test(command, '00 2C 02 01 04 34333231', 'RESET RETRY COUNTER code porteur with new code (4 bytes, masked)');
test(command, '00 2C 03 01', 'RESET RETRY COUNTER code porteur without data');
test(command, '00 CB 3F FF 0A 4D087006BF810102A080', 'GET DATA SDO CHV 01: DOCP');
test(command, '00 CB 3F FF 0B 4D097007BF8101037F4180', 'GET DATA SDO CHV 01: value');
test(command, '00 CB 3F FF 0A 4D087006BF900202A080', 'GET DATA SDO RSA private key 02: DOCP');
test(command, '00 CB 3F FF 0A 4D087006BFFB03027B80', 'GET DATA SDO SE 03: templates');
test(command, '80 CA 9F 7F 00', 'GET DATA 9F7F (CPLC)');
test(
  command,
  '00 22 41 B6 06 840181 800142',
  'MSE SET digital signature: key 81, algorithm 42 (RSA PKCS#1 SHA-256 signature)',
);
test(command, '00 22 41 AA 03 800140', 'MSE SET hash: algorithm 40 (SHA-256)');
test(command, '00 22 F3 03', 'MSE RESTORE SE 3');
test(command, `00 2A 90 A0 22 9020 ${'AA'.repeat(32)}`, 'PSO HASH, hash value');
test(command, '00 2A 90 A0 07 9000 8003616263', 'PSO HASH, last block of 3 bytes');
test(command, '00 2A 9E 9A 00', 'PSO COMPUTE DIGITAL SIGNATURE');
test(command, '10 2A 80 86 02 8100', 'PSO DECIPHER, 2 bytes [chained, more follows]');
test(command, `00 88 00 00 33 ${'AA'.repeat(51)}`, 'INTERNAL AUTHENTICATE 51 bytes');
test(command, '00 84 00 00 08', 'GET CHALLENGE 8 bytes');
test(command, '00 C0 00 00 00', 'GET RESPONSE 256 bytes');
test(command, '00 FE 01 02', 'unknown INS FE, P1-P2 0102');

test('a response is its length and its status word in words', (t) => {
  t.is(explainResponse(fromHex('0102 9000'), NO_BYTES, 'en'), '2 bytes, 9000 success');
  t.is(explainResponse(fromHex('6125'), NO_BYTES, 'en'), '6125 37 bytes available');
  t.regex(explainResponse(fromHex('90'), NO_BYTES, 'en'), /no response APDU/);
});

const exchange = test.macro({
  exec(t, apdu: string, response: string, words: string) {
    t.is(explainExchange(fromHex(apdu), fromHex(response), 'en'), words);
  },
  title: (_, apdu: string, response: string) => `${apdu} -> ${response}`,
});

const WRONG_CODE = 'VERIFY code porteur (4 bytes, masked) -> 63C2 verification failed, 2 tries remaining';
test(exchange, '00 20 00 01 04 30303030', '63C2', WRONG_CODE);
const NOT_VERIFIED = 'VERIFY code porteur: status only -> 63C3 not verified, 3 tries remaining';
test(exchange, '00 20 00 01', '63C3', NOT_VERIFIED);
test(exchange, '00 20 00 01 00', '63C3', NOT_VERIFIED);
test(exchange, '00 20 00 01 00', '9000', 'VERIFY code porteur: status only -> 9000 verified');
test(exchange, '00 84 00 00 08', '0102030405060708 9000', 'GET CHALLENGE 8 bytes -> 8 bytes, 9000 success');

test('no code is shown, however broken the command that carries it', (t) => {
  const header = fc.constantFrom('002000', '002400', '002C00', '102000', 'A02000', '002100');
  const lengths = fc.constantFrom('04', '08', '', '00', '000004', 'FF');
  const end = fc.constantFrom('', '00', '0000');
  const languages = fc.constantFrom(...LANGUAGES);
  const property = fc.property(header, lengths, end, languages, (start, length, le, language) => {
    const words = explainCommand(fromHex(`${start}01${length}37373737${le}`), language);
    return !words.includes('7777') && !words.includes('37373737');
  });
  t.notThrows(() => fc.assert(property));
});

test('whatever the bytes, there are words and no exception', (t) => {
  const property = fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 4 }), (sent, received) => {
    return LANGUAGES.every((language) => explainExchange(sent, received, language).length > 0);
  });
  t.notThrows(() => fc.assert(property, { numRuns: 2000 }));
});

test('known instructions with unreadable data still read', (t) => {
  t.is(explainCommand(fromHex('00 22 41 B6 02 8405'), 'en'), 'MSE SET digital signature: 8405');
  t.is(explainCommand(fromHex('00 CB 3F FF 02 4D09'), 'en'), 'GET DATA 3FFF 4D09');
});

const inFrench = test.macro({
  exec(t, apdu: string, response: string, words: string) {
    const text = explainExchange(fromHex(apdu), fromHex(response), 'fr');
    t.is(text, words);
    t.deepEqual(englishIn(text), []);
  },
  title: (_, apdu: string, response: string) => `in French: ${apdu} -> ${response}`,
});

test(
  inFrench,
  '00 A4 09 04 04 3F002F01',
  '6A82',
  'SELECT par le chemin 3F00/2F01 (EF.ATR), FCP -> 6A82 fichier ou application absent',
);
test(
  inFrench,
  '00 A4 04 04 0D E828BD080F8025000001FF0010',
  '9000',
  'SELECT AID E828BD080F8025000001FF0010 (application CPS, contact), FCP -> 9000 succès',
);
test(inFrench, '00 A4 03 0C', '9000', 'SELECT DF parent -> 9000 succès');
test(inFrench, '00 B0 9C 00 01', '01 9000', 'READ BINARY SFI 1C (EF.SN), position 0, 1 octet -> 1 octet, 9000 succès');
test(inFrench, '00 B2 01 04 00', '6A83', 'READ RECORD enregistrement 1 -> 6A83 enregistrement absent');
test(
  inFrench,
  '00 20 00 01 04 30303030',
  '63C2',
  'VERIFY code porteur (4 octets, masqués) -> 63C2 vérification échouée, il reste 2 essais',
);
test(inFrench, '00 20 00 01', '63C1', 'VERIFY code porteur : état seulement -> 63C1 non vérifié, il reste 1 essai');
test(
  inFrench,
  '00 2C 00 01 0C 303030303030303031313131',
  '6983',
  'RESET RETRY COUNTER code porteur avec le code de déblocage et le nouveau code (12 octets, masqués) -> 6983 code bloqué',
);
test(
  inFrench,
  '00 CB 3F FF 0A 4D087006BF900202A080',
  '6A88',
  'GET DATA SDO clé privée RSA 02 : DOCP -> 6A88 donnée référencée absente',
);
test(
  inFrench,
  '00 22 41 B6 06 840181 800142',
  '9000',
  'MSE SET signature : clé 81, algorithme 42 (signature RSA PKCS#1 SHA-256) -> 9000 succès',
);
test(inFrench, '10 2A 80 86 02 8100', '9000', 'PSO DECIPHER, 2 octets [chaînée, la suite vient] -> 9000 succès');
test(inFrench, '00 FE 01 02', '6D00', 'INS FE inconnue, P1-P2 0102 -> 6D00 INS non prise en charge');
test(
  inFrench,
  '00 A4 04',
  '90',
  'pas une commande APDU : 3 octets, attendu : au moins CLA INS P1 P2 -> pas une réponse APDU : 1 octet, attendu : au moins SW1-SW2',
);
