/** The one walk over the files of a profile. */
import { CPS2TER_ROOT, type DfNode, type EfNode, type Profile } from './schema.ts';

interface Place {
  /** Where a card keeps it: `3F00/0001/5031`; files of the CPS2ter volet: `CPS2TER/3F00/4010`. */
  readonly path: string;
  /** `5031` */
  readonly fid: string;
}

/** A DF where it stands. */
interface PlacedDf extends Place {
  readonly type: 'df';
  readonly node: DfNode;
  /** The DF it stands in; an MF stands in none. */
  readonly parent: PlacedDf | undefined;
}

/** An EF where it stands. */
export interface PlacedEf extends Place {
  readonly type: 'ef';
  readonly node: EfNode;
  readonly parent: PlacedDf;
}

export type PlacedFile = PlacedDf | PlacedEf;

const MF_FID = '3F00';

function* walkDf(df: PlacedDf): Generator<PlacedFile> {
  yield df;
  const below: PlacedDf[] = [];
  for (const [fid, node] of Object.entries(df.node.children)) {
    const place = { path: `${df.path}/${fid}`, fid, parent: df };
    if (node.type === 'ef') yield { type: 'ef', node, ...place };
    else below.push({ type: 'df', node, ...place });
  }
  for (const child of below) yield* walkDf(child);
}

/**
 * Every file of the card, those of the CPS2ter volet last: each DF, its EFs in the order of the profile, then the DFs
 * within it.
 */
export function* walkFiles({ mf, cps2ter }: Profile): Generator<PlacedFile> {
  const root = { type: 'df', fid: MF_FID, parent: undefined } as const;
  yield* walkDf({ ...root, path: MF_FID, node: mf });
  if (cps2ter !== undefined) yield* walkDf({ ...root, path: CPS2TER_ROOT, node: cps2ter.mf });
}
