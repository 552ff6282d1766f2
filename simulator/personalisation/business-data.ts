/**
 * The business data of a card: what its data objects say of card, holder and situations d'exercice.
 *
 * Each is one template of primitive objects 80, 81... Their format is not public ("Données métier v1.0.2"): template
 * tags and a few objects are known from what clients show, the meaning of the others is ours.
 *
 * Source: reference/cryptolib.md 6.10, reference/cps-facts.md (b); the rest: simulation.
 */
import { tlv } from '#iso7816/ber-tlv.ts';
import { ascii, type Bytes, fromHex } from '#iso7816/bytes.ts';
import { cardTypeCode, type Person, type Structure, situationNumbers, situationOf } from '../people/index.ts';
import { type Identity, ISSUER } from './identity.ts';
import { PersonalisationError } from './personalisation-error.ts';

/** ISO 8601 */
interface Validity {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** BCD date YYYYMMDD of an ISO 8601 date. */
function bcdDate(iso: string): Bytes {
  return fromHex(iso.slice(0, 10).replaceAll('-', ''));
}

/** BCD date and time YYYYMMDDhhmmss, UTC. */
function bcdTime(date: Date): Bytes {
  return fromHex(
    date
      .toISOString()
      .replace(/[^0-9]/g, '')
      .slice(0, 14),
  );
}

function text(value: string): Bytes {
  return new TextEncoder().encode(value);
}

/**
 * CPS_ID_CARD: E3 {80 card type, 81 card number, 82 issuer, 83 date of issue, 84 end of validity}.
 * Source: tag E3, 80 to 84, 83 as a BCD date: reference/cryptolib.md 6.10; the rest: simulation.
 */
export function cpsIdCard(holder: Person, { notBefore, notAfter }: Validity, { cardNumber }: Identity): Bytes {
  return tlv(
    0xe3,
    tlv(0x80, Uint8Array.of(cardTypeCode(holder))),
    tlv(0x81, ascii(cardNumber)),
    tlv(0x82, ascii(ISSUER)),
    tlv(0x83, bcdDate(notBefore)),
    tlv(0x84, bcdDate(notAfter)),
  );
}

/**
 * CPS_NAME_PS: E4 {80 IdNat_PS, 81 family name, 82 given name, 83 profession code, 84 profession}, text in UTF-8.
 * Source: tag E4, 80 to 84: reference/cryptolib.md 6.10; their meaning: simulation.
 */
export function cpsNamePs(holder: Person): Bytes {
  return tlv(
    0xe4,
    tlv(0x80, text(holder.nationalId)),
    tlv(0x81, text(holder.familyName)),
    tlv(0x82, text(holder.givenName)),
    tlv(0x83, text(String(holder.professionCode))),
    tlv(0x84, text(holder.profession)),
  );
}

/** CPS_LANG_PS: E5 {80 language (ISO 639)} for each language. Source: simulation, only the label is known. */
export function cpsLangPs(holder: Person): Bytes {
  return tlv(0xe5, ...holder.languages.map((language) => tlv(0x80, ascii(language))));
}

/**
 * CPS_INFO_PS: ED {80 IdNat_PS, 81 profession code, 82 profession, 83 card type, 84 mode of exercise, 85 specialty}.
 * Source: tag ED, 80 to 85: reference/cryptolib.md 6.10; the specialty as its last four characters:
 * reference/cps-facts.md (b); the rest: simulation.
 */
export function cpsInfoPs(holder: Person): Bytes {
  return tlv(
    0xed,
    tlv(0x80, text(holder.nationalId)),
    tlv(0x81, text(String(holder.professionCode))),
    tlv(0x82, text(holder.profession)),
    tlv(0x83, Uint8Array.of(cardTypeCode(holder))),
    tlv(0x84, ascii('L')),
    tlv(0x85, ascii(holder.specialty)),
  );
}

/** The structure of the situation d'exercice of that number. @throws PersonalisationError when the holder has none */
function activity(holder: Person, number: string, name: string): Structure {
  const found = situationOf(holder, number);
  if (found !== undefined) return found;
  const known = situationNumbers(holder).join(', ');
  throw new PersonalisationError('noSuchActivity', `${name}: content.activity is ${number}, the holder has ${known}`);
}

/**
 * CPS_ACTIVITY_nn_PS: EE {80 number, 81 profession code, 82 mode of exercise, 83 IdNat_PS, 84 structure,
 * 85 IdNat_Struct, 86 sector}, text in UTF-8.
 * Source: tag EE, 80 to 86: reference/cryptolib.md 6.10; 84 85 86: reference/cps-facts.md (b); 80 to 83: simulation.
 */
export function cpsActivity(holder: Person, number: string, name: string): Bytes {
  const structure = activity(holder, number, name);
  return tlv(
    0xee,
    tlv(0x80, Uint8Array.of(Number(number))),
    tlv(0x81, text(String(holder.professionCode))),
    tlv(0x82, ascii('L')),
    tlv(0x83, text(holder.nationalId)),
    tlv(0x84, text(structure.name)),
    tlv(0x85, text(structure.nationalId)),
    tlv(0x86, text(structure.sector)),
  );
}

/**
 * CPS_SIT_FACT: E0 {80 number of the situation, 81 IdNat_PS, 82 profession code, 83 sector, 84 date of issue, A0 {80
 * IdNat_Struct}}.
 * Source: tag E0, 80 to 84, nested A0: reference/cryptolib.md 6.10; their meaning: simulation.
 */
export function cpsSitFact(holder: Person, { notBefore }: Validity): Bytes {
  return tlv(
    0xe0,
    tlv(0x80, Uint8Array.of(1)),
    tlv(0x81, text(holder.nationalId)),
    tlv(0x82, text(String(holder.professionCode))),
    tlv(0x83, text(holder.situationExercice.sector)),
    tlv(0x84, bcdDate(notBefore)),
    tlv(0xa0, tlv(0x80, text(holder.situationExercice.nationalId))),
  );
}

/**
 * CPS2TER_ACTIVITY_nn_PS: the same situation as the IAS volet tells, in other words: 30 {80 number, 81 structure,
 * 82 IdNat_Struct, 83 sector}.
 * Source: simulation; that both volets hold the same data, with different ASN.1: reference/cps-facts.md (b).
 */
export function cps2terActivity(holder: Person, number: string, name: string): Bytes {
  const structure = activity(holder, number, name);
  return tlv(
    0x30,
    tlv(0x80, Uint8Array.of(Number(number))),
    tlv(0x81, text(structure.name)),
    tlv(0x82, text(structure.nationalId)),
    tlv(0x83, text(structure.sector)),
  );
}

/**
 * EF_ACTUA: EC {81 start, 82 end} of the last on-line update, BCD YYYYMMDDhhmmss. Another content than before makes
 * the official middleware read the card anew.
 * Source: reference/cps-facts.md (b), reference/cryptolib.md 11.
 */
export function efActua(start: Date, end: Date): Bytes {
  return tlv(0xec, tlv(0x81, bcdTime(start)), tlv(0x82, bcdTime(end)));
}
