/** Form 413, and what it may say. Source: reference/documents.md D08 to D11. */
import { ATTRIBUTE_TYPES } from '#asn1/attribute-types.ts';
import type { Text } from '#common/language.ts';
import { isPlain, terminalText } from '#common/terminal-text.ts';
import type { SubjectStructure } from '../../pki/index.ts';
import { coverageOf } from './domains.ts';
import { type OfferId, type UsageId, usageOf, usagesOf } from './offers.ts';
import { PortalError } from './portal-error.ts';

/** Form 413: a representative of a structure makes somebody its technical administrator. */
export interface Form413 {
  /** IdNat_PS of the holder of a nominative card: `899909990001`. */
  readonly person: string;
  readonly structure: SubjectStructure;
  readonly offer: Exclude<OfferId, 'PS'>;
  /** All of the offer by default. */
  readonly usages?: readonly UsageId[] | undefined;
  /** Of the offer SERV: the widest, `*.ch-ville.fr`; a narrower one limits what can be ordered. */
  readonly domain?: string | undefined;
  /** Where the administrator reads mail; an address made of the IdNat_PS by default. */
  readonly mail?: string | undefined;
}

const SHOWN = 64;
/** Source: RFC 5321, 4.5.3.1.3. */
const LONGEST_MAIL = 254;

function wrongForm(en: string, fr: string): PortalError {
  return new PortalError('form', { en: `form 413: ${en}`, fr: `formulaire 413 : ${fr}` });
}

/** Texts of the form, with the longest that a certificate or a mail takes. */
function textsOf({
  person,
  structure,
  mail,
}: Form413): readonly (readonly [name: Text, text: string, atMost: number])[] {
  const named = (en: string, fr: string): Text => ({ en, fr });
  return [
    [named('person (IdNat_PS)', 'personne (IdNat_PS)'), person, ATTRIBUTE_TYPES.CN.atMost],
    [named('name of the structure', 'nom de la structure'), structure.name, ATTRIBUTE_TYPES.O.atMost],
    [named('IdNat_Struct', 'IdNat_Struct'), structure.nationalId, ATTRIBUTE_TYPES.OU.atMost],
    [named('department', 'département'), structure.department, ATTRIBUTE_TYPES.ST.atMost],
    ...(mail === undefined ? [] : ([[named('mail', 'courriel'), mail, LONGEST_MAIL]] as const)),
  ];
}

/** What stands in certificates and mails can be written there: else the first order would fail, and nobody know why. */
function checkTexts(form: Form413): void {
  for (const [name, text, atMost] of textsOf(form)) {
    const { length } = [...text];
    if (text.trim() !== '' && length <= atMost && isPlain(text)) continue;
    const shown = terminalText(text.slice(0, SHOWN));
    throw wrongForm(
      `${name.en} '${shown}': expected 1 to ${atMost} letters that can be seen`,
      `${name.fr} « ${shown} » : attendu : 1 à ${atMost} lettres visibles`,
    );
  }
}

/** The usages that it asks for. @throws PortalError `form` */
export function checkForm(form: Form413): readonly UsageId[] {
  const { offer, usages = usagesOf(offer), domain } = form;
  checkTexts(form);
  const unknown = usages.find((usage) => usageOf(offer, usage) === undefined);
  if (unknown !== undefined || usages.length === 0) {
    const [found, expected] = [unknown ?? '-', usagesOf(offer).join(', ')];
    throw wrongForm(
      `step 4.2, offer ${offer}: usage ${found}, expected some of ${expected}`,
      `étape 4.2, offre ${offer} : usage ${found}, attendu : parmi ${expected}`,
    );
  }
  const [wanted, coverage] = [offer === 'SERV', domain === undefined ? undefined : coverageOf(domain)];
  const shown = domain === undefined ? '-' : terminalText(domain.slice(0, SHOWN));
  if (wanted && coverage === undefined)
    throw wrongForm(
      `domain '${shown}': expected the widest domain as *.ch-ville.fr, or one server`,
      `domaine « ${shown} » : attendu, le plus large : *.ch-ville.fr, ou un serveur`,
    );
  if (!wanted && domain !== undefined)
    throw wrongForm(
      `domain '${shown}': the offer ${offer} has none`,
      `domaine « ${shown} » : l'offre ${offer} n'en a pas`,
    );
  return usages;
}
