/** INF files made to take long: as many lines as fit into what is read of one. */
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { packageOnDisk, readDriverInf } from '../../../driver/plug-and-play/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const VERSION = `[Version]
Signature = "$Windows NT$"
Class = SmartCard
ClassGuid = {990A2BD7-E738-46c7-B26F-1CF8FB9F1391}
Provider = %P%
CatalogFile = x.cat
DriverVer = 09/20/2017,2.4.0.1
[Manufacturer]
%P% = Models,NTamd64
`;
const times = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

function read(text: string): () => void {
  return () => readDriverInf(Buffer.from(text), 'x.inf');
}

const soon = test.macro((t, text: string, symbol: string | undefined) => {
  const before = process.cpuUsage();
  if (symbol === undefined) t.notThrows(read(text));
  else t.throws(read(text), { code: 'ERR_INF', message: new RegExp(symbol) });
  const { user, system } = process.cpuUsage(before);
  t.true(user + system < 2_000_000, `${user + system} µs of CPU`);
});

const files = times(20_000, (i) => `f${i}`);
test(
  '20,000 files, each looked for among as many',
  soon,
  `${VERSION}[Models.NTamd64]\nd = Install,ID\n[Install.NT]\nCopyFiles = Files\n[Files]\n${files}\n[SourceDisksFiles]\n${times(20_000, (i) => `f${i} = 1`)}\n[DestinationDirs]\nDefaultDestDir = 11\n[Strings]\nP = "x"\n`,
  undefined,
);
test(
  '5,000 models that install 5,000 values each',
  soon,
  `${VERSION}[Models.NTamd64]\n${times(5000, (i) => `d${i} = I${i},ID${i}`)}\n${times(5000, (i) => `[I${i}.NT]\nAddReg = R`)}\n[R]\n${times(5000, (i) => `HKLM,k,v${i},,x`)}\n[Strings]\nP = "x"\n`,
  'ERROR_GENERAL_SYNTAX',
);
test(
  'a text of 100,000 characters in 1,000 places',
  soon,
  `${VERSION}[Models.NTamd64]\n${times(1000, (i) => `d${i} = Install,%P%`)}\n[Install.NT]\n[Strings]\nP = "${'x'.repeat(100_000)}"\n`,
  'ERROR_GENERAL_SYNTAX',
);

test('of the folder of an INF only what it names is read', (t) => {
  const folder = join(temporaryDirectory('inf-'), 'Downloads');
  mkdirSync(folder);
  const inf = `${VERSION}[Models.NTamd64]\nd = Install,ID\n[Install.NT]\nCopyFiles = @a.dll\n[SourceDisksFiles]\na.dll = 1\n[DestinationDirs]\nDefaultDestDir = 11\n[Strings]\nP = "x"\n`;
  writeFileSync(join(folder, 'x.inf'), inf);
  for (const name of ['x.cat', 'A.DLL', 'film.mkv']) writeFileSync(join(folder, name), name);
  truncateSync(join(folder, 'film.mkv'), 10_000_000_000);
  t.deepEqual([...packageOnDisk(join(folder, 'x.inf')).files.keys()].sort(), ['A.DLL', 'x.cat', 'x.inf']);
  truncateSync(join(folder, 'A.DLL'), 100_000_000);
  t.throws(() => packageOnDisk(join(folder, 'x.inf')), { code: 'ERR_SETUP', message: /A\.DLL: has 100000000 bytes/ });
});
