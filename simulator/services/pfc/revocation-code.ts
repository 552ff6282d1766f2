/**
 * The code that revokes a certificate, chosen at its withdrawal.
 *
 * Source: reference/documents.md P06: 12 characters, one capital, one non-letter, confirmation, strength in percent. That more
 * than 12 are taken, and how the percentage is counted: simulation.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Bytes } from '#iso7816/bytes.ts';
import type { BrokenRule } from './portal-error.ts';

const SHORTEST = 12;
const LONGEST = 128;

export interface ChosenCode {
  readonly code: string;
  readonly confirmation: string;
}

/** All that is kept of it. */
export interface HashedCode {
  readonly salt: Bytes;
  readonly hash: Bytes;
}

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt);
const HASH_LENGTH = 32;

/** Every rule that the code breaks, by name. */
export function brokenRules({ code, confirmation }: ChosenCode): BrokenRule[] {
  const broken: BrokenRule[] = [];
  const rule = (holds: boolean, reason: BrokenRule['reason'], en: string, fr: string) => {
    if (!holds) broken.push({ reason, text: { en, fr } });
  };
  const { length } = [...code];
  rule(
    length >= SHORTEST && length <= LONGEST,
    'codeLength',
    `revocation code: ${length} characters, expected ${SHORTEST} at least, ${LONGEST} at most`,
    `code de révocation : ${length} caractères, attendu : ${SHORTEST} au moins, ${LONGEST} au plus`,
  );
  rule(
    /\p{Lu}/u.test(code),
    'codeCapital',
    'revocation code: no capital letter',
    'code de révocation : aucune majuscule',
  );
  rule(
    /\P{L}/u.test(code),
    'codeNonLetter',
    'revocation code: letters alone, expected a digit or another sign among them',
    'code de révocation : des lettres seules, attendu : un chiffre ou un autre signe parmi elles',
  );
  rule(
    code.normalize('NFC') === confirmation.normalize('NFC'),
    'codeConfirmation',
    'the confirmation is not the revocation code: type both again',
    "la confirmation diffère du code de révocation : tapez de nouveau l'un et l'autre",
  );
  return broken;
}

const QUALITIES = [/\p{Lu}/u, /\p{Ll}/u, /\d/, /[^\p{L}\d]/u];

/** In percent, by fifths: length, capital, small letter, digit, another sign. */
export function strength(code: string): number {
  const qualities = QUALITIES.filter((quality) => quality.test(code)).length + Number([...code].length >= SHORTEST);
  return qualities * 20;
}

export async function hashCode(code: string): Promise<HashedCode> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(code.normalize('NFC'), salt, HASH_LENGTH) };
}

export async function isCode(code: string, { salt, hash }: HashedCode): Promise<boolean> {
  if (code.length > 2 * LONGEST) return false;
  return timingSafeEqual(await derive(code.normalize('NFC'), salt, HASH_LENGTH), hash);
}
