/**
 * The business data of a card: what its data objects say of card, holder and situations d'exercice.
 *
 * Each is one template of primitive objects 80, 81... Their format is not public ("Données métier v1.0.2"): known is
 * what the agency's own viewer, CPS Gestion 06.08.00, shows of them; the meaning of the others is ours. Texts are in
 * ISO 8859-1, a code of the tables G is one byte.
 *
 * Source: reference/cryptolib.md 6.10, reference/cps-facts.md (b); the rest: simulation.
 */
import { tlv } from '#iso7816/ber-tlv.ts';
import { ascii, type Bytes, fromHex } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import {
  cardTypeCode,
  civilityCode,
  type Person,
  type Structure,
  situationNumbers,
  situationOf,
} from '../people/index.ts';
import type { Identity } from './identity.ts';
import { latin1 } from './latin1.ts';
import { PersonalisationError } from './personalisation-error.ts';

/** ISO 8601 */
type Validity = Pick<Profile['personalisation'], 'notBefore' | 'notAfter'>;

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

/** Digits as BCD; an odd one out is followed by F. */
function bcd(digits: string): Bytes {
  return fromHex(digits.length % 2 === 0 ? digits : `${digits}F`);
}

/** Names as long as the viewer shows them: the rest is cut, as on its screen. */
const NAME_LENGTH = 27;

/** A name of the holder. @throws PersonalisationError when it is no text of the card */
function name(value: string, member: 'familyName' | 'givenName'): Bytes {
  return latin1(value, `holder.${member}`).subarray(0, NAME_LENGTH);
}

/** Source: the issuer's number as the guide of the minidriver prints it, with eleven digits (table 20). */
const ISSUER_ELEVEN_DIGITS = '80250000001';
/** G01: a card as for real, a card for tests. */
const CATEGORIES: Readonly<Record<Profile['personalisation']['branch'], number>> = { production: 0x00, test: 0x80 };

/**
 * CPS_ID_CARD: E3 {80 issuer, 81 card number, 82 category (G01), 83 date of issue, 84 end of validity}, BCD.
 * Source: reference/cryptolib.md 6.10; that 80 is the issuer, and 84: simulation.
 */
export function cpsIdCard(
  { notBefore, notAfter, branch }: Validity & Pick<Profile['personalisation'], 'branch'>,
  { cardNumber }: Identity,
): Bytes {
  return tlv(
    0xe3,
    tlv(0x80, bcd(ISSUER_ELEVEN_DIGITS)),
    tlv(0x81, bcd(cardNumber)),
    tlv(0x82, Uint8Array.of(CATEGORIES[branch])),
    tlv(0x83, bcdDate(notBefore)),
    tlv(0x84, bcdDate(notAfter)),
  );
}

/**
 * CPS_NAME_PS: E4 {80 civility (G03), 81 family name, 82 name in use, 83 given names, 84 given name}; who has none has neither.
 * Source: reference/cryptolib.md 6.10; 81 to 83: simulation.
 */
export function cpsNamePs(holder: Person): Bytes {
  const civility = civilityCode(holder);
  const familyName = name(holder.familyName, 'familyName');
  const givenName = name(holder.givenName, 'givenName');
  return tlv(
    0xe4,
    ...(civility === undefined ? [] : [tlv(0x80, Uint8Array.of(civility))]),
    tlv(0x81, familyName),
    tlv(0x82, familyName),
    ...(givenName.length === 0 ? [] : [tlv(0x83, givenName), tlv(0x84, givenName)]),
  );
}

/** CPS_LANG_PS: E5 {80 language (ISO 639)} for each language. Source: simulation, only the label is known. */
export function cpsLangPs(holder: Person): Bytes {
  return tlv(0xe5, ...holder.languages.map((language) => tlv(0x80, ascii(language))));
}

/** CPS_INFO_PS 82 and 83: the profession (G15), or the one to come (G16); staff have none. */
function professions({ cardType, professionCode }: Person): Bytes[] {
  if (professionCode === undefined) return [];
  if (cardType === 'CPS') return [tlv(0x82, Uint8Array.of(professionCode))];
  return cardType === 'CPF' ? [tlv(0x83, Uint8Array.of(professionCode))] : [];
}

/**
 * CPS_INFO_PS: ED {80 card type (G02), 81 IdNat_PS, 82 profession (G15), 83 profession to come (G16), 84 name in
 * practice, 85 specialty (R01)}; what the holder has not is left out.
 * Source: reference/cryptolib.md 6.10; the specialty as its last four characters: reference/cps-facts.md (b).
 */
