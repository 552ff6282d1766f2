/**
 * MANAGE SECURITY ENVIRONMENT (INS 22): SET (P1 X1) replaces one control reference template, RESTORE (P1 F3) loads a
 * security environment of the profile.
 *
 * High digit of P1 for SET: 8 verification, encipherment, external authentication; 4 computation, decipherment,
 * internal authentication; C both; F both, and secure messaging. The card holds no key of the first kind; a card with
 * a data object for algorithm and key together (CPS4) takes that one behind P1 81.
 *
 * Source: ISO/IEC 7816-4:2020, 11.5.11; IAS-ECC v1.0.1, 9.6; reference/cryptolib.md 9.
 */
import { parseTlvs, type Tlv, tagName } from '#iso7816/ber-tlv.ts';
import { byteAt } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import type { RsaKey } from '../file-system/tree.ts';
import type { ControlReferenceTemplate } from '../state/session.ts';
import { type CardContext, DONE } from './context.ts';
import { parseDataField } from './data-objects.ts';
import { StatusWordError } from './status-word-error.ts';

/** Control reference templates. */
export const CRT = {
  AUTHENTICATION: 0xa4,
  HASH: 0xaa,
  CHECKSUM: 0xb4,
  SIGNATURE: 0xb6,
  CONFIDENTIALITY: 0xb8,
} as const;

const OPERATIONS: Readonly<Record<number, string>> = {
  [CRT.AUTHENTICATION]: 'clientAuthenticate',
  [CRT.HASH]: 'hash',
  [CRT.SIGNATURE]: 'sign',
  [CRT.CONFIDENTIALITY]: 'decipher',
};

const RESTORE = 0xf3;
const SET_FOR_COMPUTATION: readonly number[] = [0x41, 0xc1, 0xf1];
const SET_FOR_VERIFICATION = 0x81;
const TAG = { ALGORITHM: 0x80, PUBLIC_OR_SECRET_KEY: 0x83, PRIVATE_KEY: 0x84, USAGE_QUALIFIER: 0x95 } as const;
/** Bit 8 of a key reference: the key is in the current DF. The MF holds none. */
const LOCAL = 0x80;

function oneByte({ tag, value }: Tlv): number {
  const byte = value[0];
  if (byte === undefined || value.length !== 1)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
      en: `${tagName(tag)}: ${value.length} bytes, expected 1`,
      fr: `${tagName(tag)} : ${value.length} octets, attendu : 1`,
    }));
  return byte;
}

/** The key that a reference names: with bit 8 (local) as IAS-ECC writes it; without too, where the profile says so. */
function keyOf({ session, behaviour }: CardContext, reference: number): RsaKey {
  const isKey = (reference & LOCAL) !== 0 || !behaviour.localKeyReferences;
  const key = isKey ? session.currentDf.keys.get(reference & ~LOCAL) : undefined;
  if (key === undefined)
    throw new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, () => ({
      en: `no private key ${tagName(reference)} in ${session.currentDf.path}`,
      fr: `pas de clé privée ${tagName(reference)} dans ${session.currentDf.path}`,
    }));
  return key;
}

function requireAlgorithm({ objects }: CardContext, crt: number, algorithm: number, key: RsaKey | undefined): void {
  const operation = objects.algorithms.get(algorithm)?.operation;
  const known = operation !== undefined && operation === OPERATIONS[crt];
  const allowed = key?.node.algorithms[tagName(crt)]?.includes(tagName(algorithm)) ?? key === undefined;
  if (!known || !allowed)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
      en: `algorithm ${tagName(algorithm)} not for ${tagName(crt)}${key === undefined ? '' : ` with ${key.path}`}`,
      fr: `l'algorithme ${tagName(algorithm)} ne va pas dans ${tagName(crt)}${key === undefined ? '' : ` avec ${key.path}`}`,
    }));
}

