/**
 * `npm run xca`: writes fixtures/xca/igc-sante.xdb anew, the database of XCA with the template and the authorities. To run when one of
 * them has changed; wants Debian's xca and python3.
 *
 * XCA makes its tables by itself and then asks a terminal for a password; with one in place it takes that of its command line.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XCA_DATABASE, XCA_TEMPLATE, xcaFiles } from './cli/formats/xca.ts';

const PASSWORD = 'changeit';
/** That password, as XCA 2.4 has written it down itself. */
const PASSWORD_HASH =
  'T1311122318220197BDC001BC7F516B081981B394A93515E989AAFD0C0A31767F8649904C3709AE8981572278A47C7C8017C18E9D1C04D554E859A2B15EDDCA52660556FDC6061A1A';
/** Kind of an item. Source: tables that XCA 2.4 has made. */
const TEMPLATE = 5;
const SQL = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()';

const folder = mkdtempSync(join(tmpdir(), 'cps-sim-xca-'));
const database = 'igc-sante.xdb';

function run(program: string, ...args: readonly string[]): void {
  const env = { ...process.env, HOME: folder, QT_QPA_PLATFORM: 'offscreen' };
  // Without a terminal of its own: XCA would ask there.
  execFileSync('setsid', ['-w', program, ...args], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

const xca = (...args: readonly string[]) => run('xca', '--no-gui', `--database=${database}`, ...args);

try {
  const files = xcaFiles().map(({ name, content }) => {
    writeFileSync(join(folder, name), content);
    return name;
  });
  xca('--import', ...files.slice(0, 1));
  run('python3', '-c', SQL, database, `INSERT INTO settings VALUES ('pwhash', '${PASSWORD_HASH}')`);
  xca(`--password=pass:${PASSWORD}`, '--import', ...files);
  // XCA 2.4 reads no name out of the file of a template, and calls it by its CN.
  run('python3', '-c', SQL, database, `UPDATE items SET name = '${XCA_TEMPLATE}' WHERE type = ${TEMPLATE}`);
  run('python3', '-c', SQL, database, 'VACUUM');
  copyFileSync(join(folder, database), XCA_DATABASE);
} finally {
  rmSync(folder, { recursive: true });
}
