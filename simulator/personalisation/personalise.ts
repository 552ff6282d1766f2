/** Makes of a profile and a seed the state of a fresh card: same profile, same seed, same bytes. */
import type { KeyObject } from 'node:crypto';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import type { BuildRoutine, CiaOfEf, Content, EfNode, KeyNode, Profile } from '../card/profile/schema.ts';
import { type PlacedEf, walkFiles } from '../card/profile/walk-files.ts';
import type { CardState, ReferenceData } from '../card/state/store.ts';
import type { KnownKey } from '../keys/key-pool.ts';
import { findKey, keyIsKnown, rsaKey } from '../keys/rsa-key.ts';
import type { SeededBytes } from '../keys/seeded-bytes.ts';
import type { Person } from '../people/index.ts';
import { defaultPki, type ListAddresses, type Pki } from '../pki/index.ts';
import {
  cps2terActivity,
  cpsActivity,
  cpsIdCard,
  cpsInfoPs,
  cpsLangPs,
  cpsNamePs,
  cpsSitFact,
} from './business-data.ts';
import { type CertificateUsage, cardAuthorities, certificateOf } from './certificates.ts';
import { type Application, aodf, cdf, dodf, odf, presentedKeys, prkdf, tokenInfo } from './cia-files.ts';
import { holderOf } from './holder.ts';
import { cplc, efSn, type Identity, identityOf, streamOf } from './identity.ts';
import { PersonalisationError } from './personalisation-error.ts';

const MF = '3F00';

/** The card that is made. */
interface NewCard {
  readonly profile: Profile;
  readonly holder: Person;
  readonly identity: Identity;
  /** Whoever issues its certificates. */
  readonly pki: Pki;
  readonly lists?: ListAddresses | undefined;
}

/** Keys of every DF, by path of the DF and SDO reference. */
type Keys = Readonly<Record<string, Readonly<Record<string, KeyObject>>>>;

interface Context extends NewCard {
  /** The application the node is made for: the DF it stands in, unless the profile says otherwise. */
  readonly application: Application;
  /** How that application presents the node; nothing for a data object. */
  readonly cia?: CiaOfEf | undefined;
  /** Name of the node, for messages. */
  readonly name: string;
  /** Number of the situation d'exercice it tells. */
  readonly activity: string;
  readonly keys: Keys;
}

/** The private key whose certificate the EF holds. */
function certifiedKey({ profile, cia, application, name, keys }: Context): KeyObject {
  const wanted = cia?.class === 'certificate' ? cia.key : undefined;
  const found = presentedKeys(profile, application).find(({ reference }) => reference === wanted);
  const key = found && keys[`${MF}/${found.standsIn.fid}`]?.[found.reference];
  if (key === undefined)
    throw new PersonalisationError('noSuchKey', {
      en: `${application.df.name}, ${name}: cia.key is ${wanted ?? 'absent'}, expected a key of the same application`,
      fr: `${application.df.name}, ${name} : cia.key vaut ${wanted ?? 'rien'}, attendu : une clé de la même application`,
    });
  return key;
}

function certificate(usage: CertificateUsage): (context: Context) => Bytes {
  return (context) => certificateOf(context, usage, certifiedKey(context));
}

const BUILD: Readonly<Record<BuildRoutine, (context: Context) => Bytes>> = {
  'ef-sn': ({ identity }) => efSn(identity),
  odf: ({ profile, application }) => odf(profile, application),
  'token-info': ({ profile, application, identity }) => tokenInfo(profile, application.df, identity),
  aodf: ({ profile }) => aodf(profile),
  prkdf: ({ profile, application }) => prkdf(profile, application),
  cdf: ({ profile, application }) => cdf(profile, application),
  dodf: ({ application }) => dodf(application.df),
  'signature-certificate': certificate('signature'),
  'authentication-certificate': certificate('authentication'),
  'technical-certificate': certificate('technical'),
  'cps-id-card': ({ profile, identity }) => cpsIdCard(profile.personalisation, identity),
  'cps-name-ps': ({ holder }) => cpsNamePs(holder),
  'cps-lang-ps': ({ holder }) => cpsLangPs(holder),
  'cps-info-ps': ({ holder }) => cpsInfoPs(holder),
  'cps-activity': ({ holder, activity, name }) => cpsActivity(holder, activity, name),
  'cps-sit-fact': ({ holder, profile }) => cpsSitFact(holder, profile.personalisation),
  'cps2ter-activity': ({ holder, activity, name }) => cps2terActivity(holder, activity, name),
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
    throw new PersonalisationError('contentTooLong', {
      en: `${ef.name}: content of ${content.length} bytes, expected at most size ${size}`,
      fr: `${ef.name} : contenu de ${content.length} octets, attendu : au plus size, ${size}`,
    });
  if (content.length === size) return content;
  const filled = new Uint8Array(size);
  filled.set(content);
  return filled;
}

/** Where a key of a card comes from. */
interface KeySource {
  /** Path of its DF, and its SDO reference there. */
  readonly df: string;
  readonly reference: string;
  readonly stream: SeededBytes;
  readonly bits: KeyNode['modulusBits'];
}

/** Those of all keys of a card. */
function keySources(profile: Profile, seed: number): KeySource[] {
  return [...walkFiles(profile)].flatMap(({ type, path: df, node }) => {
    if (type === 'ef') return [];
    return Object.entries(node.keys).map(([reference, { modulusBits: bits }]) => {
      return { df, reference, bits, stream: streamOf('key', profile, seed, df, reference) };
    });
  });
}

