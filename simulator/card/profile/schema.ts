/**
 * What a card IS, as data: the schema of a profile.
 *
 * A profile holds no state and no secret of a real card. Every node carries `source`: the document, the trace, or the
 * word `simulation` where nobody outside the issuer can know. Hexadecimal stays text. Children are records keyed by
 * file identifier or reference, so that a profile can extend another by merging (RFC 7396).
 *
 * Source: ISO/IEC 7816-4:2020 (files, security attributes), IAS-ECC v1.0.1 (SDO, SE), reference/cps-facts.md (b) (c) (i).
 */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { activityNumber, dataName, source } from '../../data/schema-parts.ts';
import { absolutePath, example, fid, hexText, label, reference } from './schema-parts.ts';
import { contactlessTiming, contactTiming } from './timing.ts';

/** Access mode byte and security condition bytes as in the compact form of ISO 7816-4 (tags 8C contact, 9C contactless). */
const accessRules = z.strictObject({ contact: hexText, contactless: hexText.optional(), source });

/** What the personalisation can make of the identity and the seed (simulator/personalisation). */
const BUILD_ROUTINES = [
  'ef-sn',
  'odf',
  'token-info',
  'aodf',
  'prkdf',
  'cdf',
  'dodf',
  'signature-certificate',
  'authentication-certificate',
  'technical-certificate',
  'cps-id-card',
  'cps-name-ps',
  'cps-lang-ps',
  'cps-info-ps',
  'cps-activity',
  'cps-sit-fact',
  'cps2ter-activity',
  'cplc',
] as const;

/**
 * Bytes given outright, or the personalisation routine that makes them. `application`: the DF under the MF that a file
 * outside it is made for, when it is not the one it stands in.
 */
const content = z.union([
  z.strictObject({ hex: hexText }),
  z.strictObject({
    build: z.enum(BUILD_ROUTINES),
    application: fid.optional(),
    /** Number of the situation d'exercice, for the routines that tell one. */
    activity: activityNumber.optional(),
  }),
]);

/** How the CIA directory files (PKCS#15, ISO/IEC 7816-15) present an EF: in the CDF or in the DODF. */
const ciaOfEf = z.discriminatedUnion('class', [
  z.strictObject({ class: z.literal('certificate'), label: z.string(), key: reference, source }),
  z.strictObject({
    class: z.literal('data'),
    label: z.string(),
    flags: z.array(z.enum(['private', 'modifiable'])).default([]),
    source,
  }),
]);

/** How the PrKDF presents a key; its accessControlRules follow from `rules`: access mode to authId. */
const ciaOfKey = z.strictObject({
  label: z.string(),
  /** Whether it is an object of the holder, found after VERIFY only; the technical key is not. */
  private: z.boolean().default(true),
  /** Appended to the AID of the DF it stands in: the iD (CKA_ID) of key and certificate. */
  idSuffix: reference,
  /** DF under the MF whose PrKDF presents it, when it is not the one it stands in. */
  application: fid.optional(),
  usage: z.array(z.enum(['decrypt', 'sign', 'unwrap', 'nonRepudiation'])).min(1),
  rules: z.array(z.enum(['pso_cds', 'pso_dec', 'int_auth'])),
  /** Place in the PrKDF: lower ones first, equal ones by SDO reference. */
  position: z.number().int().default(0),
  source,
});

/** How the AODF presents a CHV; authId and pinReference are its SDO reference. */
const ciaOfPin = z.strictObject({
  pinFlags: z.array(z.enum(['initialized', 'unblockingPin', 'soPin'])),
  storedLength: z.number().int().min(1).max(16),
  /** SDO reference of the CHV that unblocks this one. */
  unblockedBy: reference.optional(),
  source,
});

const ef = z.strictObject({
  type: z.literal('ef'),
  name: z.string(),
  source,
  /** Short EF identifier, 1 to 30. */
  sfi: z.number().int().min(1).max(30).optional(),
  /** Size in bytes when it is larger than the content (the rest is 00); the content's length by default. */
  size: z.number().int().min(1).max(65535).optional(),
  lifeCycleStatus: hexText.default('05'),
  access: accessRules,
  /** False: the file is not there on a fresh card, an update may create it. */
  present: z.boolean().default(true),
  content,
  cia: ciaOfEf.optional(),
  examples: z.array(example).optional(),
});

