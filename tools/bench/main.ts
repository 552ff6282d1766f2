/**
 * `npm run bench`: ratios measured side by side in one run, with the bars they should reach. Not a test.
 *
 * Over pcscd it needs what `tools/setup` installs and a C compiler; nothing else may use the readers meanwhile.
 */
import { join } from 'node:path';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { compilePrograms } from './c-programs.ts';
import { apduRate, commandsOfKnownCard, cspRatio, memoryPerCard, refusalRatio, signatureRatio } from './in-process.ts';
import { libraryTime } from './library.ts';
import { apduRatio, signaturesThroughOpenSc, startOfPlug } from './over-pcscd.ts';
import { clientsAtOnce, insertionSeen, socketRatio, toolRatio } from './private-socket.ts';
import { line, type Outcome, reaches } from './report.ts';
import { startOfHelp } from './start.ts';

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
  () => apduRatio(programs.path, cardFile),
  () => signaturesThroughOpenSc(programs.path, cardFile),
  () => startOfPlug(cardFile),
  () => socketRatio(programs.path),
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
