/**
 * The files of a profile as a tree: built once for each profile, shared by all cards made from it, never changed.
 *
 * Source: ISO/IEC 7816-4:2020, 7.2 (structures for data referencing).
 */
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import {
  type AccessRules,
  CPS2TER_ROOT,
  type DfNode,
  type EfNode,
  type Face,
  type KeyNode,
  type Profile,
} from '../profile/schema.ts';
import { type AccessConditions, parseAccessConditions } from './access-conditions.ts';

export const MF_FID = 0x3f00;

/** Access rules by face; a face without rules gives no access. */
export type FaceRules = { readonly [face in Face]?: AccessConditions } & { readonly contact: AccessConditions };

interface FileBase {
  readonly fid: number;
  /** Absolute path as the store names it: `3F00/0001/5031`. */
  readonly path: string;
  readonly lifeCycleStatus: Bytes;
  readonly access: FaceRules;
  /** FCP or FCI by template tag and size, filled by `fcp.ts`. */
  readonly templates: Map<number, Bytes>;
}

export interface Ef extends FileBase {
  readonly kind: 'ef';
  readonly parent: Df;
  readonly sfi: number | undefined;
  /** Size that the profile gives; the length of the content by default. */
  readonly declaredSize: number;
  /** It may be missing: it is there when the store holds content for it. */
  readonly optional: boolean;
}

/** RSA private key SDO. */
export interface RsaKey {
  readonly reference: number;
  /** Where the store keeps the key: `3F00/0001/01`. */
  readonly path: string;
  readonly node: KeyNode;
  readonly access: FaceRules;
}

export interface Df extends FileBase {
  readonly kind: 'df';
  readonly parent: Df | undefined;
  readonly aid: Bytes | undefined;
  readonly children: Map<number, Ef | Df>;
  readonly sfis: Map<number, Ef>;
  readonly keys: Map<number, RsaKey>;
}

export interface FileTree {
  readonly mf: Df;
  /** Every DF with a name, the MF first. */
  readonly applications: readonly Df[];
  /** The MF of the CPS2ter volet. */
  readonly cps2ter: Df | undefined;
}

export function faceRules(rules: AccessRules, place: string): FaceRules {
  const contact = parseAccessConditions(rules.contact, `${place} contact`);
  if (rules.contactless === undefined) return { contact };
  return { contact, contactless: parseAccessConditions(rules.contactless, `${place} contactless`) };
}

function fileBase(node: EfNode | DfNode, fid: number, path: string): FileBase {
  return {
    fid,
    path,
    lifeCycleStatus: fromHex(node.lifeCycleStatus),
    access: faceRules(node.access, path),
    templates: new Map(),
  };
}

function buildEf(node: EfNode, fid: number, path: string, parent: Df): Ef {
  return {
    kind: 'ef',
    ...fileBase(node, fid, path),
    parent,
    sfi: node.sfi,
    declaredSize: node.size ?? 0,
    optional: !node.present,
  };
}

function buildKeys(node: DfNode, path: string): Map<number, RsaKey> {
  const keys = new Map<number, RsaKey>();
  for (const [text, key] of Object.entries(node.keys)) {
    const place = `${path}/${text}`;
    const reference = Number.parseInt(text, 16);
    keys.set(reference, { reference, path: place, node: key, access: faceRules(key.access, place) });
  }
  return keys;
}

function buildDf(node: DfNode, fid: number, path: string, parent: Df | undefined): Df {
  const df: Df = {
    kind: 'df',
    ...fileBase(node, fid, path),
    parent,
    aid: node.aid === undefined ? undefined : fromHex(node.aid),
    children: new Map(),
    sfis: new Map(),
    keys: buildKeys(node, path),
  };
  for (const [text, child] of Object.entries(node.children)) {
    const childFid = Number.parseInt(text, 16);
    const childPath = `${path}/${text}`;
    const file =
      child.type === 'ef' ? buildEf(child, childFid, childPath, df) : buildDf(child, childFid, childPath, df);
    df.children.set(childFid, file);
    if (file.kind === 'ef' && file.sfi !== undefined) df.sfis.set(file.sfi, file);
  }
  return df;
}

function applicationsOf(df: Df): Df[] {
  const below = [...df.children.values()].filter((file) => file.kind === 'df').flatMap(applicationsOf);
  return df.aid === undefined ? below : [df, ...below];
}

const trees = new WeakMap<Profile, FileTree>();

/** @throws AccessRuleError when an access rule of the profile cannot be read */
export function fileTreeOf(profile: Profile): FileTree {
  const known = trees.get(profile);
  if (known !== undefined) return known;
  const mf = buildDf(profile.mf, MF_FID, '3F00', undefined);
  const cps2ter = profile.cps2ter && buildDf(profile.cps2ter.mf, MF_FID, CPS2TER_ROOT, undefined);
  const tree = { mf, applications: applicationsOf(mf), cps2ter };
  trees.set(profile, tree);
  return tree;
}
