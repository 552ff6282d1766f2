/** Why parts of a run are none of one run, or not all of it. */
import type { Text } from '#common/language.ts';
import type { Blob } from '../../../scenarios/observers/blob/blob-reader.ts';
import { UsageError } from '../usage-error.ts';

/** What has to be the same in all parts, as it is told. */
const SAME: readonly (readonly [what: Text, of: (blob: Blob) => unknown])[] = [
  [{ en: 'version', fr: 'la version' }, ({ header }) => header.tool],
  [{ en: 'list of scenarios', fr: 'la liste des scénarios' }, ({ header }) => header.part.list],
  [{ en: 'target', fr: 'la cible' }, ({ started }) => started.target],
  [{ en: 'seed', fr: 'la graine' }, ({ header }) => header.seed],
  [{ en: 'number of shards', fr: 'le nombre de parts' }, ({ header }) => header.part.count],
];

/** @throws UsageError */
export function refuseUnlikeBlobs(blobs: readonly [Blob, ...Blob[]]): void {
  const [first] = blobs;
  for (const [what, of] of SAME)
    for (const blob of blobs) if (of(blob) !== of(first)) throw new UsageError(unlike(what, first, blob));
  refuseTwice(blobs);
  refuseMissing(blobs);
  refuseHoles(blobs);
}

/** Shown where it says something: a hash does not. */
function shown(value: unknown): string {
  return /^[0-9a-f]{64}$/.test(String(value)) ? '' : ` (${value})`;
}

function unlike(what: Text, first: Blob, other: Blob): Text {
  const of = SAME.find(([known]) => known === what)?.[1] ?? (() => undefined);
  const [a, b] = [shown(of(first)), shown(of(other))];
  return {
    en: `${other.file}: another ${what.en}${b} than ${first.file}${a}: parts of one run have the same, merge those alone`,
    fr: `${other.file} : ${what.fr}${b} n'est pas celle de ${first.file}${a} : les parts d'une même exécution ont la même, ne réunissez qu'elles`,
  };
}

function refuseTwice(blobs: readonly Blob[]): void {
  const seen = new Map<number, string>();
  for (const { file, header } of blobs) {
    const { index } = header.part;
    const other = seen.get(index);
    if (other !== undefined)
      throw new UsageError({
        en: `${other} and ${file} are both shard ${index}: keep the one that counts`,
        fr: `${other} et ${file} sont tous deux la part ${index} : gardez celle qui compte`,
      });
    seen.set(index, file);
  }
}

function refuseMissing(blobs: readonly [Blob, ...Blob[]]): void {
  const { count } = blobs[0].header.part;
  const there = new Set(blobs.map(({ header }) => header.part.index));
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !there.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => `${index}/${count}`).join(', ');
  throw new UsageError({
    en: `shard ${names} is missing: it was not played to its end, or its directory was not kept`,
    fr: `il manque la part ${names} : elle n'est pas allée à son terme, ou son dossier n'a pas été gardé`,
  });
}

/** Every scenario of the list is in one part. */
function refuseHoles(blobs: readonly [Blob, ...Blob[]]): void {
  const positions = blobs.flatMap(({ header }) => header.part.positions).sort((a, b) => a - b);
  const { scenarios } = blobs[0].header.part;
  if (positions.length === scenarios && positions.every((position, i) => position === i)) return;
  throw new UsageError({
    en: `of ${scenarios} scenarios ${new Set(positions).size} are in the ${blobs.length} parts, which have ${positions.length}: were they cut by different --durations? play all parts with the same file`,
    fr: `sur ${scenarios} scénarios ${new Set(positions).size} sont dans les ${blobs.length} parts, qui en ont ${positions.length} : ont-elles été coupées par des --durations différents ? jouez-les toutes avec le même fichier`,
  });
}
