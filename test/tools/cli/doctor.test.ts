/** What the doctor makes of what it reads; the files are those of Debian 12, and of machines that were set up wrongly. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import type { Finding } from '../../../tools/cli/doctor/finding.ts';
import { checkMinidriver } from '../../../tools/cli/doctor/minidriver.ts';
import { explainConfiguration, explainVersion } from '../../../tools/cli/doctor/opensc.ts';
import { parseReaderConf } from '../../../tools/cli/doctor/reader-conf.ts';
import { isAtLeast } from '../../../tools/cli/doctor/runtime.ts';
import { explainService } from '../../../tools/cli/doctor/service.ts';
import { explainStall } from '../../../tools/cli/doctor/stall.ts';
import { parseTcpTable } from '../../../tools/cli/doctor/tcp-table.ts';
import { checkDriver, checkSlots, slotStates } from '../../../tools/cli/doctor/vpcd.ts';
import { checkWindowsEnvironment, explainWindowsService } from '../../../tools/cli/doctor/windows.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** /etc/reader.conf.d/vpcd of vsmartcard-vpcd 3.3+dfsg-2. */
const VPCD_CONF = `FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:0x8C7B
LIBPATH      /usr/lib/pcsc/drivers/serial/libifdvpcd.so
CHANNELID    0x8C7B
`;
const FILE = '/etc/reader.conf.d/vpcd';
const DEBIAN = parseReaderConf(VPCD_CONF, FILE);

function levels(findings: readonly Finding[]): string[] {
  return findings.map(({ level }) => level);
}

test('versions are compared number by number', (t) => {
  t.true(isAtLeast('v20.19.0', '20.19'));
  t.true(isAtLeast('v20.20.2', '20.19'));
  t.true(isAtLeast('v26.1.0', '20.19'));
  t.false(isAtLeast('v20.9.0', '20.19'));
  t.false(isAtLeast('v18.20.0', '20.19'));
});

test('reader.conf: names in quotes, comments left out', (t) => {
  t.deepEqual(DEBIAN, [
    {
      file: FILE,
      friendlyName: 'Virtual PCD',
      deviceName: '/dev/null:0x8C7B',
      libPath: '/usr/lib/pcsc/drivers/serial/libifdvpcd.so',
    },
  ]);
  t.deepEqual(
    parseReaderConf('#DEVICENAME        /dev/ttySn[:reader]\n#FRIENDLYNAME      "GemPCTwin serial"\n', FILE),
    [],
  );
  t.is(parseReaderConf(VPCD_CONF + VPCD_CONF, FILE).length, 2);
});

test('the driver: there, missing, not configured, calling instead of listening', (t) => {
  const there = checkDriver(DEBIAN, () => true);
  t.deepEqual(levels(there.findings), ['ok']);
  t.deepEqual(
    there.vpcds.map(({ port }) => port),
    [35963],
  );
  t.deepEqual(levels(checkDriver(DEBIAN, () => false).findings), ['bad']);
  t.deepEqual(levels(checkDriver([], () => true).findings), ['bad']);
  const calling = checkDriver(parseReaderConf(VPCD_CONF.replace('/dev/null', 'localhost'), FILE), () => true);
  t.deepEqual(levels(calling.findings), ['ok', 'bad']);
  t.deepEqual(calling.vpcds, []);
});

