/**
 * The CIA (PKCS#15) files of an application: what is where, for PC/SC middleware.
 *
 * Source: ISO/IEC 7816-15:2016, annex A (ASN.1); values as both known clients need them: reference/opensc-cpx.md 6,
 * reference/cryptolib.md 6.3 to 6.9 and 13.
 */

import {
  type DerValue,
  der,
  enumerated,
  implicit,
  integer,
  namedBits,
  nullValue,
  octetString,
  sequence,
  tagged,
  utf8String,
} from '#asn1/der-writer.ts';
import { type Bytes, concat, fromHex } from '#iso7816/bytes.ts';
import type { BuildRoutine, DfNode, EfNode, KeyNode, PinNode, Profile } from '../card/profile/schema.ts';
import type { Identity } from './identity.ts';
import { PersonalisationError } from './personalisation-error.ts';

const MF = '3F00';
/** AuthId of the code porteur: every private object names it. */
const USER_PIN = '01';
/** MSE SET and PrKDF name a key of the current DF by its SDO reference with bit 8 set (local). */
const LOCAL_REFERENCE = 0x80;

const COMMON_OBJECT_FLAGS = { private: 0, modifiable: 1 } as const;
const PIN_FLAGS = { initialized: 4, unblockingPin: 6, soPin: 7 } as const;
const KEY_USAGE_FLAGS = { decrypt: 1, sign: 2, unwrap: 5, nonRepudiation: 9 } as const;
const ACCESS_MODES = { pso_cds: 5, pso_dec: 7, int_auth: 9 } as const;
/** sensitive, alwaysSensitive, neverExtractable: 0D as OpenSC prints it. Source: OpenSC issue 2267. */
const KEY_ACCESS_FLAGS = [0, 2, 3] as const;
/** Operations of an AlgorithmInfo. */
const OPERATIONS = { computeSignature: 1, decipher: 5, hash: 6 } as const;
/** PKCS#11 mechanism numbers (AlgorithmInfo.algorithm). */
const CKM = {
  RSA_PKCS: 0x1,
  RSA_X_509: 0x3,
  SHA1_RSA_PKCS: 0x6,
  SHA1_RSA_PKCS_PSS: 0xe,
  SHA256_RSA_PKCS: 0x40,
  SHA256_RSA_PKCS_PSS: 0x43,
  SHA_1: 0x220,
  SHA256: 0x250,
} as const;

/** CommonAuthenticationObjectAttributes.authId of a code: its SDO reference. */
function authId(reference: string): DerValue {
  return octetString(fromHex(reference));
}

/** Path: efidOrPath relative to the application DF (`A001`), or absolute (`3F00/0001/A001`). */
function path(file: string): DerValue {
  return sequence(octetString(fromHex(file.replaceAll('/', ''))));
}

/** An application: its DF and where that stands under the MF. */
export interface Application {
  readonly fid: string;
  readonly df: DfNode;
}

interface AlgorithmEntry {
  readonly mechanism: number;
  readonly operation: number;
  /** The algorithm reference of the card: tag 80 of MSE SET. */
  readonly algorithm: string;
}

function signatureMechanism(hash: string | undefined, pss: boolean): number {
  if (pss) return hash === 'sha1' ? CKM.SHA1_RSA_PKCS_PSS : CKM.SHA256_RSA_PKCS_PSS;
  return hash === 'sha1' ? CKM.SHA1_RSA_PKCS : CKM.SHA256_RSA_PKCS;
}

function algorithmEntry(
  reference: string,
  { operation, hash, padding }: Profile['algorithms'][string],
): AlgorithmEntry[] {
  const sha1 = hash === 'sha1';
  const entry = (mechanism: number, operations: number): AlgorithmEntry[] =>
    hash === undefined || sha1 || hash === 'sha256' ? [{ mechanism, operation: operations, algorithm: reference }] : [];
  switch (operation) {
    case 'clientAuthenticate':
      return entry(CKM.RSA_PKCS, OPERATIONS.computeSignature);
    case 'sign':
      return entry(signatureMechanism(hash, padding === 'pss'), OPERATIONS.computeSignature);
    case 'decipher':
      return entry(padding === 'none' ? CKM.RSA_X_509 : CKM.RSA_PKCS, OPERATIONS.decipher);
    case 'hash':
      return entry(sha1 ? CKM.SHA_1 : CKM.SHA256, OPERATIONS.hash);
  }
}

