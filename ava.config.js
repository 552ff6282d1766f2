import { existsSync } from 'node:fs';

// On a second Node only what can differ there is played again (CPS_SIM_SECOND_NODE, set by .ci/run): the native binding,
// sockets, TLS and HTTP, keys, files, threads and processes, and the library, which goes through all of them. What texts
// say and what bytes our own words make is the same on every Node.
const MAY_DIFFER_BY_NODE = [
  'common/calendar.test.ts',
  'common/clocks.test.ts',
  'common/files',
  'common/formats',
  'common/parse-json.test.ts',
  'common/text-decoding.test.ts',
  'driver/certificate-store/text-signature.test.ts',
  'driver/cleo',
  'driver/csp/at-once.test.ts',
  'driver/csp/lost-connections.test.ts',
  'driver/pcsc',
  'driver/revocation',
  'driver/tls',
  'driver/winscard-launch',
  'scenarios/engine/runner.test.ts',
  'scenarios/engine/worker-pool.test.ts',
  'scenarios/library-embedded.test.ts',
  'scenarios/observers/recording',
  'scenarios/observers/trace',
  'scenarios/world/at-once.test.ts',
  'scenarios/world/forgotten.test.ts',
  'scenarios/world/guest.test.ts',
  'scenarios/world/many-readers.test.ts',
  'scenarios/world/spawn.test.ts',
  'scenarios/world/windows/program-tls.test.ts',
  'simulator/card/card.properties.test.ts',
  'simulator/card/security',
  'simulator/card/state',
  'simulator/card/whole-card.test.ts',
  'simulator/keys',
  'simulator/own-network',
  'simulator/pki/issue.test.ts',
  'simulator/reader/vpcd',
  'simulator/resource-manager/pcsclite',
  'simulator/services',
  'tools/cli/cleo/page.test.ts',
  'tools/cli/exec.test.ts',
  'tools/cli/killed.test.ts',
  'tools/cli/outputs.test.ts',
  'tools/cli/record.test.ts',
  'tools/cli/serve.test.ts',
  'tools/cli/workers.test.ts',
  'tools/door',
  'tools/package.test.ts',
  'tools/start.test.ts',
].map((name) => `test/${name}`);

const gone = MAY_DIFFER_BY_NODE.filter((path) => !existsSync(path));
if (gone.length > 0) throw new Error(`${gone.join(', ')}: not there any more, take it out of ava.config.js`);

export default {
  files: process.env.CPS_SIM_SECOND_NODE
    ? MAY_DIFFER_BY_NODE.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`))
    : [
        'test/**/*.test.ts',
        '!test/real/**',
        // `npm start` did (.ci/run).
        ...(process.env.CPS_SIM_LIBRARY_PLAYED ? ['!test/scenarios/library-embedded.test.ts'] : []),
      ],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  timeout: '60s',
};
