/**
 * PSO HASH (P1-P2 90A0): the last round of a hash on the card.
 *
 * Data: `90 L state || count` and `80 L last block`; state = intermediate hash value, count = 8 bytes, number of bits
 * it stands for; `90 00` when the message fits in the last block. The digest waits for COMPUTE DIGITAL SIGNATURE.
 * No user authentication: a client takes a refusal here for an internal error.
 *
 * Source: IAS-ECC v1.0.1, 9.5.2; ISO/IEC 7816-8:2021, 5.8; reference/opensc-cpx.md 9, reference/cryptolib.md 8.
 */
import { parseTlvs } from '#iso7816/ber-tlv.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { BLOCK_LENGTH, digest, finishHash, type LastRoundHash, STATE_LENGTH } from '../security/hash-last-round.ts';
import { type CardContext, DONE } from './context.ts';
import { parseDataField } from './data-objects.ts';
import { CRT } from './manage-security-environment.ts';
import { StatusWordError } from './status-word-error.ts';

const INTERMEDIATE = 0x90;
const LAST_BLOCK = 0x80;
const COUNT_LENGTH = 8;
const BLOCK_BITS = BigInt(8 * BLOCK_LENGTH);

function hashOf({ session, objects }: CardContext): LastRoundHash {
  const reference = session.environment.get(CRT.HASH)?.algorithm;
  const name = reference === undefined ? undefined : objects.algorithms.get(reference)?.hash;
  if (name !== 'sha1' && name !== 'sha256')
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, {
      en: 'no SHA-1 or SHA-256 set in AA',
      fr: 'ni SHA-1 ni SHA-256 dans AA',
    });
  return name;
}

function parts(data: Bytes): { intermediate: Bytes; lastBlock: Bytes } {
  const [first, second, ...rest] = parseDataField(() => parseTlvs(data));
  if (first?.tag !== INTERMEDIATE || second?.tag !== LAST_BLOCK || rest.length > 0)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, {
      en: 'expected 90 (state and count) and 80 (last block)',
      fr: 'attendu : 90 (état et compte) et 80 (dernier bloc)',
    });
  if (second.value.length > BLOCK_LENGTH)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
      en: `last block of ${second.value.length} bytes`,
      fr: `dernier bloc de ${second.value.length} octets`,
    }));
  return { intermediate: first.value, lastBlock: second.value };
}

function lastRound(name: LastRoundHash, intermediate: Bytes, lastBlock: Bytes): Bytes {
  const stateLength = STATE_LENGTH[name];
  if (intermediate.length !== stateLength + COUNT_LENGTH)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
      en: `90 of ${intermediate.length} bytes for ${name}`,
      fr: `90 de ${intermediate.length} octets pour ${name}`,
    }));
  const { buffer, byteOffset } = intermediate;
  const bitsHashed = new DataView(buffer, byteOffset + stateLength, COUNT_LENGTH).getBigUint64(0);
  if (bitsHashed === 0n || bitsHashed % BLOCK_BITS !== 0n)
    throw new StatusWordError(SW.INCORRECT_DATA_FIELD, () => ({
      en: `${bitsHashed} bits hashed: no whole number of blocks`,
      fr: `${bitsHashed} bits passés : pas un nombre entier de blocs`,
    }));
  return finishHash(name, intermediate.subarray(0, stateLength), bitsHashed, lastBlock);
}

export function hash(card: CardContext, { data }: CommandApdu): ResponseApdu {
  const name = hashOf(card);
  card.session.hash = undefined;
  const { intermediate, lastBlock } = parts(data);
  const value = intermediate.length === 0 ? digest(name, lastBlock) : lastRound(name, intermediate, lastBlock);
  card.session.hash = { name, digest: value };
  return DONE;
}
