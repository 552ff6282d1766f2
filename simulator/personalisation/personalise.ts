/** Makes of a profile and a seed the state of a fresh card: same profile, same seed, same bytes. */
import type { KeyObject } from 'node:crypto';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import type { BuildRoutine, Content, DfNode, EfNode, Profile } from '../card/profile/schema.ts';
import type { CardState, ReferenceData } from '../card/state/store.ts';
import { aodf, cdf, dodf, odf, prkdf, tokenInfo } from './cia-files.ts';
import { holderCertificate } from './holder-certificate.ts';
import { cplc, cpsActivity, cpsIdCard, cpsNamePs, efSn, type Identity, identityOf } from './identity.ts';
import { PersonalisationError } from './personalisation-error.ts';
import { rsaKey } from './rsa-key.ts';
import { SeededBytes } from './seeded-bytes.ts';

const MF = '3F00';

interface Context {
  readonly profile: Profile;
  readonly identity: Identity;
  /** The DF that holds the node; the MF for a data object. */
  readonly df: DfNode;
  /** The node itself; none for a data object. */
  readonly ef?: EfNode;
  /** Keys of that DF by SDO reference. */
  readonly keys: Readonly<Record<string, KeyObject>>;
}

/** The private key whose certificate the EF holds. */
function certifiedKey({ ef, df, keys }: Context): KeyObject {
  const reference = ef?.cia?.class === 'certificate' ? ef.cia.key : undefined;
  const key = reference === undefined ? undefined : keys[reference];
  if (key === undefined)
    throw new PersonalisationError(
      `${df.name}, ${ef?.name ?? 'data object'}: cia.key is ${reference ?? 'absent'}, expected a key of the same DF`,
    );
  return key;
}

const BUILD: Readonly<Record<BuildRoutine, (context: Context) => Bytes>> = {
  'ef-sn': ({ identity }) => efSn(identity),
  odf: ({ df }) => odf(df),
  'token-info': ({ profile, df, identity }) => tokenInfo(profile, df, identity),
  aodf: ({ profile }) => aodf(profile),
  prkdf: ({ profile, df }) => prkdf(profile, df),
  cdf: ({ df }) => cdf(df),
  dodf: ({ df }) => dodf(df),
  'signature-certificate': (context) =>
    holderCertificate(context.profile, context.identity, 'signature', certifiedKey(context)),
  'authentication-certificate': (context) =>
    holderCertificate(context.profile, context.identity, 'authentication', certifiedKey(context)),
  'cps-id-card': ({ profile, identity }) => cpsIdCard(profile, identity),
  'cps-name-ps': ({ profile }) => cpsNamePs(profile),
  'cps-activity': ({ profile }) => cpsActivity(profile),
  cplc: ({ profile, identity }) => cplc(profile, identity),
};

function build(content: Content, context: Context): Bytes {
  return 'hex' in content ? fromHex(content.hex) : BUILD[content.build](context);
}

/** Content of an EF at its full size: what follows the bytes of the profile is 00. */
function efContent(ef: EfNode, context: Context): Bytes {
  const content = build(ef.content, context);
  const { size = content.length } = ef;
  if (content.length > size)
    throw new PersonalisationError(`${ef.name}: content of ${content.length} bytes, expected at most size ${size}`);
  if (content.length === size) return content;
  const filled = new Uint8Array(size);
  filled.set(content);
  return filled;
}

interface Made {
  readonly contents: Record<string, Bytes>;
  readonly keys: Record<string, KeyObject>;
}

function personaliseDf(path: string, df: DfNode, profile: Profile, seed: number, made: Made): void {
  const identity = identityOf(profile, seed);
  const keys: Record<string, KeyObject> = {};
  for (const reference of Object.keys(df.keys)) {
    const key = rsaKey(new SeededBytes('key', profile.name, seed, path, reference));
    keys[reference] = key;
    made.keys[`${path}/${reference}`] = key;
  }
  for (const [fid, node] of Object.entries(df.children)) {
    const childPath = `${path}/${fid}`;
    if (node.type === 'df') personaliseDf(childPath, node, profile, seed, made);
    else made.contents[childPath] = efContent(node, { profile, identity, df, ef: node, keys });
  }
}

function freshReferenceData({ pins }: Profile): Record<string, ReferenceData> {
  return Object.fromEntries(
    Object.entries(pins).map(([reference, { initial, maxTries, maxUses }]) => [
      reference,
      {
        value: initial,
        triesRemaining: maxTries,
        ...(maxUses === undefined ? {} : { usesRemaining: maxUses }),
      },
    ]),
  );
}

function makeState(profile: Profile, seed: number): CardState {
  const made: Made = { contents: {}, keys: {} };
  personaliseDf(MF, profile.mf, profile, seed, made);
  const context = { profile, identity: identityOf(profile, seed), df: profile.mf, keys: {} };
  for (const [tag, { content }] of Object.entries(profile.dataObjects))
    made.contents[`DO/${tag}`] = build(content, context);
  return { contents: made.contents, keys: made.keys, referenceData: freshReferenceData(profile) };
}

/** States already made, by profile: a scenario library asks for the same cards again and again. */
const madeStates = new WeakMap<Profile, Map<number, CardState>>();

/**
 * The state of a fresh card; the same value for the same profile object and seed, so never change it in place.
 * @param seed an integer from 0 to 2^53 - 1
 * @throws PersonalisationError when the seed is none or the profile contradicts itself
 */
export function personalise(profile: Profile, seed: number): CardState {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new PersonalisationError(`seed ${seed}: expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}`);
  let states = madeStates.get(profile);
  if (states === undefined) {
    states = new Map();
    madeStates.set(profile, states);
  }
  let state = states.get(seed);
  if (state === undefined) {
    state = makeState(profile, seed);
    states.set(seed, state);
  }
  return state;
}