export function cpsInfoPs(holder: Person): Bytes {
  const { nationalId, familyName, specialty } = holder;
  return tlv(
    0xed,
    tlv(0x80, Uint8Array.of(cardTypeCode(holder))),
    tlv(0x81, latin1(nationalId, 'holder.nationalId')),
    ...professions(holder),
    tlv(0x84, name(familyName, 'familyName')),
    ...(specialty === undefined ? [] : [tlv(0x85, ascii(specialty))]),
  );
}

/** The texts of a situation d'exercice as a card holds them, and the mode of exercise (G17): in a practice of one's own, or employed. */
interface Situation {
  readonly mode: number;
  readonly structure: Bytes;
  readonly nationalId: Bytes;
  readonly sector: Bytes;
}

/** As long as the viewer's field for it. */
const STRUCTURE_LENGTH = 40;
/** First digits of an IdNat_Struct that names a practice (G07): of an ADELI or an RPPS number. */
const PRACTICES = ['0', '4'];
const SELF_EMPLOYED = 0;
const EMPLOYED = 1;

function situationAs({ name: structure, nationalId, sector }: Structure, member: string): Situation {
  return {
    mode: PRACTICES.includes(nationalId.charAt(0)) ? SELF_EMPLOYED : EMPLOYED,
    structure: latin1(structure, `${member}.name`).subarray(0, STRUCTURE_LENGTH),
    nationalId: latin1(nationalId, `${member}.nationalId`),
    sector: latin1(sector, `${member}.sector`),
  };
}

/** The situation d'exercice of that number. @throws PersonalisationError when the holder has none */
function situation(holder: Person, number: string, file: string): Situation {
  const found = situationOf(holder, number);
  const member = number === '01' ? 'situationExercice' : `furtherSituationsExercice.${number}`;
  if (found !== undefined) return situationAs(found, `holder.${member}`);
  const known = situationNumbers(holder).join(', ') || '-';
  throw new PersonalisationError('noSuchActivity', {
    en: `${file}: content.activity is ${number}, the holder has ${known}`,
    fr: `${file} : content.activity vaut ${number}, le porteur a ${known}`,
  });
}

/**
 * CPS_ACTIVITY_nn_PS: EE {80 mode of exercise (G17), 84 structure, 85 IdNat_Struct, 86 sector (R02)}.
 * Source: reference/cryptolib.md 6.10, reference/cps-facts.md (b); 81 to 83 are left out: simulation.
 */
export function cpsActivity(holder: Person, number: string, file: string): Bytes {
  const { mode, structure, nationalId, sector } = situation(holder, number, file);
  return tlv(0xee, tlv(0x80, Uint8Array.of(mode)), tlv(0x84, structure), tlv(0x85, nationalId), tlv(0x86, sector));
}

/**
 * CPS_SIT_FACT: E0 {80 number of the situation, 81 IdNat_PS, 82 profession code, 83 sector, 84 date of issue, A0
 * {80 IdNat_Struct}}; without a situation and a profession, what they have to say is left out.
 * Source: tag E0, 80 to 84, nested A0: reference/cryptolib.md 6.10; their meaning: simulation.
 */
export function cpsSitFact(holder: Person, { notBefore }: Validity): Bytes {
  const { situationExercice: first, professionCode } = holder;
  const told = first && situationAs(first, 'holder.situationExercice');
  return tlv(
    0xe0,
    ...(told === undefined ? [] : [tlv(0x80, Uint8Array.of(1))]),
    tlv(0x81, latin1(holder.nationalId, 'holder.nationalId')),
    ...(professionCode === undefined ? [] : [tlv(0x82, ascii(String(professionCode)))]),
    ...(told === undefined ? [] : [tlv(0x83, told.sector)]),
    tlv(0x84, bcdDate(notBefore)),
    ...(told === undefined ? [] : [tlv(0xa0, tlv(0x80, told.nationalId))]),
  );
}

/**
 * CPS2TER_ACTIVITY_nn_PS: the same situation as the IAS volet tells, in other words: 30 {80 number, 81 structure,
 * 82 IdNat_Struct, 83 sector}.
 * Source: simulation; that both volets hold the same data, with different ASN.1: reference/cps-facts.md (b).
 */
export function cps2terActivity(holder: Person, number: string, file: string): Bytes {
  const { structure, nationalId, sector } = situation(holder, number, file);
  return tlv(
    0x30,
    tlv(0x80, Uint8Array.of(Number(number))),
    tlv(0x81, structure),
    tlv(0x82, nationalId),
    tlv(0x83, sector),
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
