/** Reports of a run before: nobody may take them for those of one that could not begin. */
import { isThere } from '#files/is-there.ts';
import { removeOutput } from '#files/output-file.ts';
import { oldReport } from '../../../scenarios/observers/reporters/index.ts';

/** What there is to be taken away: a report of its kind, or what is made from now on. */
function removable(spec: string): string | undefined {
  const path = spec.slice(spec.indexOf('=') + 1);
  try {
    return isThere(path) ? oldReport(spec) : path;
  } catch {
    // What cannot be looked at is left there.
    return undefined;
  }
}

/**
 * Old reports go when `prepare` fails, and those that it has begun; a file of any other kind, a device and a pipe stay, and
 * so does what another run is writing.
 * @param specs as they were typed: `junit=FILE`
 */
export function withoutOldReports<T>(specs: readonly string[], prepare: () => T): T {
  const files = specs.map(removable);
  try {
    return prepare();
  } catch (error) {
    for (const file of files) if (file !== undefined) removeQuietly(file);
    throw error;
  }
}

/** The failure of the run is what is to be told. */
function removeQuietly(file: string): void {
  try {
    removeOutput(file);
  } catch {
    // Nor could the run have written it.
  }
}
