/** Two recordings, command by command: which are alike, which were answered otherwise, which only one of them has. */
import { diffArrays } from 'diff';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { shapeOf } from '#trace/card-position.ts';

/** A command with its answer, and its number among those of its recording, from 1. */
export interface NumberedExchange {
  readonly number: number;
  readonly command: Bytes;
  readonly response: Bytes;
}

export type Difference =
  | { readonly kind: 'same'; readonly a: NumberedExchange; readonly b: NumberedExchange }
  /** The same command with another answer. */
  | { readonly kind: 'answer'; readonly a: NumberedExchange; readonly b: NumberedExchange }
  /** A command with the same header and length in the same place. */
  | { readonly kind: 'data'; readonly a: NumberedExchange; readonly b: NumberedExchange }
  | { readonly kind: 'only-a'; readonly a: NumberedExchange }
  | { readonly kind: 'only-b'; readonly b: NumberedExchange };

/** More changes than that are no comparison any more: all of both is told then. */
const MOST_CHANGES = 20_000;

function compared(a: NumberedExchange, b: NumberedExchange): Difference {
  return { kind: toHex(a.response) === toHex(b.response) ? 'same' : 'answer', a, b };
}

/** What one has in the place of what the other has: commands of one shape belong together, in their order. */
function* replaced(gone: NumberedExchange[], come: NumberedExchange[]): Generator<Difference> {
  for (const a of gone) {
    const at = come.findIndex((b) => shapeOf(b.command) === shapeOf(a.command));
    const b = come[at];
    if (b === undefined) {
      yield { kind: 'only-a', a };
      continue;
    }
    for (const before of come.splice(0, at + 1).slice(0, -1)) yield { kind: 'only-b', b: before };
    yield { kind: 'data', a, b };
  }
  for (const b of come) yield { kind: 'only-b', b };
}

/** In the order of both. */
export function* differences(
  first: readonly NumberedExchange[],
  second: readonly NumberedExchange[],
): Generator<Difference> {
  const commands = (exchanges: readonly NumberedExchange[]) => exchanges.map(({ command }) => toHex(command));
  const changes = diffArrays(commands(first), commands(second), { maxEditLength: MOST_CHANGES });
  let [inFirst, inSecond] = [0, 0];
  let gone: NumberedExchange[] = [];
  let come: NumberedExchange[] = [];
  for (const { added, removed, count } of changes ?? []) {
    const a = added ? [] : first.slice(inFirst, inFirst + count);
    const b = removed ? [] : second.slice(inSecond, inSecond + count);
    inFirst += a.length;
    inSecond += b.length;
    if (removed) gone = [...gone, ...a];
    else if (added) come = [...come, ...b];
    else {
      yield* replaced(gone, come);
      [gone, come] = [[], []];
      for (const [i, one] of a.entries()) yield compared(one, b[i] ?? one);
    }
  }
  yield* replaced([...gone, ...first.slice(inFirst)], [...come, ...second.slice(inSecond)]);
}
