/** `npm run build:windows`: winscard.dll and its launcher, by Debian's mingw-w64. */
import { buildWindows } from './mingw.ts';

const missing = buildWindows();
if (missing !== undefined) {
  process.stderr.write(`build:windows: ${missing}\n`);
  process.exitCode = 1;
}
