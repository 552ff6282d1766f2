/** Requests by mail, granted and refused, each refusal by its rule. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { readCertificates } from '#formats/certificates.ts';
import { encryptCms } from '#formats/cms-enveloped.ts';
import { signCms } from '#formats/cms-signed.ts';
import { parseName } from '#formats/names.ts';
import { newRsaKey } from '#formats/private-key.ts';
import { makeRequest } from '#formats/request.ts';
import { writeTnef } from '#formats/tnef.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { REQUEST_CIPHERS } from '../../../../driver/cleo/request-ciphers.ts';
import { ANSWER_FORMS } from '../../../../simulator/services/registration/answer-forms.ts';
import { REGISTRATION_ADDRESS } from '../../../../simulator/services/registration/index.ts';
import { RECEIVERS } from '../../../../simulator/services/registration/receivers.ts';
import { byKey, card, JEANNE, MINUTE, Office, PHARMACY, request, SUBJECT } from './office.ts';

const office = await Office.open();
const { registration, mailbox, pki } = office.services;
const jeannes = await card(pki);

test.beforeEach(async () => {
  registration.reset();
  await registration.accept(PHARMACY);
});
test.after.always(() => office.services.close());

const serial = test.serial;

serial('the file is accepted: the administrator is told by mail (L08)', (t) => {
  const mail = mailbox.mails({ to: JEANNE.address }).at(-1);
  t.regex(mail?.subject ?? '', /dossier administratif est accepté : serveur\.pharmacie\.invalid/);
});

serial(
  'a request is granted: smime.p7c with the certificate and its authority, some minutes later (L21)',
  async (t) => {
    const key = await newRsaKey(1024);
    const before = office.clock.date();
    const answer = await office.ask(await office.p7m(await request(SUBJECT, key), jeannes));
    t.true(answer.receivedAt.getTime() - before.getTime() >= 3 * MINUTE);
    t.is(answer.from, REGISTRATION_ADDRESS);
    const [attachment, ...others] = answer.attachments;
    t.like(attachment, { fileName: 'smime.p7c', type: 'application/pkcs7-mime' });
    t.deepEqual(others, []);
    const [certificate, authority] = readCertificates('p7c', attachment?.content ?? new Uint8Array()).map(
      (one) => new X509Certificate(one),
    );
    t.true(certificate?.checkPrivateKey(key));
    t.is(certificate?.checkHost(PHARMACY.server), PHARMACY.server);
    t.true(authority && certificate?.verify(authority.publicKey));
    t.like(registration.decisions().at(-1), { from: JEANNE.address, outcome: 'granted', asked: { holder: JEANNE.id } });
  },
);

serial('a certificate for S/MIME holds the address of the server (L02)', async (t) => {
  const server = 'serveur@pharmacie.invalid';
  await registration.accept({ ...PHARMACY, kind: 'smime', server });
  const subject = `C=FR, OU=10B9990021, CN=${server}, emailAddress=${server}`;
  const answer = await office.ask(await office.p7m(await request(subject), jeannes));
  const [certificate] = readCertificates('p7c', answer.attachments[0]?.content ?? new Uint8Array());
  t.is(new X509Certificate(certificate ?? '').checkEmail(server), server);
});

for (const cipher of ['aes-256-cbc', 'aes-128-cbc'] as const)
  serial(`a request encrypted with ${cipher} is read`, async (t) => {
    await office.ask(await office.p7m(await request(), jeannes, { cipher }));
    t.is(office.outcome, 'granted');
  });

/** What each receiver reads (E9): 3DES, AES, OAEP. */
const READS = {
  any: ['granted', 'granted', 'granted'],
  '3des': ['granted', 'cipher', 'cipher'],
  aes: ['cipher', 'granted', 'cipher'],
  oaep: ['cipher', 'cipher', 'granted'],
  sha2: ['granted', 'granted', 'granted'],
} as const;
for (const receiver of RECEIVERS)
  serial(`a receiver that reads ${receiver} says of what else it gets that it does not read it`, async (t) => {
    registration.reads(receiver);
    for (const envelope of Object.values(REQUEST_CIPHERS))
      await office.send({
        attachments: [
          { filename: 'x.p7m', content: Buffer.from(await office.p7m(await request(), jeannes, envelope)) },
        ],
      });
    t.deepEqual(
      registration.decisions().map(({ outcome }) => outcome),
      [...READS[receiver]],
    );
  });

serial('E7: SHA-1 under the signature is taken as then, and refused by its rule by a receiver of SHA-2', async (t) => {
  const old = async () => office.p7m(await request(), jeannes, { cipher: 'des-ede3-cbc' }, 'sha1');
  await office.ask(await old());
  t.is(office.outcome, 'granted');
  registration.reads('sha2');
  const { text } = await office.ask(await old());
  t.is(office.outcome, 'weakDigest');
  t.regex(text, /règle weakDigest : .*SHA-1/);
  await office.ask(await office.p7m(await request(), jeannes));
  t.is(office.outcome, 'granted');
});

