/** Steps of those whom programs encrypt for: what the directory lists of them, and which certificate a program takes. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { equalBytes } from '#iso7816/bytes.ts';
import { findRecipient, RECIPIENT_OUTCOMES, RECIPIENT_RULES } from '../../../driver/recipients/index.ts';
import { RECIPIENT_CERTIFICATES } from '../../world/health-services.ts';
import { integer, text } from '../file/vocabulary.ts';
import { defineStep } from './definition.ts';

/** Of the certificates of confidentiality. */
const AUTHORITY = '2bis-test-classe-6';

const A_NAME = packed({
  en: 'a distinguished name such as cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr',
  fr: 'un nom distinctif tel que cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr',
});

export const recipient = defineStep({
  key: 'recipient',
  summary:
    'The directory lists somebody to encrypt for: one entry with certificates of confidentiality, old ones among them',
  short: 'name',
  onReader: false,
  args: () =>
    z.strictObject({
      name: z
        .string({ error: A_NAME })
        .regex(/^cn=[^,]+,.*[^,]$/i, { error: A_NAME })
        .describe('Distinguished name: cn=DUPONT JEAN,l=Sarthe (72),o=gip-cps,c=fr'),
      certificates: z
        .array(z.enum(RECIPIENT_CERTIFICATES))
        .default(['valid'])
        .describe('What each is now; issued in this order, the last one with the greatest serial number'),
    }),
  expect: () => z.strictObject({}),
  defaults: {},
  async run({ world }, given) {
    await world.services.directory.listRecipient(given);
    return {};
  },
});

export const chooseRecipient = defineStep({
  key: 'chooseRecipient',
  summary: 'A program asks the directory whom to encrypt for, and takes one of the certificates that it finds',
  short: 'name',
  onReader: false,
  args: () =>
    z.strictObject({
      name: text.describe('Common name'),
      rule: z
        .enum(RECIPIENT_RULES)
        .optional()
        .describe(
          'careful, as by default: of one entry alone, valid, issued by the authority, not revoked, the newest; ' +
            'greatestSerial: of all entries, valid by its dates, the greatest serial number',
        ),
    }),
  expect: () =>
    z.strictObject({
      outcome: z
        .enum(RECIPIENT_OUTCOMES)
        .optional()
        .describe('none: nothing to encrypt with; several: two entries have that name'),
      takes: z.enum(RECIPIENT_CERTIFICATES).optional().describe('What the certificate is that it takes'),
      entries: integer(0, 999).optional().describe('How many have the name'),
      certificates: integer(0, 999).optional().describe('How many they hold'),
    }),
  defaults: { outcome: 'chosen' },
  async run({ world: { services, clock } }, wanted) {
    const { directory, pki } = services;
    const issuer = pki.authority(AUTHORITY).certificate;
    const found = await findRecipient({ ...wanted, port: directory.urls.ldap, issuer, clock });
    const { certificate, ...counts } = found;
    const listed = directory.recipients.flatMap(({ certificates }) => certificates);
    const taken = certificate && listed.find((one) => equalBytes(one.certificate, certificate));
    return { ...counts, takes: taken?.is };
  },
});
