/**
 * The global security objects of a profile: CHV, security environments, algorithm references. Built once for each
 * profile, shared by all its cards.
 *
 * Source: IAS-ECC v1.0.1, 7 (security architecture).
 */
import { parseTlvs, type Tlv, tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, fromHex } from '#iso7816/bytes.ts';
import { type FaceRules, faceRules } from '../file-system/tree.ts';
import type { PinNode, Profile } from '../profile/schema.ts';

/** CHV SDO. */
export interface Chv {
  readonly reference: number;
  /** Its reference as profile and store write it: `01`. */
  readonly key: string;
  readonly node: PinNode;
  readonly access: FaceRules;
}

export interface SecurityEnvironment {
  /** CRTs one after the other, as the SE SDO shows them. */
  readonly bytes: Bytes;
  /** Data objects of each CRT by its tag. */
  readonly templates: ReadonlyMap<number, readonly Tlv[]>;
  /** References of the CHVs that its user authentication needs verified. */
  readonly userAuthentication: readonly number[];
}

export type Algorithm = Profile['algorithms'][string];

export interface SecurityObjects {
  readonly chvs: ReadonlyMap<number, Chv>;
  readonly environments: ReadonlyMap<number, SecurityEnvironment>;
  readonly algorithms: ReadonlyMap<number, Algorithm>;
}

const AUTHENTICATION_TEMPLATE = 0xa4;
const KEY_REFERENCE = 0x83;
const USAGE_QUALIFIER = 0x95;
/** Bit of the usage qualifier: user authentication, knowledge based. */
const USER_PASSWORD = 0x08;

function byReference<In, Out>(record: Record<string, In>, make: (value: In, key: string) => Out): Map<number, Out> {
  return new Map(Object.entries(record).map(([key, value]) => [Number.parseInt(key, 16), make(value, key)]));
}

function userAuthenticationOf(objects: readonly Tlv[] = []): number[] {
  const isUserPassword = objects.some(
    ({ tag, value }) => tag === USAGE_QUALIFIER && ((value[0] ?? 0) & USER_PASSWORD) !== 0,
  );
  if (!isUserPassword) return [];
  return objects.filter(({ tag }) => tag === KEY_REFERENCE).map(({ value }) => (value[0] ?? 0) & 0x7f);
}

function buildEnvironment({ templates }: Profile['securityEnvironments'][string]): SecurityEnvironment {
  const crts = byReference(templates, fromHex);
  const parsed = new Map([...crts].map(([tag, value]) => [tag, parseTlvs(value)]));
  return {
    bytes: concat(...[...crts].map(([tag, value]) => tlv(tag, value))),
    templates: parsed,
    userAuthentication: userAuthenticationOf(parsed.get(AUTHENTICATION_TEMPLATE)),
  };
}

const known = new WeakMap<Profile, SecurityObjects>();

/** @throws AccessRuleError, TlvError when a rule or a template of the profile cannot be read */
export function securityObjectsOf(profile: Profile): SecurityObjects {
  const objects = known.get(profile) ?? {
    chvs: byReference(profile.pins, (node, key) => ({
      reference: Number.parseInt(key, 16),
      key,
      node,
      access: faceRules(node.access, `pins/${key}`),
    })),
    environments: byReference(profile.securityEnvironments, buildEnvironment),
    algorithms: byReference(profile.algorithms, (algorithm) => algorithm),
  };
  known.set(profile, objects);
  return objects;
}