serial('E7: so is the digest of the request in it', async (t) => {
  const key = await newRsaKey(1024);
  const old = makeRequest({ key, subject: parseName(SUBJECT), digest: 'sha1' });
  registration.reads('sha2');
  await office.ask(await office.p7m(old, jeannes));
  t.is(office.outcome, 'weakDigest');
});

/** Messages that break one rule, with the rest as it should be. */
const BROKEN: Readonly<Record<string, () => Promise<Bytes>>> = {
  tooLarge: async () => office.p7m(new Uint8Array(70_000), jeannes),
  notEncrypted: async () =>
    signCms({ content: await request(), certificate: jeannes.certificate, signHash: byKey(jeannes.key) }),
  otherRecipient: async () => encryptCms(await request(), [jeannes.certificate]),
  unreadable: async () => encryptCms(await request(), [office.certificate]),
  signature: async () => office.p7m(await request(), { ...jeannes, key: (await card(pki)).key }),
  foreignCard: async () => office.p7m(await request(), { ...jeannes, certificate: forged(jeannes.certificate) }),
  cardNotValid: async () => {
    const from = new Date(office.clock.date().getTime() - 10 * MINUTE);
    const to = new Date(office.clock.date().getTime() - 5 * MINUTE);
    return office.p7m(await request(), await card(pki, JEANNE.id, { from, to }));
  },
  cardRevoked: async () => {
    const lost = await card(pki);
    pki.register(lost.issued.authority).revoke(lost.issued.serial, { reason: 'keyCompromise' });
    return office.p7m(await request(), lost);
  },
  request: async () => office.p7m(new Uint8Array([0x30, 0x00]), jeannes),
  keyLength: async () => office.p7m(await request(SUBJECT, await newRsaKey(512)), jeannes),
  noFile: async () => office.p7m(await request('C=FR, OU=10B9990099, CN=serveur.ailleurs.invalid'), jeannes),
  otherStructure: async () => office.p7m(await request('C=FR, OU=10B9990099, CN=serveur.pharmacie.invalid'), jeannes),
  otherDomain: async () => office.p7m(await request('C=FR, OU=10B9990021, CN=serveur.ailleurs.invalid'), jeannes),
  notAdministrator: async () => office.p7m(await request(), await card(pki, '899909990001')),
};

/** One that the authority never signed. */
function forged(certificate: Bytes): Bytes {
  return certificate.map((octet, i) => (i === certificate.length - 1 ? octet ^ 1 : octet));
}

for (const [rule, message] of Object.entries(BROKEN))
  serial(`refused by its rule, which the mail names: ${rule}`, async (t) => {
    const answer = await office.ask(await message());
    t.is(office.outcome, rule);
    t.regex(answer.subject, /refusée/);
    t.regex(answer.text, new RegExp(`règle ${rule} :`));
    t.deepEqual(answer.attachments, []);
    t.is(registration.decisions().at(-1)?.serial, undefined);
  });

serial('the same card, file and server without the fault: granted', async (t) => {
  await office.ask(await office.p7m(await request(), jeannes));
  t.is(office.outcome, 'granted');
});

serial('no file at all: refused until the administrative phase is over (L04)', async (t) => {
  registration.reset();
  await office.ask(await office.p7m(await request(), jeannes));
  t.is(office.outcome, 'noFile');
  await registration.accept(PHARMACY);
  await office.ask(await office.p7m(await request(), jeannes));
  t.is(office.outcome, 'granted');
});

serial('neither a request nor its key is taken twice, granted or refused (L22)', async (t) => {
  const key = await newRsaKey(1024);
  const message = await office.p7m(await request(SUBJECT, key), await card(pki, '899909990001'));
  await office.ask(message);
  t.is(office.outcome, 'notAdministrator');
  await office.ask(message);
  t.is(office.outcome, 'replayed');
  await office.ask(await office.p7m(await request(SUBJECT, key), jeannes));
  t.is(office.outcome, 'replayed', 'the same key in a new request');
  await office.ask(await office.p7m(await request(), jeannes));
  t.is(office.outcome, 'granted');
});

serial('many at once: each its own number and serial', async (t) => {
  const messages = await Promise.all(Array.from({ length: 12 }, async () => office.p7m(await request(), jeannes)));
  const attach = (content: Bytes) => ({ attachments: [{ filename: 'x.p7m', content: Buffer.from(content) }] });
  await Promise.all(messages.map((message) => office.send(attach(message))));
  const decisions = registration.decisions();
  t.is(decisions.length, 12);
  for (const member of ['number', 'serial'] as const)
    t.is(new Set(decisions.map((decision) => decision[member])).size, 12, member);
});

serial('the same message twice at once is granted once', async (t) => {
  const content = Buffer.from(await office.p7m(await request(), jeannes));
  const mail = { attachments: [{ filename: 'x.p7m', content }] };
  await Promise.all([office.send(mail), office.send(mail)]);
  t.deepEqual(
    registration.decisions().map(({ outcome }) => outcome),
    ['granted', 'replayed'],
  );
});