/** AlgorithmInfo entries in a fixed order; the reference of each is its place, from 1. */
function algorithmEntries({ algorithms }: Profile): AlgorithmEntry[] {
  const order = ['clientAuthenticate', 'sign', 'decipher', 'hash'];
  return Object.entries(algorithms)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .sort(([, a], [, b]) => order.indexOf(a.operation) - order.indexOf(b.operation))
    .flatMap(([reference, algorithm]) => algorithmEntry(reference, algorithm));
}

/** CIAInfo (TokenInfo): version v1, manufacturerID, label, tokenFlags prnGeneration, supportedAlgorithms. */
export function tokenInfo(profile: Profile, df: DfNode, { cardNumber }: Identity): Bytes {
  const label = (df.tokenLabel ?? profile.personalisation.tokenLabel).replaceAll('{cardNumber}', cardNumber);
  const algorithms = algorithmEntries(profile).map(({ mechanism, operation, algorithm }, i) =>
    sequence(
      integer(i + 1),
      integer(mechanism),
      nullValue(),
      namedBits(operation),
      integer(Number.parseInt(algorithm, 16)),
    ),
  );
  const { manufacturerId } = profile.personalisation;
  const manufacturer = manufacturerId === undefined ? [] : [utf8String(manufacturerId)];
  const labelled = [...manufacturer, implicit(0, new TextEncoder().encode(label))];
  return der(sequence(integer(0), ...labelled, namedBits(2), tagged(2, ...algorithms)));
}

const ODF_CHOICES: Partial<Readonly<Record<BuildRoutine, number>>> = { aodf: 8, prkdf: 0, cdf: 4, dodf: 7 };

/** The files of `df` made by `routine` for the application, as the ODF names them. */
function cioFiles(df: DfNode, routine: string, isFor: (application: string | undefined) => boolean): string[] {
  return Object.entries(df.children).flatMap(([fid, node]) => {
    const made = node.type === 'ef' && 'build' in node.content ? node.content : undefined;
    return made?.build === routine && isFor(made.application) ? [fid] : [];
  });
}

/** EF.OD: where AODF, PrKDF, CDF and DODF are, in this order; those of another DF by their absolute paths. */
export function odf({ mf }: Profile, { fid, df }: Application): Bytes {
  const others = Object.entries(mf.children).filter(([other, node]) => node.type === 'df' && other !== fid);
  const entries = Object.entries(ODF_CHOICES).flatMap(([routine, choice]) =>
    [
      ...cioFiles(df, routine, (application) => application === undefined || application === fid),
      ...others.flatMap(([other, node]) =>
        cioFiles(node as DfNode, routine, (application) => application === fid).map((file) => `${MF}/${other}/${file}`),
      ),
    ].map((file) => der(tagged(choice, path(file)))),
  );
  return concat(...entries);
}

function pinEntry(reference: string, { label, minLength, maxLength }: PinNode, cia: NonNullable<PinNode['cia']>) {
  const unblockedBy = cia.unblockedBy === undefined ? [] : [authId(cia.unblockedBy)];
  const { modifiable, private: privateFlag } = COMMON_OBJECT_FLAGS;
  return sequence(
    sequence(utf8String(label.fr), namedBits(privateFlag, modifiable), ...unblockedBy),
    sequence(authId(reference)),
    tagged(
      1,
      sequence(
        namedBits(...cia.pinFlags.map((flag) => PIN_FLAGS[flag])),
        enumerated(1),
        integer(minLength),
        integer(cia.storedLength),
        integer(maxLength),
        implicit(0, fromHex(reference)),
      ),
    ),
  );
}

/** AODF: the codes, the user's first. */
export function aodf({ pins }: Profile): Bytes {
  const entries = Object.entries(pins)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([reference, pin]) => (pin.cia === undefined ? [] : [der(pinEntry(reference, pin, pin.cia))]));
  return concat(...entries);
}

/** A private key that the CIA files of an application present. */
export interface PresentedKey {
  readonly reference: string;
  readonly key: KeyNode;
  readonly cia: NonNullable<KeyNode['cia']>;
  /** The DF it stands in: another one than the application's when the key says so. */
  readonly standsIn: Application;
}

/** The private keys of an application, in the order of the PrKDF. */
export function presentedKeys({ mf }: Profile, { fid }: Application): PresentedKey[] {
  return Object.entries(mf.children)
    .flatMap(([other, df]) => (df.type === 'df' ? [{ fid: other, df }] : []))
    .flatMap((standsIn) =>
      byReference(standsIn.df.keys).flatMap(([reference, key]) =>
        key.cia !== undefined && (key.cia.application ?? standsIn.fid) === fid
          ? [{ reference, key, cia: key.cia, standsIn }]
          : [],
      ),
    )
    .sort((a, b) => a.cia.position - b.cia.position);
}

