import { UsageError } from './usage-error.ts';

/** @throws UsageError when there are not so many seeds behind the first one */
export function checkLastSeed(count: number, from: number, last: number): void {
  if (count - 1 <= last - from) return;
  throw new UsageError({
    en: `${count} seeds from ${from} on: the last seed there is is ${last}, expected --from ${last - count + 1} or less`,
    fr: `${count} graines à partir de ${from} : la dernière graine est ${last}, attendu : --from ${last - count + 1} ou moins`,
  });
}
