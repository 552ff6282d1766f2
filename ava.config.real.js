// The real clients share one pcscd with two vpcd slots: one test file at a time.
export default {
  files: ['test/real/**/*.test.ts'],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  concurrency: 1,
  serial: true,
  timeout: '3m',
};
