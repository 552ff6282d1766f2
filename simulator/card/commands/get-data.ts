/**
 * GET DATA: simple data objects (INS CA, tag in P1-P2) and security data objects (INS CB, P1-P2 3FFF).
 *
 * CHV and SE SDOs are found while the MF is current, RSA private keys while their DF is: elsewhere 6A88, as on real
 * cards. A part without public data is 6A80: OpenSC takes 6A88 there for a missing object and gives up.
 *
 * Source: ISO/IEC 7816-4:2020, 11.4.3; IAS-ECC v1.0.1, 9.9; reference/opensc-cpx.md 7.
 */

import { tagName } from '#iso7816/ber-tlv.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { CHV_ACCESS, RSA_ACCESS } from '../file-system/access-conditions.ts';
import {
  chvDocp,
  chvValue,
  parseSdoRequest,
  rsaPrivateDocp,
  SDO_CLASS,
  SDO_PART,
  type SdoRequest,
  securityEnvironmentValue,
} from '../security/sdo.ts';
import { requireAccess } from './access.ts';
import { type CardContext, respond } from './context.ts';
import { parseDataField } from './data-objects.ts';
import { referenceDataOf } from './reference-data.ts';
import { StatusWordError } from './status-word-error.ts';

const CURRENT_DF = 0x3fff;

/** INS CA: the object whose tag is P1-P2, tag and length included as the personalisation stored it. */
export function getData({ store }: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (data.length > 0)
    throw new StatusWordError(SW.WRONG_LENGTH, { en: 'expected no data field', fr: 'attendu : pas de données' });
  const tag = tagName((p1 << 8) | p2).padStart(4, '0');
  const object = store.state.contents[`DO/${tag}`];
  if (object === undefined)
    throw new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, () => ({
      en: `no data object ${tag}`,
      fr: `pas d'objet de données ${tag}`,
    }));
  return respond(object);
}

function noPublicData(): StatusWordError {
  return new StatusWordError(SW.INCORRECT_DATA_FIELD, {
    en: 'this part of the SDO holds no public data',
    fr: 'cette partie du SDO ne contient rien de public',
  });
}

function notFound({ sdoClass, reference }: SdoRequest, card: CardContext): StatusWordError {
  const name = tagName((sdoClass << 8) | reference);
  return new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, () => ({
    en: `no SDO ${name} in ${card.session.currentDf.path}`,
    fr: `pas de SDO ${name} dans ${card.session.currentDf.path}`,
  }));
}

function isInMf({ session, files }: CardContext): boolean {
  return session.currentDf === files.mf;
}

function chvPart(card: CardContext, request: SdoRequest): Bytes {
  const chv = isInMf(card) ? card.objects.chvs.get(request.reference) : undefined;
  if (chv === undefined) throw notFound(request, card);
  if (request.part === SDO_PART.CHV_VALUE) return chvValue(request, chv);
  if (request.part !== SDO_PART.DOCP) throw noPublicData();
  requireAccess(card, chv.access, CHV_ACCESS.GET, 'GET', `CHV ${chv.key}`);
  const { triesRemaining, usesRemaining } = referenceDataOf(card, chv);
  return chvDocp(request, chv, triesRemaining, usesRemaining);
}

function rsaPrivatePart(card: CardContext, request: SdoRequest): Bytes {
  const key = card.session.currentDf.keys.get(request.reference);
  if (key === undefined) throw notFound(request, card);
  if (request.part !== SDO_PART.DOCP) throw noPublicData();
  requireAccess(card, key.access, RSA_ACCESS.GET, 'GET', key.path);
  return rsaPrivateDocp(request, key, fromHex(key.node.nonRepudiation));
}

function securityEnvironmentPart(card: CardContext, request: SdoRequest): Bytes {
  const environment = isInMf(card) ? card.objects.environments.get(request.reference) : undefined;
  if (environment === undefined) throw notFound(request, card);
  if (request.part !== SDO_PART.SE) throw noPublicData();
  return securityEnvironmentValue(request, environment);
}

/** INS CB: one part of an SDO. */
export function getSecurityDataObject(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (((p1 << 8) | p2) !== CURRENT_DF)
    throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1-P2 3FFF', fr: 'attendu : P1-P2 3FFF' });
  const request = parseDataField(() => parseSdoRequest(data));
  switch (request?.sdoClass) {
    case SDO_CLASS.CHV:
      return respond(chvPart(card, request));
    case SDO_CLASS.RSA_PRIVATE:
      return respond(rsaPrivatePart(card, request));
    case SDO_CLASS.SE:
      return respond(securityEnvironmentPart(card, request));
    default:
      throw new StatusWordError(SW.REFERENCED_DATA_NOT_FOUND, {
        en: 'no SDO of that class',
        fr: 'pas de SDO de cette classe',
      });
  }
}
