/** Mails that want more work than a mail is worth: what is read of them is bounded. */
import test from 'ava';
import { parseMail } from '../../../simulator/services/bounded-mail.ts';

const NESTED = 'Content-Type: message/rfc822\r\n\r\n';

/** How many mails in mails were opened: each is read again from its first byte. */
async function levelsOpened(levels: number): Promise<number> {
  const raw = Buffer.from(NESTED.repeat(levels));
  const { attachments } = await parseMail(raw);
  const [{ content } = { content: '' }, ...others] = attachments;
  const unread = typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString();
  return others.length === 0 ? levels - unread.split('rfc822').length + 1 : Number.NaN;
}

test('mails in mails in mails: three levels of a short one are read', async (t) => {
  t.is(await levelsOpened(100), 3);
});

test('mails in mails in mails: a long one is read once', async (t) => {
  t.is(await levelsOpened(20_000), 1);
});

const nestedParts = Array.from(
  { length: 30 },
  (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
);
const UNREAD = [
  [
    'parts in parts',
    nestedParts.join(''),
    /\(illisible : plus de 20 niveaux de parties \/ cannot be read: .*20 levels\)/,
  ],
  [
    'headers',
    `X: ${'x'.repeat(300_000)}\r\n\r\n`,
    /\(illisible : plus de 262144 octets d'en-têtes \/ cannot be read: /,
  ],
  ['lines', `\r\n${'\n'.repeat(500_001)}`, /\(illisible : plus de 500000 lignes \/ cannot be read: /],
] as const;

for (const [what, rest, said] of UNREAD)
  test(`too many ${what}: the mail has its subject and its sender, and says why it is not read`, async (t) => {
    const mail = await parseMail(Buffer.from(`Subject: =?utf-8?q?Cl=C3=A9?=\r\nFrom: a@b.example\r\n${rest}`));
    t.like(mail, { subject: 'Clé', from: { address: 'a@b.example' }, attachments: [] });
    t.regex(mail.text ?? '', said);
  });
