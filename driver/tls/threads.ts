/** Starts the threads of this room. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

const SOURCES = import.meta.url.endsWith('.ts');

/** Where the sources run as they are, the thread learns TypeScript first: a loader of the main thread is not its own. */
function fromSources(url: URL, options: WorkerOptions): Worker {
  // Found from here: code without a file looks in the folder that the program works in.
  const tsx = import.meta.resolve('tsx/esm/api');
  const load = `import('${tsx}').then(({ register }) => { register(); return import('${url.href}'); })`;
  return new Worker(load, { ...options, eval: true });
}

/** A thread that does not keep the process alive by itself. */
export function startThread(name: 'tls-worker' | 'card-worker', options: WorkerOptions): Worker {
  const url = new URL(SOURCES ? `./${name}.ts` : `./${name}.js`, import.meta.url);
  const worker = SOURCES ? fromSources(url, options) : new Worker(url, options);
  worker.unref();
  return worker;
}