for (const form of ANSWER_FORMS)
  serial(`the certificate comes as ${form}, and the mailbox shows it (L27)`, async (t) => {
    registration.answerAs(form);
    const answer = await office.ask(await office.p7m(await request(), jeannes));
    t.is(answer.attachments.length, form === 'winmail' ? 2 : 1);
    t.is(readCertificates('p7c', answer.attachments.at(-1)?.content ?? new Uint8Array()).length, 2);
  });

/** What the same message is called on its way. */
const SENT: Readonly<Record<string, { readonly filename?: string | false; readonly contentType?: string }>> = {
  'x-pkcs7-mime': { filename: 'demande.p7m', contentType: 'application/x-pkcs7-mime' },
  'octet-stream': { filename: 'demande.p7m', contentType: 'application/octet-stream' },
  'renamed .dat': { filename: 'ATT1.dat', contentType: 'application/octet-stream' },
  'without a name': { filename: false, contentType: 'application/pkcs7-mime; smime-type=enveloped-data' },
};

for (const [form, part] of Object.entries(SENT))
  serial(`a request is found that was sent as ${form}`, async (t) => {
    const content = Buffer.from(await office.p7m(await request(), jeannes));
    await office.send({ attachments: [{ ...part, content }] });
    t.is(office.outcome, 'granted');
  });

serial('a request is found in the winmail.dat that Exchange made of it', async (t) => {
  const content = await office.p7m(await request(), jeannes);
  const wrapped = Buffer.from(writeTnef([{ fileName: 'demande.p7m', content }]));
  const winmail = { filename: 'winmail.dat', contentType: 'application/ms-tnef' };
  await office.send({ attachments: [{ ...winmail, content: wrapped }] });
  t.is(office.outcome, 'granted');
  await office.send({ attachments: [{ ...winmail, content: wrapped.subarray(0, -1) }] });
  t.is(registration.decisions().length, 1, 'cut short: no file of it is whole');
});

serial('mails without a request are ignored, and told', async (t) => {
  const before = office.told.length;
  await office.send({ text: 'Bonjour' });
  await office.send({ raw: Buffer.from('Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\0') });
  t.is(office.told.slice(before).filter((one) => one === 'registration ignored').length, 2);
  t.deepEqual(registration.decisions(), []);
});

serial('a mail of nobody, or of itself, is not answered', async (t) => {
  const content = Buffer.from(await office.p7m(await request(), jeannes));
  for (const from of ['', REGISTRATION_ADDRESS])
    await office.send({ envelope: { from, to: REGISTRATION_ADDRESS }, attachments: [{ filename: 'x.p7m', content }] });
  t.deepEqual(registration.decisions(), []);
});

/** Each of them: nobody learns from the answers what decrypting made of a message. */
serial('messages that are changed anywhere inside have one answer', async (t) => {
  const sound = await office.p7m(await request(), jeannes);
  const changed = (at: number) => sound.map((octet, i) => (i === at ? octet ^ 1 : octet));
  const key = Buffer.from(sound).indexOf(Buffer.from('2a864886f70d0101010500', 'hex')) + 20;
  // Behind the identifier of 3DES: its IV, then the head of the content.
  const content = Buffer.from(sound).indexOf(Buffer.from('2a864886f70d0307', 'hex')) + 8 + 10 + 4;
  const places = { 'key of the content': key, 'first block': content + 2, 'last block': sound.length - 1 };
  const texts = new Set<string>();
  for (const [place, at] of Object.entries(places)) {
    const answer = await office.ask(changed(at));
    t.is(office.outcome, 'unreadable', place);
    texts.add(answer.text.replace(/INS-\d+/g, ''));
  }
  t.is(texts.size, 1);
});

serial('an answer that is still to come does not, once all is forgotten', async (t) => {
  const before = mailbox.mails({ to: JEANNE.address }).length;
  const content = Buffer.from(await office.p7m(await request(), jeannes));
  await office.send({ attachments: [{ filename: 'x.p7m', content }] });
  registration.reset();
  office.clock.pass(10 * MINUTE);
  await registration.accept(PHARMACY);
  t.is(mailbox.mails({ to: JEANNE.address }).length, before + 1);
});

serial('what is no administrative file is refused', async (t) => {
  for (const wrong of [
    { server: 'http://x' },
    { kind: 'tls' },
    { administrators: [] },
    { notify: 'nobody' },
    { server: 'é.fr' },
  ])
    await t.throwsAsync(registration.accept({ ...PHARMACY, ...wrong } as never), { code: 'ERR_ARGUMENT' });
  t.deepEqual(registration.files(), [PHARMACY]);
  t.throws(() => registration.answerAs('tnef' as never), { code: 'ERR_ARGUMENT' });
  t.throws(() => registration.answerAfter(-1), { code: 'ERR_ARGUMENT' });
});
