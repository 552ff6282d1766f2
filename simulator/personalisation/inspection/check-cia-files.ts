/** Whether EF.DIR leads to the applications of the card, and their CIA files to what is there. */
import type { Text } from '#common/language.ts';
import { type Bytes, equalBytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { walkFiles } from '../../card/profile/walk-files.ts';
import { contentOf, type InspectedCard, type Problem, problem } from './inspected-card.ts';

/** File identifiers one after the other. */
interface Path {
  readonly efidOrPath: Bytes;
}

interface Located {
  readonly path: Path;
}

/**
 * Reads the CIA files (ISO/IEC 7816-15) of a card: whoever inspects one brings it, so that the personalisation is not
 * the judge of what it wrote. Each function throws when the bytes are not such a file.
 */
export interface CiaReader {
  readonly efDir: (bytes: Bytes) => readonly { readonly aid: Bytes; readonly path?: Bytes }[];
  readonly tokenInfo: (bytes: Bytes) => unknown;
  readonly odf: (bytes: Bytes) => readonly (Located & { readonly kind: string })[];
  readonly aodf: (bytes: Bytes) => readonly { readonly reference: number }[];
  readonly prkdf: (bytes: Bytes) => readonly (Located & { readonly keyReference: number })[];
  readonly cdf: (bytes: Bytes) => readonly Located[];
  readonly dodf: (bytes: Bytes) => readonly Located[];
}

const EF_DIR = '3F00/2F00';
const TOKEN_INFO = '5032';
const ODF = '5031';

/** Absolute path, as the card file writes it, of a path in a CIA file of the DF. */
function absolute(df: string, { efidOrPath }: Path): string {
  const fids = toHex(efidOrPath).match(/.{4}/g) ?? [];
  return fids[0] === '3F00' ? fids.join('/') : [df, ...fids].join('/');
}

function fileExpected(file: string): Text {
  return { en: `names ${file}, expected a file there`, fr: `nomme ${file}, attendu : un fichier là` };
}

function* missing({ state }: InspectedCard, df: string, objects: readonly Located[]): Generator<Problem> {
  for (const { path } of objects) {
    const file = absolute(df, path);
    if (state.contents[file] === undefined) yield problem('noFile', df, fileExpected(file));
  }
}

type CiaCheck = (card: InspectedCard, df: string, bytes: Bytes, reader: CiaReader) => Generator<Problem>;

/** By the kind of objects that a file of the ODF holds. */
const CIA_CHECKS: Readonly<Record<string, CiaCheck>> = {
  *authObjects({ profile }, df, bytes, { aodf }) {
    for (const { reference } of aodf(bytes)) {
      const name = toHex(Uint8Array.of(reference));
      if (!Object.hasOwn(profile.pins, name))
        yield problem('noCode', df, {
          en: `AODF names code ${name}, expected one of the profile's`,
          fr: `l'AODF nomme le code ${name}, attendu : un de ceux du profil`,
        });
    }
  },
  *privateKeys({ state }, df, bytes, { prkdf }) {
    for (const { keyReference, path: standsIn } of prkdf(bytes)) {
      const path = `${absolute(df, standsIn)}/${toHex(Uint8Array.of(keyReference & 0x7f))}`;
      if (!Object.hasOwn(state.keys, path))
        yield problem('noKey', df, {
          en: `PrKDF names key ${path}, expected one of the card's`,
          fr: `la PrKDF nomme la clé ${path}, attendu : une de celles de la carte`,
        });
    }
  },
  certificates: (card, df, bytes, { cdf }) => missing(card, df, cdf(bytes)),
  dataContainerObjects: (card, df, bytes, { dodf }) => missing(card, df, dodf(bytes)),
};

function* checkCiaFiles(card: InspectedCard, df: string, reader: CiaReader): Generator<Problem> {
  reader.tokenInfo(contentOf(card, `${df}/${TOKEN_INFO}`));
  for (const { kind, path } of reader.odf(contentOf(card, `${df}/${ODF}`))) {
    const file = absolute(df, path);
    const content = card.state.contents[file];
    if (content === undefined) yield problem('noFile', `${df}/${ODF}`, fileExpected(file));
    else yield* CIA_CHECKS[kind]?.(card, df, content, reader) ?? [];
  }
}

/** The problems of EF.DIR and of the CIA files behind it. */
export function* checkApplications(card: InspectedCard, reader: CiaReader): Generator<Problem> {
  const nodes = new Map([...walkFiles(card.profile)].map(({ path, node }) => [path, node]));
  for (const { aid, path = new Uint8Array(0) } of reader.efDir(contentOf(card, EF_DIR))) {
    const df = absolute('', { efidOrPath: path });
    const node = nodes.get(df);
    if (node?.type !== 'df')
      yield problem('notADf', EF_DIR, {
        en: `path ${toHex(path)} of ${toHex(aid)}, expected the path of a DF`,
        fr: `chemin ${toHex(path)} de ${toHex(aid)}, attendu : le chemin d'un DF`,
      });
    else if (node.aid === undefined || !equalBytes(fromHex(node.aid), aid))
      yield problem('dfOfAnotherName', EF_DIR, {
        en: `${toHex(aid)} at ${df}, but that DF is named ${node.aid ?? 'nothing'}`,
        fr: `${toHex(aid)} en ${df}, mais ce DF s'appelle ${node.aid ?? 'rien'}`,
      });
    else yield* checkCiaFiles(card, df, reader);
  }
}