/** What one data object says: the algorithm, the key, or both. */
function partOf(card: CardContext, crt: number, object: Tlv): { algorithm?: number; key?: RsaKey } {
  const { tag, value } = object;
  if (tag === TAG.ALGORITHM) return { algorithm: oneByte(object) };
  if ((tag === TAG.PRIVATE_KEY || tag === TAG.PUBLIC_OR_SECRET_KEY) && crt !== CRT.HASH)
    return { key: keyOf(card, oneByte(object)) };
  if (tag === algorithmAndKeyTag(card) && value.length === 2)
    return { algorithm: byteAt(value, 0), key: keyOf(card, byteAt(value, 1)) };
  if (tag === TAG.USAGE_QUALIFIER) return {};
  throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
    en: `unexpected ${tagName(tag)} in ${tagName(crt)}`,
    fr: `${tagName(tag)} n'est pas attendu dans ${tagName(crt)}`,
  }));
}

function algorithmAndKeyTag({ behaviour: { algorithmAndKeyTag: tag } }: CardContext): number | undefined {
  return tag === undefined ? undefined : Number.parseInt(tag, 16);
}

function parseTemplate(card: CardContext, crt: number, objects: readonly Tlv[]): ControlReferenceTemplate {
  let algorithm: number | undefined;
  let key: RsaKey | undefined;
  for (const object of objects) {
    const part = partOf(card, crt, object);
    const isRepeated =
      (part.algorithm !== undefined && algorithm !== undefined) || (part.key !== undefined && key !== undefined);
    if (isRepeated)
      throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
        en: `${tagName(object.tag)} a second time in ${tagName(crt)}`,
        fr: `${tagName(object.tag)} une seconde fois dans ${tagName(crt)}`,
      }));
    algorithm ??= part.algorithm;
    key ??= part.key;
  }
  if (algorithm !== undefined) requireAlgorithm(card, crt, algorithm, key);
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(key === undefined ? {} : { key: key.reference }),
  };
}

function set(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (!Object.values<number>(CRT).includes(p2))
    throw new StatusWordError(SW.WRONG_P1_P2, () => ({
      en: `P2 ${tagName(p2)} is no control reference template`,
      fr: `P2 ${tagName(p2)} n'est pas un modèle de référence de contrôle`,
    }));
  const takesSigningKey = p2 === CRT.SIGNATURE && algorithmAndKeyTag(card) !== undefined;
  if (p1 === SET_FOR_VERIFICATION && p2 !== CRT.HASH && !takesSigningKey)
    throw new StatusWordError(SW.FUNCTION_NOT_SUPPORTED, {
      en: 'no key for verification or encipherment',
      fr: 'pas de clé pour vérifier ou chiffrer',
    });
  if (data.length === 0)
    throw new StatusWordError(SW.WRONG_LENGTH, { en: 'no data objects', fr: "pas d'objet de données" });
  const objects = parseDataField(() => parseTlvs(data));
  card.session.environment.set(p2, parseTemplate(card, p2, objects));
  if (p2 === CRT.HASH) card.session.hash = undefined;
  return DONE;
}

function restore({ objects, session }: CardContext, { p2, data }: CommandApdu): ResponseApdu {
  if (data.length > 0)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'RESTORE takes no data field',
      fr: 'RESTORE ne prend pas de données',
    });
  const environment = objects.environments.get(p2);
  if (environment === undefined)
    throw new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, () => ({
      en: `no security environment ${p2}`,
      fr: `pas d'environnement de sécurité ${p2}`,
    }));
  session.environment.clear();
  session.hash = undefined;
  for (const [crt, template] of environment.templates) {
    const algorithm = template.find(({ tag }) => tag === TAG.ALGORITHM)?.value[0];
    const reference = template.find(({ tag }) => tag === TAG.PRIVATE_KEY)?.value[0];
    session.environment.set(crt, {
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(reference === undefined ? {} : { key: reference & ~LOCAL }),
    });
  }
  return DONE;
}

export function manageSecurityEnvironment(card: CardContext, command: CommandApdu): ResponseApdu {
  if (command.p1 === RESTORE) return restore(card, command);
  if (SET_FOR_COMPUTATION.includes(command.p1) || command.p1 === SET_FOR_VERIFICATION) return set(card, command);
  throw new StatusWordError(SW.FUNCTION_NOT_SUPPORTED, {
    en: 'neither SET (P1 41, 81, C1, F1) nor RESTORE (P1 F3)',
    fr: 'ni SET (P1 41, 81, C1, F1) ni RESTORE (P1 F3)',
  });
}
