/** The driver's reading of the CIA files, for the inspection of a card. */
import { decodeAodf } from '../../../driver/cia/aodf.ts';
import { decodeCdf } from '../../../driver/cia/cdf.ts';
import { decodeDodf } from '../../../driver/cia/dodf.ts';
import { decodeEfDir } from '../../../driver/cia/ef-dir.ts';
import { decodeOdf } from '../../../driver/cia/odf.ts';
import { decodePrkdf } from '../../../driver/cia/prkdf.ts';
import { decodeTokenInfo } from '../../../driver/cia/token-info.ts';
import type { CiaReader } from '../../../simulator/personalisation/inspection/index.ts';

export const CIA_READER: CiaReader = {
  efDir: decodeEfDir,
  tokenInfo: decodeTokenInfo,
  odf: decodeOdf,
  aodf: decodeAodf,
  prkdf: decodePrkdf,
  cdf: decodeCdf,
  dodf: decodeDodf,
};
