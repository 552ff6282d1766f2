/** What COMPUTE DIGITAL SIGNATURE, INTERNAL AUTHENTICATE and DECIPHER have in common: key, algorithm, access. */
import type { KeyObject } from 'node:crypto';
import { tagName } from '#iso7816/ber-tlv.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SW } from '#iso7816/status-word.ts';
import { RSA_ACCESS } from '../file-system/access-conditions.ts';
import type { RsaKey } from '../file-system/tree.ts';
import type { Algorithm } from '../security/security-objects.ts';
import { requireAccess, usersFor } from './access.ts';
import type { CardContext } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

const OPERATIONS: Readonly<Record<number, string>> = {
  [RSA_ACCESS.COMPUTE_DIGITAL_SIGNATURE]: 'COMPUTE DIGITAL SIGNATURE',
  [RSA_ACCESS.INTERNAL_AUTHENTICATE]: 'INTERNAL AUTHENTICATE',
  [RSA_ACCESS.DECIPHER]: 'DECIPHER',
};

/** The operation that the current security environment prepares. */
export interface PrivateKeyOperation {
  readonly key: RsaKey;
  readonly privateKey: KeyObject;
  readonly algorithm: Algorithm;
}

/** The only algorithm of the key for that template, where the profile lets MSE SET leave it out. */
function impliedAlgorithm({ behaviour }: CardContext, key: RsaKey | undefined, crt: number): number | undefined {
  const [only, ...others] = key?.node.algorithms[tagName(crt)] ?? [];
  return behaviour.impliedAlgorithm && only !== undefined && others.length === 0
    ? Number.parseInt(only, 16)
    : undefined;
}

/** @throws StatusWordError 6985 (MSE SET did not name key and algorithm), 6A88 (no such key here), 6982 */
export function prepareOperation(card: CardContext, crt: number, accessMode: number): PrivateKeyOperation {
  const { session, objects, store } = card;
  const template = session.environment.get(crt);
  const key = template?.key === undefined ? undefined : session.currentDf.keys.get(template.key);
  const reference = template?.algorithm ?? impliedAlgorithm(card, key, crt);
  const algorithm = reference === undefined ? undefined : objects.algorithms.get(reference);
  if (template?.key === undefined || algorithm === undefined)
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, () => ({
      en: `no key and algorithm set in ${tagName(crt)}`,
      fr: `ni clé ni algorithme dans ${tagName(crt)}`,
    }));
  const privateKey = key === undefined ? undefined : store.state.keys[key.path];
  if (key === undefined || privateKey === undefined)
    throw new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, () => ({
      en: `no private key ${template.key} in ${session.currentDf.path}`,
      fr: `pas de clé privée ${template.key} dans ${session.currentDf.path}`,
    }));
  requireAccess(card, key.access, accessMode, OPERATIONS[accessMode] ?? '', key.path);
  return { key, privateKey, algorithm };
}

/** Result of a finished operation; a key that asks for consent each time ends the verified state of its CHVs. */
export function finishOperation(
  card: CardContext,
  { key }: PrivateKeyOperation,
  accessMode: number,
  result: Bytes,
): Bytes {
  if (key.node.userConsent === 'each')
    for (const reference of usersFor(card, key.access, accessMode)) card.session.verified.delete(reference);
  return result;
}