const keyObject = z.strictObject({
  name: z.string(),
  source,
  modulusBits: z.union([z.literal(1024), z.literal(2048)]),
  access: accessRules,
  /** 9E of the DOCP: 00 or 01. */
  nonRepudiation: hexText.default('00'),
  /** `once`: one VERIFY lasts until reset; `each`: the verified state ends with the operation. */
  userConsent: z.enum(['once', 'each']),
  /** Algorithm references MSE SET accepts for this key, by CRT tag: A4, B6, B8. */
  algorithms: z.record(z.string(), z.array(reference)),
  cia: ciaOfKey.optional(),
});

const df: z.ZodType<DfNode, unknown> = z.lazy(() =>
  z.strictObject({
    type: z.literal('df'),
    name: z.string(),
    source,
    aid: hexText.optional(),
    lifeCycleStatus: hexText.default('05'),
    access: accessRules,
    /** Label of its TokenInfo; `personalisation.tokenLabel` by default. */
    tokenLabel: z.string().optional(),
    /** RSA private key SDOs by SDO reference, found only while this DF is current. */
    keys: z.record(reference, keyObject).default({}),
    /** EFs of other DFs that the CIA files of this application present too, by absolute path. */
    presents: z.record(absolutePath, ciaOfEf).default({}),
    children: z.record(fid, z.discriminatedUnion('type', [ef, df as never])).default({}),
  }),
);

const pin = z.strictObject({
  name: z.string(),
  label,
  source,
  /** Code on a fresh card; digits. */
  initial: z.string().regex(/^[0-9]+$/, packed({ en: 'decimal digits', fr: 'des chiffres décimaux' })),
  minLength: z.number().int().min(1).max(16),
  maxLength: z.number().int().min(1).max(16),
  maxTries: z.number().int().min(1).max(15),
  /** Number of uses until the code is worth nothing (9D of the DOCP); absent = unlimited. */
  maxUses: z.number().int().min(1).max(65535).optional(),
  /** Access rules of the CHV SDO: CHANGE, VERIFY, RESET, -, -, PUT, GET. */
  access: accessRules,
  cia: ciaOfPin.optional(),
});

/** One control reference template of a security environment: CRT tag (A4, B6, B8, AA) and its TLV content. */
const securityEnvironment = z.strictObject({ source, templates: z.record(reference, hexText) });

const algorithm = z.strictObject({
  source,
  operation: z.enum(['hash', 'sign', 'clientAuthenticate', 'decipher']),
  hash: z.enum(['sha1', 'sha256', 'sha384', 'sha512']).optional(),
  /** `none`: the raw RSA operation on a whole block. */
  padding: z.enum(['pkcs1', 'pss', 'none']).optional(),
});

const behaviour = z.strictObject({
  source,
  /** SW of a VERIFY that spends the last try: 63C0 or 6983. */
  lastTrySw: z.enum(['63C0', '6983']).default('63C0'),
  /** SW of a code that has no use left (9D at 0): nothing brings it back. */
  exhaustedSw: z.enum(['6983', '6985']).default('6983'),
  /** Answer to VERIFY without data while verified: 9000 (`status`), or 63CX as when it is not (`tries`). */
  emptyVerify: z.enum(['status', 'tries']).default('status'),
  /** Whether CHANGE REFERENCE DATA P1 01 takes a new code alone, after VERIFY of the old one or of the unblocking code. */
  changeAfterVerify: z.boolean().default(false),
  /** Tag of the MSE SET data object that holds algorithm and key reference, two bytes; none by default. */
  algorithmAndKeyTag: reference.optional(),
  /** Whether MSE SET may leave the algorithm out where the key has only one for that template. */
  impliedAlgorithm: z.boolean().default(false),
  /** Whether MSE SET and PrKDF write a key of the current DF with bit 8 set, as IAS-ECC does: 81 for SDO 01. */
  localKeyReferences: z.boolean().default(true),
  /** Whether selecting another DF ends the verified state of the PINs. */
  logoutOnSelect: z.boolean().default(false),
  /** Logical channels beside the basic one; SELECT by DF name opens one that is not open yet. */
  supplementaryChannels: z.number().int().min(0).max(19).default(0),
  /** SELECT by the name that opened a supplementary channel, on that channel again: taken (9000) or refused (6985). */
  reselection: z.enum(['9000', '6985']).default('9000'),
  /** Largest data field of INTERNAL AUTHENTICATE, in bytes: 40 % of the modulus. */
  maxAuthenticationInput: z.number().int().default(102),
});

const face = z.strictObject({ atr: hexText, protocol: z.enum(['T=0', 'T=1']), source });