/** Finds the keys of a card, not on this thread. @throws KeyPoolError */
export function findKeys(profile: Profile, seed: number): Promise<KnownKey[]> {
  return Promise.all(keySources(profile, seed).map(({ stream, bits }) => findKey(stream, bits)));
}

/** True when nothing has to be looked for. @throws KeyPoolError */
export function keysAreKnown(profile: Profile, seed: number): boolean {
  return keySources(profile, seed).every(({ stream, bits }) => keyIsKnown(stream, bits));
}

function keysOf(profile: Profile, seed: number): Keys {
  const keys: Record<string, Record<string, KeyObject>> = {};
  for (const { df, reference, stream, bits } of keySources(profile, seed))
    keys[df] = { ...keys[df], [reference]: rsaKey(stream, bits) };
  return keys;
}

/** The application that `fid` names under the MF. @throws PersonalisationError when there is none */
function applicationOf({ mf }: Profile, fid: string, name: string): Application {
  const df = mf.children[fid];
  if (df?.type === 'df') return { fid, df };
  throw new PersonalisationError('noSuchApplication', {
    en: `${name}: content.application is ${fid}, expected a DF under the MF`,
    fr: `${name} : content.application vaut ${fid}, attendu : un DF sous le MF`,
  });
}

const FIRST_ACTIVITY = '01';

function activityOf(content: Content): string {
  return ('build' in content ? content.activity : undefined) ?? FIRST_ACTIVITY;
}

/** The DF that an EF is made for, and what of it the EF is. */
function contextOf({ path, node: ef, parent }: PlacedEf, profile: Profile) {
  const other = 'build' in ef.content ? ef.content.application : undefined;
  const application =
    other === undefined ? { fid: parent.fid, df: parent.node } : applicationOf(profile, other, ef.name);
  return { application, cia: other === undefined ? ef.cia : application.df.presents[path] };
}

function contentsOf(card: NewCard, keys: Keys): Record<string, Bytes> {
  const contents: Record<string, Bytes> = {};
  for (const file of walkFiles(card.profile)) {
    if (file.type === 'df' || !file.node.present) continue;
    const { name, content } = file.node;
    const context = { ...contextOf(file, card.profile), keys, name, activity: activityOf(content) };
    contents[file.path] = efContent(file.node, { ...card, ...context });
  }
  const application = { fid: MF, df: card.profile.mf };
  for (const [tag, { name, content }] of Object.entries(card.profile.dataObjects))
    contents[`DO/${tag}`] = build(content, { ...card, application, name, activity: FIRST_ACTIVITY, keys: {} });
  return contents;
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

function makeState(profile: Profile, seed: number, { pki, lists }: Required<PersonaliseOptions>): CardState {
  const card = { profile, holder: holderOf(profile), identity: identityOf(profile, seed), pki, lists };
  const keys = keysOf(profile, seed);
  const byPath = Object.entries(keys).flatMap(([path, ofDf]) =>
    Object.entries(ofDf).map(([reference, key]) => [`${path}/${reference}`, key] as const),
  );
  return {
    contents: contentsOf(card, keys),
    keys: Object.fromEntries(byPath),
    referenceData: freshReferenceData(profile),
  };
}

/** By seed, and by how the certificates name lists. */
type States = Map<string, CardState>;

/** States already made: a scenario library asks for the same cards again and again. */
const madeStates = new WeakMap<Pki, WeakMap<Profile, States>>();

function statesOf(pki: Pki, profile: Profile): States {
  const ofPki = madeStates.get(pki) ?? new WeakMap<Profile, States>();
  madeStates.set(pki, ofPki);
  const states = ofPki.get(profile) ?? new Map<string, CardState>();
  ofPki.set(profile, states);
  return states;
}

export interface PersonaliseOptions {
  /** Whoever issues the certificates; `defaultPki` by default. */
  readonly pki?: Pki;
  /** How its certificates name revocation lists; as those authorities do by default. */
  readonly lists?: ListAddresses | undefined;
}

function keyOf(seed: number, { lists }: PersonaliseOptions): string {
  return lists === undefined ? String(seed) : `${seed} ${JSON.stringify(lists)}`;
}

/** @throws PersonalisationError when the number is no seed */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new PersonalisationError('seed', {
      en: `seed ${seed}: expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
      fr: `graine ${seed}, attendu : un entier de 0 à ${Number.MAX_SAFE_INTEGER}`,
    });
}

/**
 * The state of a fresh card; the same value for the same profile object, seed and authorities, so never change it in
 * place.
 *
 * Keys that are not known yet are looked for on this thread, for some 100 ms each: see `personaliseApart`.
 * @param seed an integer from 0 to 2^53 - 1
 * @throws PersonalisationError when the seed is none or the profile contradicts itself
 * @throws KeyPoolError
 */
export function personalise(profile: Profile, seed: number, options: PersonaliseOptions = {}): CardState {
  checkSeed(seed);
  const { pki = defaultPki, lists } = options;
  const [states, key] = [statesOf(pki, profile), keyOf(seed, options)];
  const state = states.get(key) ?? makeState(profile, seed, { pki, lists });
  states.set(key, state);
  return state;
}

/** As `personalise`, with the keys of card and authority looked for on other threads: this one stays free for what it has to do. */
export async function personaliseApart(
  profile: Profile,
  seed: number,
  options: PersonaliseOptions = {},
): Promise<CardState> {
  checkSeed(seed);
  const { pki = defaultPki } = options;
  if (!statesOf(pki, profile).has(keyOf(seed, options))) {
    await Promise.all([findKeys(profile, seed), pki.ready(...cardAuthorities(profile, holderOf(profile)))]);
  }
  return personalise(profile, seed, options);
}
