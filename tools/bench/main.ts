/**
 * `npm run bench [-- CASE...]`: ratios measured by turns in one run, with the bars they should reach; nothing absolute.
 * Not a test. Runs compiled: see tools/bench.ts.
 *
 * Over pcscd it needs what `tools/setup` installs and a C compiler; nothing else may use the readers meanwhile. The page of the
 * console needs Chromium.
 */
import { join } from 'node:path';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { compilePrograms } from './c-programs.ts';
import { dearestCard } from './cards.ts';
import { issueRate } from './certificates.ts';
import { firstPaintRatio } from './console.ts';
import { fuzzRate } from './fuzz.ts';
import { apduRate, commandsOfKnownCard, cspRatio, memoryPerCard, refusalRatio, signatureRatio } from './in-process.ts';
import { libraryTime, situationsTime } from './library.ts';
import { mailRate } from './mail.ts';
import { pinToOneCore } from './one-core.ts';
import { signaturesThroughOpenSc } from './opensc.ts';
import { quietApduRatio, startOfPlug, toldApduRatio } from './over-pcscd.ts';
import {
  cardOverSocket,
  clientsAtOnce,
  echoOverSocket,
  insertionSeen,
  recordOverPcscd,
  recordToFile,
  toolRatio,
  traceToFile,
} from './private-socket.ts';
import { line, type Outcome, reaches } from './report.ts';
import { deltaTime, longListMemory, longListTime, ocspRate } from './revocation.ts';
import { startOfHelp, startOfServices } from './start.ts';
import { handshakeRatio, testSslRate } from './tls.ts';
import { apduUnderWine, waitUnderWine } from './windows.ts';

pinToOneCore(process.pid);
const programs = compilePrograms();
const cardFile = join(programs.folder, 'bench.cps.json');
const profile = shippedProfile('cps3-medecin');
CardFile.create(cardFile, { profile, seed: 1, state: personalise(profile, 1) });
const cases: Readonly<Record<string, () => Outcome | Promise<Outcome>>> = {
  'card-apdu': apduRate,
  'card-refusal': refusalRatio,
  'card-memory': memoryPerCard,
  'minidriver-rsa': signatureRatio,
  'csp-rsa': cspRatio,
  'csp-known-card': commandsOfKnownCard,
  fuzz: fuzzRate,
  cards: dearestCard,
  'tls-handshake': handshakeRatio,
  testssl: testSslRate,
  mail: mailRate,
  certificates: issueRate,
  crl: longListTime,
  'crl-memory': longListMemory,
  'crl-delta': deltaTime,
  ocsp: ocspRate,
  library: libraryTime,
  situations: situationsTime,
  help: startOfHelp,
  serve: startOfServices,
  'plug-quiet': () => quietApduRatio(programs.path, cardFile),
  'plug-told': () => toldApduRatio(programs.path, cardFile),
  opensc: () => signaturesThroughOpenSc(programs, cardFile),
  'plug-start': () => startOfPlug(programs.path, cardFile),
  'socket-echo': () => echoOverSocket(programs.path),
  'socket-card': () => cardOverSocket(programs.path),
  'socket-trace': () => traceToFile(programs.path),
  'socket-record': () => recordToFile(programs.path),
  'pcscd-record': () => recordOverPcscd(programs.path),
  'socket-clients': () => clientsAtOnce(programs.path),
  'socket-insertion': () => insertionSeen(programs.path),
  'socket-tool': toolRatio,
  'wine-apdu': () => apduUnderWine(programs.path),
  'wine-wait': waitUnderWine,
  'console-paint': firstPaintRatio,
};
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? Object.keys(cases) : wanted;
let missed = 0;
try {
  for (const name of chosen) {
    const measure = cases[name];
    if (measure === undefined) throw new Error(`no case '${name}', only ${Object.keys(cases).join(', ')}`);
    const outcome = await measure();
    if (!reaches(outcome)) missed++;
    console.log(line(outcome));
  }
} finally {
  programs.dispose();
}
console.log(missed === 0 ? 'all bars reached' : `${missed} of ${chosen.length} bars missed`);
process.exit(missed === 0 ? 0 : 1);