function keyId({ cia, standsIn }: PresentedKey): DerValue {
  return octetString(concat(fromHex(standsIn.df.aid ?? ''), fromHex(cia.idSuffix)));
}

/** References of the RSA-PKCS entries the key may use: [1] algReference, only when the profile asks for it. */
function algorithmReferences(profile: Profile, key: KeyNode): DerValue[] {
  if (!profile.personalisation.algorithmReferences) return [];
  const usable = Object.values(key.algorithms).flat();
  const references = algorithmEntries(profile).flatMap(({ algorithm, operation }, i) =>
    usable.includes(algorithm) && operation !== OPERATIONS.hash ? [integer(i + 1)] : [],
  );
  return [tagged(1, ...references)];
}

/**
 * What the official middleware selects before it uses the key: nothing, so that it stays in the application, or the
 * other DF that the key stands in. Source: reference/cryptolib.md 6.6.
 */
function keyPath({ standsIn }: PresentedKey, application: Application): DerValue {
  return standsIn.fid === application.fid ? sequence(octetString(new Uint8Array(0))) : path(`${MF}/${standsIn.fid}`);
}

function keyEntry(profile: Profile, application: Application, presentedKey: PresentedKey) {
  const { reference, key, cia } = presentedKey;
  const rules = cia.rules.map((mode) => sequence(namedBits(ACCESS_MODES[mode]), authId(USER_PIN)));
  const local = profile.behaviour.localKeyReferences ? LOCAL_REFERENCE : 0;
  const protection = cia.private ? [namedBits(COMMON_OBJECT_FLAGS.private), authId(USER_PIN), sequence(...rules)] : [];
  return sequence(
    sequence(utf8String(cia.label), ...protection),
    sequence(
      keyId(presentedKey),
      namedBits(...cia.usage.map((usage) => KEY_USAGE_FLAGS[usage])),
      namedBits(...KEY_ACCESS_FLAGS),
      integer(Number.parseInt(reference, 16) | local),
      ...algorithmReferences(profile, key),
    ),
    tagged(1, sequence(keyPath(presentedKey, application), integer(key.modulusBits))),
  );
}

function byReference<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** PrKDF: the private keys of the application. */
export function prkdf(profile: Profile, application: Application): Bytes {
  return concat(...presentedKeys(profile, application).map((key) => der(keyEntry(profile, application, key))));
}

type Cia<C extends 'certificate' | 'data'> = Extract<NonNullable<EfNode['cia']>, { class: C }>;

/** What the CIA files of an application present: its own EFs by file identifier, those of others by absolute path. */
function presented<C extends 'certificate' | 'data'>(df: DfNode, kind: C): [string, Cia<C>][] {
  const own = byReference(df.children).flatMap(([fid, node]) =>
    node.type === 'ef' && node.cia !== undefined ? [[fid, node.cia] as const] : [],
  );
  return [...own, ...byReference(df.presents)].flatMap(([file, cia]) =>
    cia.class === kind ? [[file, cia as Cia<C>] as [string, Cia<C>]] : [],
  );
}

/** CDF: the certificates of the application; each has the iD of its key. */
export function cdf(profile: Profile, application: Application): Bytes {
  const keys = presentedKeys(profile, application);
  const entries = presented(application.df, 'certificate').map(([file, { label, key }]) => {
    const found = keys.find(({ reference }) => reference === key);
    if (found === undefined)
      throw new PersonalisationError('noSuchKey', {
        en: `${application.df.name}, ${label}: cia.key is ${key}, expected a key of the same application that has cia`,
        fr: `${application.df.name}, ${label} : cia.key vaut ${key}, attendu : une clé de la même application qui a cia`,
      });
    return der(sequence(sequence(utf8String(label)), sequence(keyId(found)), tagged(1, sequence(path(file)))));
  });
  return concat(...entries);
}

/** DODF: the data objects of the DF, application "CPS". */
export function dodf(df: DfNode): Bytes {
  const entries = presented(df, 'data').map(([file, { label, flags }]) => {
    const flagBits = flags.length === 0 ? [] : [namedBits(...flags.map((flag) => COMMON_OBJECT_FLAGS[flag]))];
    const protectedBy = flags.includes('private') ? [authId(USER_PIN)] : [];
    return der(
      sequence(
        sequence(utf8String(label), ...flagBits, ...protectedBy),
        sequence(utf8String('CPS')),
        tagged(1, path(file)),
      ),
    );
  });
  return concat(...entries);
}
