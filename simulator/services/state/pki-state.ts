/** How the state of the authorities is written. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { AUTHORITY_IDS, type AuthorityState, type PkiState } from '../../pki/index.ts';
import { CRL_REASONS } from '../../pki/revocation/reasons.ts';
import { keptNumber, keptSerial } from './fields.ts';

const second = z.number().int();

const KNOWN = packed({ en: 'revocations of what was issued', fr: 'des révocations de ce qui a été émis' });

const authorityState = z
  .strictObject({
    given: z.array(z.tuple([keptSerial, z.base64().max(64)])),
    issued: z.array(z.tuple([keptSerial, second])),
    changes: z.array(z.tuple([keptSerial, second, z.enum(CRL_REASONS)])),
  })
  .refine(isWhole, KNOWN);

function isWhole({ issued, changes }: Pick<AuthorityState, 'issued' | 'changes'>): boolean {
  const known = new Set(issued.map(([serial]) => serial));
  return changes.every(([serial]) => known.has(serial));
}

export const PKI_STATE: z.ZodType<PkiState> = z.strictObject({
  name: z.string().optional(),
  seed: keptNumber.optional(),
  authorities: z.partialRecord(z.enum(AUTHORITY_IDS), authorityState),
});
