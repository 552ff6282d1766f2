/**
 * A key pool: a file that says of RSA keys where the search for their primes ended. It holds no key: each comes from its
 * seed alone, and whoever has the seed can look for it again.
 */

import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Text } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import { exclusively, makeFolder, throughLinks, writeAtomically } from '#files/index.ts';
import { isThere } from '#files/is-there.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { userFolder } from '#files/user-folder.ts';
import { describeIssue, describeJsonError, issueText } from '../data/describe-issue.ts';
import { textOf } from '../data/json-file.ts';
import { KeyPoolError } from './key-pool-error.ts';

const FORMAT = 'cps-sim-keys/1';
const ABOUT =
  'Simulation test keys: where the search for their primes ends in the stream of their seed. Anybody can make these keys: never trust them.';

/** Some hundred thousand keys. */
const LARGEST = 16_000_000;

const count = z.number().int().min(0);
const place = z.tuple([count, count]).readonly();

/** Length of the modulus in bits. */
export type ModulusBits = 1024 | 2048 | 4096;

const knownKey = z.strictObject({
  /** Name of the stream the key comes from. */
  of: z.array(z.union([z.string(), z.number()])).readonly(),
  /** 2048 when absent. */
  bits: z.union([z.literal(1024), z.literal(4096)]).exactOptional(),
  /** Bytes drawn from the stream before. */
  from: count,
  primes: z.tuple([place, place]).readonly(),
  /** First bytes of the SHA-256 of the modulus. */
  check: z.string().regex(/^[0-9a-f]{8}$/),
});

export type KnownKey = Readonly<z.infer<typeof knownKey>>;

const shape = z.strictObject({ format: z.literal(FORMAT), about: z.string(), keys: z.array(knownKey) });

/** The pool of this user, or the file that `CPS_SIM_KEYS` names. */
export function keyPoolPath({ CPS_SIM_KEYS }: NodeJS.ProcessEnv = process.env): string {
  return CPS_SIM_KEYS || join(userFolder('keys'), 'pool.json');
}

/** The keys of a pool; none when there is no file. @throws KeyPoolError, FileKindError, or an error of the file system */
export function readKeyPool(path: string): readonly KnownKey[] {
  if (!isThere(path)) return [];
  const bytes = readRegularFile(path, LARGEST);
  const refuse = (why: Text) => notAPool(path, why, wasAPool(bytes) ? MAKE_AGAIN : NAME_ANOTHER);
  const text = textOf(bytes, path, refuse);
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse(describeJsonError(error, text));
  }
  const parsed = shape.safeParse(json);
  if (!parsed.success) throw refuse(issueText(path, describeIssue(parsed.error, json)));
  return parsed.data.keys;
}

const MAKE_AGAIN: Text = {
  en: 'delete it, or make it again: cps-sim keys make 100',
  fr: 'supprimez-la, ou refaites-la : cps-sim keys make 100',
};
/** It may be a card, or whatever somebody needs. */
const NAME_ANOTHER: Text = {
  en: 'it is left as it is; name another file (--out, --pool, CPS_SIM_KEYS)',
  fr: 'il est laissé tel quel ; nommez un autre fichier (--out, --pool, CPS_SIM_KEYS)',
};

/** A pool that was cut or is of another version, or an empty file: nobody loses anything with it. */
function wasAPool(bytes: Buffer): boolean {
  return bytes.length === 0 || /^\s*\{\s*"format":\s*"cps-sim-keys\//.test(bytes.toString('utf8', 0, 1024));
}

function notAPool(path: string, why: Text, advice: Text): KeyPoolError {
  return new KeyPoolError('format', {
    en: `${path}: not a key pool (${FORMAT}): ${why.en}\n${advice.en}`,
    fr: `${path} : pas une réserve de clés (${FORMAT}) : ${why.fr}\n${advice.fr}`,
  });
}

function line(key: KnownKey): string {
  return JSON.stringify(key);
}

/** Adds keys to a pool, which is made with its folder when there is none; those that are there stay. */
export async function addToKeyPool(path: string, keys: readonly KnownKey[]): Promise<void> {
  makeFolder(dirname(path));
  const real = throughLinks(path);
  await exclusively(`${real}.lock`, () => {
    const lines = [...new Set([...readKeyPool(real), ...keys].map(line))].sort();
    writeAtomically(real, `{"format":"${FORMAT}","about":"${ABOUT}","keys":[\n${lines.join(',\n')}\n]}\n`);
  });
}
