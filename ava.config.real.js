import { existsSync } from 'node:fs';

// On a second Node only what can differ there is played again (CPS_SIM_SECOND_NODE, set by .ci/run): the native binding,
// sockets, TLS and HTTP, processes. What OpenSC, OpenSSL, a browser or a mail program makes of our bytes does not.
const MAY_DIFFER_BY_NODE = [
  'csp-two-programs',
  'exec',
  'killed-service',
  'mssante',
  'mssante-soap',
  'names',
  'pcsc-contract',
  'pcsc-exit',
  'pcsc-socket-contract',
  'pcscd-restart',
  'record',
  'testssl',
  'tls-clients',
  'tls-forwarder',
  'tls-libraries',
  'tls-pcscd',
  'two-clients',
].map((name) => `test/real/${name}.test.ts`);

const gone = MAY_DIFFER_BY_NODE.filter((path) => !existsSync(path));
if (gone.length > 0) throw new Error(`${gone.join(', ')}: not there any more, take it out of ava.config.real.js`);

// The real clients share one pcscd with two vpcd slots: one test file at a time.
export default {
  files: process.env.CPS_SIM_SECOND_NODE ? MAY_DIFFER_BY_NODE : ['test/real/**/*.test.ts'],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  concurrency: 1,
  serial: true,
  timeout: '3m',
};