/** The volet of the former generation, reached by class A0. */
const cps2ter = z.strictObject({
  source,
  aid: hexText,
  /** SDO reference of the CHV that its VERIFY presents. */
  pin: reference,
  /**
   * `byClass`: class A0 reaches it at any time. `bySelection`: after SELECT of its name class 00 is refused with
   * `refusal`, until the IAS application is selected by name.
   */
  exclusion: z.enum(['byClass', 'bySelection']).default('byClass'),
  refusal: z.enum(['6E00', '6A86']).default('6E00'),
  /** Its files; a tree of its own. */
  mf: df,
});

/** Whom the card is made for: a person by name, or in words. The card knows nothing of people, its personalisation does. */
const holder = z.union([dataName, z.record(z.string(), z.unknown())]);

const firstDigits = z
  .string()
  .regex(/^[0-9]{0,4}$/, packed({ en: 'at most 4 decimal digits', fr: 'au plus 4 chiffres décimaux' }));

export const profileSchema = z.strictObject({
  format: z.literal('cps-sim-profile/1'),
  name: z.string().regex(/^[a-z0-9-]+$/),
  family: z.enum(['cps3', 'cps4']),
  title: label,
  source,
  /** What each kind of reader sees; a card without antenna has no contactless face. */
  faces: z.strictObject({
    contact: face.extend({ timing: contactTiming.optional() }),
    contactless: face.extend({ timing: contactlessTiming.optional() }).optional(),
  }),
  holder,
  /** Options of the personalisation, e.g. whether PrKDF names algorithm references. */
  personalisation: z
    .strictObject({
      source,
      /** Real cards name none (OpenSC issue 2267); with them OpenSC can use the signature key for RSA-PKCS. */
      algorithmReferences: z.boolean(),
      /** manufacturerID in TokenInfo; left out when absent. */
      manufacturerId: z.string().optional(),
      /** Token label in TokenInfo; `{cardNumber}` stands for the 10 digits of the card number. */
      tokenLabel: z.string(),
      /** First digits of the 10-digit card number and of the 8-digit ICC serial; the seed gives the others. */
      cardNumberPrefix: firstDigits,
      iccSerialPrefix: firstDigits,
      /** IdNat of the holder when it is another one than the profile's: such a card has numbers and keys of its own. */
      individual: z.string().min(1).optional(),
      /** `ofHolder`: the files of situations d'exercice are as many as the holder has; `given`: those of the profile. */
      situations: z.enum(['given', 'ofHolder']).default('given'),
      /** Who issues its certificates: IGC-Santé, or IGC-CPS 2TER before. */
      generation: z.enum(['igc-sante', '2ter']).default('igc-sante'),
      /** A card for tests, or one as for real: what its authorities and CPS_ID_CARD say. */
      branch: z.enum(['test', 'production']).default('test'),
      notBefore: z.iso.datetime(),
      notAfter: z.iso.datetime(),
    })
    .refine(({ notBefore, notAfter }) => new Date(notBefore) <= new Date(notAfter), {
      error: packed({ en: 'a time that is not before notBefore', fr: 'une date qui ne précède pas notBefore' }),
      path: ['notAfter'],
    }),
  mf: df,
  cps2ter: cps2ter.optional(),
  /** CHV SDOs by reference; global, found while the MF is current. */
  pins: z.record(reference, pin),
  securityEnvironments: z.record(reference, securityEnvironment),
  algorithms: z.record(reference, algorithm),
  /** Data objects of GET DATA (INS CA) by tag, e.g. 9F7F (CPLC); the content is the answer, tag and length included. */
  dataObjects: z.record(z.string(), z.strictObject({ name: z.string(), source, content })),
  behaviour,
});

/** Where a card keeps the files of the CPS2ter volet, whose MF is another than that of its own. */
export const CPS2TER_ROOT = 'CPS2TER/3F00';

export type Profile = z.infer<typeof profileSchema>;
/** A side of the card: its contacts or its antenna. */
export type Face = keyof Profile['faces'];
export type EfNode = z.infer<typeof ef>;
export type CiaOfEf = z.infer<typeof ciaOfEf>;
export type KeyNode = z.infer<typeof keyObject>;
export type PinNode = z.infer<typeof pin>;
export type AccessRules = z.infer<typeof accessRules>;
export type Content = z.infer<typeof content>;
export interface DfNode {
  type: 'df';
  name: string;
  source: string;
  aid?: string | undefined;
  lifeCycleStatus: string;
  access: AccessRules;
  tokenLabel?: string | undefined;
  keys: Record<string, KeyNode>;
  presents: Record<string, CiaOfEf>;
  children: Record<string, EfNode | DfNode>;
}
export type BuildRoutine = (typeof BUILD_ROUTINES)[number];
