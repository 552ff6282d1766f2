/** Makes of a profile and a seed the state of a fresh card: same profile, same seed, same bytes. */
import type { KeyObject } from 'node:crypto';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import type { BuildRoutine, CiaOfEf, Content, EfNode, Profile } from '../card/profile/schema.ts';
import { type PlacedEf, walkFiles } from '../card/profile/walk-files.ts';
import type { CardState, ReferenceData } from '../card/state/store.ts';
import { findKey, keyIsKnown, rsaKey } from '../keys/rsa-key.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import type { Person } from '../people/index.ts';
import { defaultPki, type Pki } from '../pki/index.ts';
import {
  cps2terActivity,
  cpsActivity,
  cpsIdCard,
  cpsInfoPs,
  cpsLangPs,
  cpsNamePs,
  cpsSitFact,
} from './business-data.ts';
import { type CertificateUsage, cardAuthority, certificateOf } from './certificates.ts';
import { type Application, aodf, cdf, dodf, odf, presentedKeys, prkdf, tokenInfo } from './cia-files.ts';
import { holderOf } from './holder.ts';
import { cplc, efSn, type Identity, identityOf } from './identity.ts';
import { PersonalisationError } from './personalisation-error.ts';

const MF = '3F00';

/** The card that is made. */
interface NewCard {
  readonly profile: Profile;
  readonly holder: Person;
  readonly identity: Identity;
  /** Whoever issues its certificates. */
  readonly pki: Pki;
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

/** The streams that the keys of each DF come from, by SDO reference. */
function* streamsByDf(profile: Profile, seed: number): Generator<[path: string, streams: [string, SeededBytes][]]> {
  for (const { type, path, node } of walkFiles(profile)) {
    if (type === 'ef') continue;
    const stream = (reference: string) => new SeededBytes('key', profile.name, seed, path, reference);
    yield [path, Object.keys(node.keys).map((reference) => [reference, stream(reference)])];
  }
}

/** The streams of all keys of a card. */
export function keyStreams(profile: Profile, seed: number): SeededBytes[] {
  return [...streamsByDf(profile, seed)].flatMap(([, streams]) => streams.map(([, stream]) => stream));
}

/** True when nothing has to be looked for. @throws KeyPoolError */
export function keysAreKnown(profile: Profile, seed: number): boolean {
  return keyStreams(profile, seed).every((stream) => keyIsKnown(stream));
}

function keysOf(profile: Profile, seed: number): Keys {
  const made = [...streamsByDf(profile, seed)].map(([path, streams]) => [
    path,
    Object.fromEntries(streams.map(([reference, stream]) => [reference, rsaKey(stream)])),
  ]);
  return Object.fromEntries(made);
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

function makeState(profile: Profile, seed: number, pki: Pki): CardState {
  const card = { profile, holder: holderOf(profile), identity: identityOf(profile, seed), pki };
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

type States = Map<number, CardState>;

/** States already made: a scenario library asks for the same cards again and again. */
const madeStates = new WeakMap<Pki, WeakMap<Profile, States>>();

function statesOf(pki: Pki, profile: Profile): States {
  const ofPki = madeStates.get(pki) ?? new WeakMap<Profile, States>();
  madeStates.set(pki, ofPki);
  const states = ofPki.get(profile) ?? new Map<number, CardState>();
  ofPki.set(profile, states);
  return states;
}

export interface PersonaliseOptions {
  /** Whoever issues the certificates; `defaultPki` by default. */
  readonly pki?: Pki;
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
export function personalise(profile: Profile, seed: number, { pki = defaultPki }: PersonaliseOptions = {}): CardState {
  checkSeed(seed);
  const states = statesOf(pki, profile);
  const state = states.get(seed) ?? makeState(profile, seed, pki);
  states.set(seed, state);
  return state;
}

/** As `personalise`, with the keys of card and authority looked for on other threads: this one stays free for what it has to do. */
export async function personaliseApart(
  profile: Profile,
  seed: number,
  { pki = defaultPki }: PersonaliseOptions = {},
): Promise<CardState> {
  checkSeed(seed);
  if (!statesOf(pki, profile).has(seed)) {
    const keys = keyStreams(profile, seed).map((stream) => findKey(stream));
    await Promise.all([...keys, pki.ready(cardAuthority(holderOf(profile)))]);
  }
  return personalise(profile, seed, { pki });
}
