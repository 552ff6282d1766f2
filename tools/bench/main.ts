/**
 * `npm run bench`: ratios measured by turns in one run, with the bars they should reach; nothing absolute. Not a test.
 *
 * Over pcscd it needs what `tools/setup` installs and a C compiler; nothing else may use the readers meanwhile.
 */
import { join } from 'node:path';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { compilePrograms } from './c-programs.ts';
import { apduRate, commandsOfKnownCard, cspRatio, memoryPerCard, refusalRatio, signatureRatio } from './in-process.ts';
import { libraryTime } from './library.ts';
import { pinToOneCore } from './one-core.ts';
import { quietApduRatio, signaturesThroughOpenSc, startOfPlug, toldApduRatio } from './over-pcscd.ts';
import {
  cardOverSocket,
  clientsAtOnce,
  echoOverSocket,
  insertionSeen,
  toolRatio,
  traceToFile,
} from './private-socket.ts';
import { line, type Outcome, reaches } from './report.ts';
import { startOfHelp } from './start.ts';

pinToOneCore(process.pid);
const programs = compilePrograms();
const cardFile = join(programs.folder, 'bench.cps.json');
const profile = shippedProfile('cps3-medecin');
CardFile.create(cardFile, { profile, seed: 1, state: personalise(profile, 1) });
const cases: readonly (() => Outcome | Promise<Outcome>)[] = [
  apduRate,
  refusalRatio,
  memoryPerCard,
  signatureRatio,
  cspRatio,
  commandsOfKnownCard,
  libraryTime,
  startOfHelp,
  () => quietApduRatio(programs.path, cardFile),
  () => toldApduRatio(programs.path, cardFile),
  () => signaturesThroughOpenSc(programs.path, cardFile),
  () => startOfPlug(programs.path, cardFile),
  () => echoOverSocket(programs.path),
  () => cardOverSocket(programs.path),
  () => traceToFile(programs.path),
  () => clientsAtOnce(programs.path),
  () => insertionSeen(programs.path),
  toolRatio,
];
let missed = 0;
try {
  for (const measure of cases) {
    const outcome = await measure();
    if (!reaches(outcome)) missed++;
    console.log(line(outcome));
  }
} finally {
  programs.dispose();
}
console.log(missed === 0 ? 'all bars reached' : `${missed} of ${cases.length} bars missed`);
process.exit(missed === 0 ? 0 : 1);
