/**
 * SELECT (INS A4) of the CPS2ter volet: one file identifier at a time, from the current DF.
 *
 * The answer waits for GET RESPONSE (9FXX): `85 L size(2) fid(2) type(1)`, type 1 MF, 2 DF, 4 EF.
 *
 * Source: reference/cryptolib.md 6.11, reference/cps-facts.md (b).
 */
import { tlv } from '#iso7816/ber-tlv.ts';
import { concat, uint16, uint16At } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { CPS2TER_SW, SW } from '#iso7816/status-word.ts';
import { byFileIdentifier } from '../../file-system/locate.ts';
import type { Df, Ef } from '../../file-system/tree.ts';
import { exists, sizeOf } from '../contents.ts';
import { type CardContext, respond } from '../context.ts';
import { StatusWordError } from '../status-word-error.ts';
import { volet } from './volet.ts';

const FILE_INFORMATION = 0x85;
const TYPE = { MF: 1, DF: 2, EF: 4 } as const;

function typeOf(file: Df | Ef): number {
  if (file.kind === 'ef') return TYPE.EF;
  return file.parent === undefined ? TYPE.MF : TYPE.DF;
}

export function select(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (p1 !== 0 || p2 !== 0)
    throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1-P2 0000', fr: 'attendu : P1-P2 0000' });
  if (data.length !== 2)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'expected a file identifier',
      fr: 'attendu : un identifiant de fichier',
    });
  const current = volet(card);
  const file = byFileIdentifier(current.df, uint16At(data, 0));
  if (file === undefined || !exists(card, file))
    throw new StatusWordError(CPS2TER_SW.FILE_NOT_FOUND, () => ({
      en: `no such file from ${current.df.path}`,
      fr: `ce fichier n'existe pas depuis ${current.df.path}`,
    }));
  current.df = file.kind === 'df' ? file : file.parent;
  current.ef = file.kind === 'ef' ? file : undefined;
  const size = file.kind === 'ef' ? sizeOf(card, file) : 0;
  return respond(tlv(FILE_INFORMATION, concat(uint16(size), uint16(file.fid), Uint8Array.of(typeOf(file)))));
}
