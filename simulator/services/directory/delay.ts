import type { Clock } from '#common/clock.ts';
import type { DirectoryFault } from './faults.ts';

/** Waits as long as a slow directory does; not for those who went away. */
export function delay(clock: Clock, fault: DirectoryFault | undefined, gone?: AbortSignal): Promise<void> {
  if (typeof fault !== 'object' || !('slow' in fault)) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = clock.after(fault.slow * 1000, resolve, { ref: false });
    gone?.addEventListener('abort', () => {
      stop();
      resolve();
    });
  });
}
