import { lostWarning } from './stream.ts';

/**
 * What watches, as those who are watched call it: the first time it throws it is cut off, and the user is warned once.
 * @param name of the watcher, for the warning
 */
export function shielded<Args extends readonly unknown[]>(
  watch: (...args: Args) => void,
  name: string,
): (...args: Args) => void {
  let lost = false;
  return (...args) => {
    if (lost) return;
    try {
      watch(...args);
    } catch (error) {
      lost = true;
      lostWarning({ name, error });
    }
  };
}