/** /proc/net/tcp of Debian 12: vpcd listens on both ports on 0.0.0.0, a card is in the first slot. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:8C7B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 00000000:8C7C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 0100007F:8C7B 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 0 0 10 -1
   3: 0100007F:D2F0 0100007F:8C7B 01 00000000:00000000 00:00000000 00000000     0        0 4 1 0 20 0 0 10 -1
`;

test('the slots of vpcd: who listens where, which holds a card', (t) => {
  const states = slotStates(35963, parseTcpTable(TCP));
  t.deepEqual(states, [
    { port: 35963, listening: true, occupied: true, exposed: true },
    { port: 35964, listening: true, occupied: false, exposed: true },
  ]);
  const findings = checkSlots(states, true);
  t.deepEqual(levels(findings), ['ok', 'ok', 'warn']);
  t.true(findings[2]?.remedy?.some((line) => line.en.includes('35963,35964')));
});

test('loopback addresses are not exposed: IPv4, IPv6, IPv4 in IPv6', (t) => {
  for (const address of ['0100007F', '00000000000000000000000001000000', '0000000000000000FFFF00000100007F'])
    t.true(parseTcpTable(`   0: ${address}:8C7B 0:0 0A 0`.replace('0:0 ', '00000000:0000 '))[0]?.loopback, address);
  t.false(parseTcpTable(`   0: ${'0'.repeat(32)}:8C7B 00000000:0000 0A 0`)[0]?.loopback);
});

test('a port taken while pcscd does not run, and none while it runs, are bad', (t) => {
  const taken = { port: 35963, listening: true, occupied: false, exposed: false };
  t.deepEqual(levels(checkSlots([taken], false)), ['bad']);
  t.deepEqual(levels(checkSlots([{ ...taken, listening: false }], true)), ['bad']);
  t.deepEqual(levels(checkSlots([{ ...taken, listening: false }], false)), ['warn']);
  t.deepEqual(levels(checkSlots([{ ...taken, occupied: true }], true)), ['ok', 'warn']);
});

test('the service: answers, refuses this user, is not there', (t) => {
  t.is(explainService(SCARD.S_SUCCESS, true, 'anne').level, 'ok');
  for (const rv of [SCARD.W_SECURITY_VIOLATION, SCARD.E_NO_ACCESS]) {
    const { level, remedy } = explainService(rv, true, 'anne');
    t.is(level, 'bad');
    t.true(remedy?.[0]?.en.includes('subject.user == "anne"'));
  }
  for (const rv of [SCARD.E_NO_SERVICE, PCSCLITE_E_UNSUPPORTED_FEATURE]) {
    const { level, remedy } = explainService(rv, false, 'anne');
    t.is(level, 'bad');
    t.true((remedy?.length ?? 0) > 0);
  }
});

test("Windows' service: answers, or need not for a card of ours", (t) => {
  t.is(explainWindowsService(SCARD.S_SUCCESS).level, 'ok');
  const { level, found, remedy } = explainWindowsService(SCARD.E_NO_SERVICE);
  t.is(level, 'warn');
  t.regex(found.fr, /Windows ne répond pas \(SCARD_E_NO_SERVICE\)/);
  t.true(remedy?.at(-1)?.en.includes('cps-sim exec'));
});

test('in a world on Windows the token is not shown', (t) => {
  t.is(checkWindowsEnvironment({}), undefined);
  const found = checkWindowsEnvironment({ CPS_SIM_WINSCARD: `1234:${'ab'.repeat(32)}` });
  t.is(found?.level, 'warn');
  t.notRegex(JSON.stringify(found), /abab/);
});

test('the stall: none, cured, not cured', (t) => {
  t.is(explainStall(0.12, 0.12).level, 'ok');
  t.is(explainStall(44.1, 0.12).level, 'ok');
  t.is(explainStall(44.1, 44.0).level, 'warn');
});

test('settings of the minidriver: none, some, ignored, broken, unreadable', (t) => {
  const folder = temporaryDirectory('doctor-');
  const registrationFile = join(folder, 'minidriver.reg');
  const check = (...lines: readonly string[]) => {
    const key = String.raw`[HKEY_CURRENT_USER\Software\ASIP Sante\Minidriver]`;
    writeFileSync(registrationFile, ['Windows Registry Editor Version 5.00', key, ...lines].join('\n'));
    return checkMinidriver({ registrationFile, logFolder: '/log' });
  };
  t.deepEqual(levels(checkMinidriver({ registrationFile, logFolder: '/log' })), ['ok']);
  const [traced] = check('"Traces"=dword:3');
  t.regex(traced?.found.en ?? '', /Traces \(HKCU\); traces in \/log$/);
  t.deepEqual(levels(check('"Traces"="3"')), ['ok', 'warn']);
  const [broken] = check('"Traces"=3');
  t.is(broken?.level, 'bad');
  t.true(broken?.found.en.includes(`${registrationFile}:3:`), broken?.found.en);
  const [noFile] = checkMinidriver({ registrationFile: folder, logFolder: '/log' });
  t.is(noFile?.level, 'bad');
  t.true(noFile?.found.en.includes(`${folder}: cannot be read`), noFile?.found.en);
});

test('OpenSC: the versions with which nobody logs in', (t) => {
  const explain = (version: string) => explainVersion(`OpenSC ${version} [gcc  12.2.0]\nEnabled features: zlib\n`);
  t.deepEqual(explain('0.23.0'), {
    level: 'ok',
    found: { en: 'OpenSC 0.23.0, driver iasecc', fr: 'OpenSC 0.23.0, pilote iasecc' },
  });
  for (const version of ['0.24.0', '0.24.0-rc1', '0.25.0-rc1', '0.26.1', '0.27.1']) {
    const { level, found, remedy } = explain(version);
    t.is(level, 'warn', version);
    t.true(found.en.startsWith(`OpenSC ${version}: no login works with a CPS3`), found.en);
    t.regex(remedy?.[0]?.en ?? '', /official module.*0\.23.*docs\/clients\.md/);
  }
  for (const version of ['0.22.0', '0.27.2', '1.0.0']) t.is(explain(version).level, 'ok', version);
  t.is(explainVersion('').found.en, 'OpenSC, driver iasecc');
});

test('opensc.conf: what keeps OpenSC from the card', (t) => {
  const explain = (text: string) => levels(explainConfiguration(text, 'opensc.conf'));
  t.deepEqual(explain('app default {\n\tframework pkcs15 {\n\t}\n}\n'), []);
  t.deepEqual(explain('use_file_caching = true;'), ['warn']);
  t.deepEqual(explain('# use_file_caching = true;\nuse_file_caching = false;'), []);
  t.deepEqual(explain('card_drivers = piv, openpgp;'), ['bad']);
  t.deepEqual(explain('card_drivers = piv, internal;'), []);
  t.deepEqual(explain('ignored_readers = "Virtual PCD";'), ['bad']);
});
