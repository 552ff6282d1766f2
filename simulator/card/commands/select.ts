/**
 * SELECT (INS A4).
 *
 * P1: 00 file identifier, 01 child DF, 02 EF of the current DF (and 3F00, which OpenSC sends so), 03 parent DF,
 * 04 DF name, 08 path from the MF, 09 path from the current DF. P2: 00 FCI (6F), 04 FCP (62), 0C no data.
 *
 * Source: ISO/IEC 7816-4:2020, 11.2.2; forms in use: reference/opensc-cpx.md 3, reference/cryptolib.md 4.
 */
import { type Bytes, equalBytes, fromHex, toHex, uint16At } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { FCI_TEMPLATE, FCP_TEMPLATE, fileControlInformation } from '../file-system/fcp.ts';
import { byDfName, byFileIdentifier, byPath } from '../file-system/locate.ts';
import { type Df, type Ef, MF_FID } from '../file-system/tree.ts';
import { exists, sizeOf } from './contents.ts';
import { type CardContext, DONE, respond } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

const P2_FCI = 0x00;
const P2_FCP = 0x04;
const P2_NO_DATA = 0x0c;
const MAX_DF_NAME = 16;
const BY_DF_NAME = 0x04;

function requireLength(data: Bytes, ok: boolean): void {
  if (!ok)
    throw new StatusWordError(SW.NC_INCONSISTENT_WITH_P1_P2, () => ({
      en: `${data.length} data bytes`,
      fr: `${data.length} octets de données`,
    }));
}

function fileIdentifier(data: Bytes): number {
  requireLength(data, data.length === 2);
  return uint16At(data, 0);
}

function childOf(df: Df, data: Bytes, kind: 'df' | 'ef'): Df | Ef | undefined {
  const file = df.children.get(fileIdentifier(data));
  return file?.kind === kind ? file : undefined;
}

function locate({ files, session }: CardContext, { p1, data }: CommandApdu): Df | Ef | undefined {
  const { currentDf } = session;
  switch (p1) {
    case 0x00:
      return data.length === 0 ? files.mf : byFileIdentifier(currentDf, fileIdentifier(data));
    case 0x01:
      return childOf(currentDf, data, 'df');
    case 0x02:
      return fileIdentifier(data) === MF_FID ? files.mf : childOf(currentDf, data, 'ef');
    case 0x03:
      requireLength(data, data.length === 0);
      return currentDf.parent;
    case BY_DF_NAME:
      requireLength(data, data.length > 0 && data.length <= MAX_DF_NAME);
      return byDfName(files, data);
    case 0x08:
    case 0x09:
      requireLength(data, data.length >= 2 && data.length % 2 === 0);
      return byPath(p1 === 0x08 ? files.mf : currentDf, data);
    default:
      throw new StatusWordError(SW.WRONG_P1_P2, {
        en: 'P1 names no method of selection',
        fr: 'P1 ne nomme aucune façon de sélectionner',
      });
  }
}

/** SELECT by name of the CPS2ter application changes nothing in this volet but, where they exclude each other, closes it. */
function selectsCps2ter(card: CardContext, { p1, data }: CommandApdu): boolean {
  const aid = card.store.profile.cps2ter?.aid;
  return p1 === BY_DF_NAME && card.face === 'contact' && aid !== undefined && equalBytes(fromHex(aid), data);
}

/** @throws StatusWordError 6985 for the application that the channel has open, on a card that takes it once only */
function requireOther({ session, behaviour }: CardContext, { data }: CommandApdu): void {
  const { application, supplementary } = session;
  if (behaviour.reselection === '9000' || !supplementary || application === undefined) return;
  if (equalBytes(application, data))
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, {
      en: 'the application is open on this channel already',
      fr: "l'application est déjà ouverte sur ce canal",
    });
}

export function select(card: CardContext, command: CommandApdu): ResponseApdu {
  const { p1, p2 } = command;
  if (p2 !== P2_FCP && p2 !== P2_NO_DATA && p2 !== P2_FCI)
    throw new StatusWordError(SW.WRONG_P1_P2, {
      en: 'P2: only the first occurrence, with FCI, FCP or no data',
      fr: 'P2 : seulement la première occurrence, avec FCI, FCP ou rien',
    });
  if (selectsCps2ter(card, command)) {
    card.session.cps2terSelected = true;
    return DONE;
  }
  if (p1 === BY_DF_NAME) requireOther(card, command);
  const file = locate(card, command);
  if (file === undefined || !exists(card, file))
    throw new StatusWordError(SW.FILE_NOT_FOUND, () => ({
      en: `nothing at '${toHex(command.data)}' from ${card.session.currentDf.path}`,
      fr: `rien en '${toHex(command.data)}' depuis ${card.session.currentDf.path}`,
    }));
  card.session.cps2terSelected = false;
  if (p1 === BY_DF_NAME) card.session.application = new Uint8Array(command.data);
  card.session.select(file, card.behaviour.logoutOnSelect);
  if (p2 === P2_NO_DATA) return DONE;
  const size = file.kind === 'ef' ? sizeOf(card, file) : 0;
  return respond(fileControlInformation(file, p2 === P2_FCP ? FCP_TEMPLATE : FCI_TEMPLATE, size));
}
