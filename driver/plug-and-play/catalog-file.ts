/**
 * The catalogue file of a driver package (.cat): who published it, and the digests of its files.
 *
 * A real one is a signed PKCS #7 message. Ours is JSON that says so itself: nothing in it is signed, it only tells what
 * Windows would find (simulation). The digests are checked for real.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { parseJson } from '#common/parse-json.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SetupError } from './setup-error.ts';

const CATALOG_FORMAT = 'cps-sim-catalog-1';

const schema = z.strictObject({
  format: z.literal(CATALOG_FORMAT),
  simulation: z.string(),
  /** whql: signed by Microsoft after its tests; authenticode: by the publisher alone. */
  signature: z.enum(['whql', 'authenticode']),
  publisher: z.string().min(1),
  files: z.record(z.string(), z.string().regex(/^[0-9A-F]{64}$/)),
});

export type CatalogFile = z.infer<typeof schema>;

/** What a computer thinks of publishers that are not Microsoft; those it does not name were never decided on. */
export type Publishers = Readonly<Record<string, 'trusted' | 'distrusted'>>;

/** SHA-256 in upper-case hexadecimal. */
function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}

/** @throws SetupError ERROR_NO_AUTHENTICODE_CATALOG when it is no catalogue */
export function readCatalogFile(bytes: Bytes, name: string): CatalogFile {
  const refuse = (why: Text) =>
    new SetupError('ERROR_NO_AUTHENTICODE_CATALOG', { en: `${name}: ${why.en}`, fr: `${name} : ${why.fr}` });
  let value: unknown;
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refuse({
      en: `no catalogue, expected JSON with "format": "${CATALOG_FORMAT}"`,
      fr: `pas un catalogue, attendu : du JSON avec "format": "${CATALOG_FORMAT}"`,
    });
  }
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const member = issue?.path.join('.') ?? '';
  throw refuse({
    en: `'${member}' is not as in ${CATALOG_FORMAT}: ${issue?.message ?? ''}`,
    fr: `'${member}' n'est pas comme le veut ${CATALOG_FORMAT}`,
  });
}

/**
 * Every file is the one the catalogue was made for, and its publisher is trusted on this computer.
 * @throws SetupError ERROR_FILE_HASH_NOT_IN_CATALOG, ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED,
 *   ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED
 */
export function verifyCatalog(
  { files: digests, signature, publisher }: CatalogFile,
  files: ReadonlyMap<string, Bytes>,
  publishers: Publishers,
): void {
  for (const [name, bytes] of files) {
    if (digests[name.toLowerCase()] === sha256(bytes)) continue;
    const why = {
      en: `${name} is not the file the catalogue of '${publisher}' was made for: altered, or of another package`,
      fr: `${name} n'est pas le fichier pour lequel le catalogue de '${publisher}' a été fait : modifié, ou d'un autre paquet`,
    };
    throw new SetupError('ERROR_FILE_HASH_NOT_IN_CATALOG', why);
  }
  if (signature === 'whql' || own(publishers, publisher) === 'trusted') return;
  if (own(publishers, publisher) === 'distrusted')
    throw new SetupError('ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED', {
      en: `'${publisher}' is not trusted on this computer`,
      fr: `'${publisher}' n'a pas la confiance de cet ordinateur`,
    });
  const why = {
    en: `nobody has decided on this computer whether to trust '${publisher}'`,
    fr: `personne n'a décidé sur cet ordinateur si '${publisher}' a sa confiance`,
  };
  throw new SetupError('ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED', why);
}
