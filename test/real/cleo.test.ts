/** Other programs around CleoCPS: requests that curl and swaks send, files that GnuTLS and Java read. */
import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { readCertificates } from '#formats/certificates.ts';
import { RequestFolder } from '../../driver/cleo/request-folder.ts';
import { complete, initialise, issue } from '../../driver/cleo/steps.ts';
import { REGISTRATION_ADDRESS } from '../../simulator/services/registration/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { answer, authority, shop as desk, opened, signer, signing } from '../driver/cleo/desk.ts';
import { card, JEANNE, MINUTE, Office, PHARMACY, request, SUBJECT } from '../simulator/services/registration/office.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

test('OpenSSL makes the request, signs and encrypts it, curl sends it: granted', async (t) => {
  const office = await Office.open();
  try {
    const { registration, mailbox, pki } = office.services;
    await registration.accept(PHARMACY);
    const shop = new Workshop('curl');
    const { key, certificate } = await card(pki);
    shop.write('card.key', key.export({ type: 'pkcs8', format: 'pem' }).toString());
    shop.write('card.pem', toPem(certificate));
    shop.write('to.pem', toPem(registration.certificate));
    const subject = `/${SUBJECT.replaceAll(', ', '/')}`;
    shop.openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:1024',
      '-nodes',
      '-keyout',
      'own.key',
      '-subj',
      subject,
      '-outform',
      'DER',
      '-out',
      'r',
    );
    shop.openssl(
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      '-in',
      'r',
      '-signer',
      'card.pem',
      '-inkey',
      'card.key',
      '-outform',
      'DER',
      '-out',
      's',
    );
    const head = ['-from', JEANNE.address, '-to', REGISTRATION_ADDRESS, '-subject', 'Demande'];
    shop.openssl('cms', '-encrypt', '-binary', '-des3', '-in', 's', ...head, '-out', 'mail', 'to.pem');
    const url = `smtp://127.0.0.1:${mailbox.smtpPort}`;
    const envelope = ['--mail-from', JEANNE.address, '--mail-rcpt', REGISTRATION_ADDRESS];
    const curl = spawn('curl', [
      '--silent',
      '--show-error',
      '--url',
      url,
      ...envelope,
      '--upload-file',
      shop.path('mail'),
    ]);
    const [code] = await once(curl, 'exit');
    t.is(code, 0);
    office.clock.pass(3 * MINUTE);
    const mail = await mailbox.waitFor({ to: JEANNE.address, subject: 'certificat' });
    t.is(office.outcome, 'granted');
    const [issued] = readCertificates('p7c', mail.attachments[0]?.content ?? new Uint8Array());
    shop.write('issued.pem', toPem(issued ?? new Uint8Array()));
    const own = createPrivateKey(Buffer.from(shop.read('own.key')));
    t.is(
      shop.openssl('x509', '-in', 'issued.pem', '-noout', '-modulus'),
      shop.openssl('rsa', '-in', 'own.key', '-noout', '-modulus'),
    );
    t.is(own.asymmetricKeyDetails?.modulusLength, 1024);
    // The authorities of class 4 ended with 2020: what is verified is who signed whom.
    const chain = pki.chain('2bis-test-classe-4').certificates;
    shop.write('authorities.pem', chain.map(toPem).join(''));
    t.regex(
      shop.openssl('verify', '-no_check_time', '-auth_level', '0', '-CAfile', 'authorities.pem', 'issued.pem'),
      /OK/,
    );
  } finally {
    await office.services.close();
  }
});

test('GnuTLS and Java read the .p12, OpenSSL the mail that curl would send', async (t) => {
  const folder = RequestFolder.create(temporaryDirectory('dossiers-'), 'ssl');
  await initialise(folder, { bits: 2048 });
  const form = { server: 'serveur.pharmacie.invalid', structureId: '10B9990021' };
  const to = { address: REGISTRATION_ADDRESS, certificate: authority.certificate };
  await issue(folder, { form, signer: signing(signer), authority: to });
  t.regex(opened(folder.read('p7m')), /CN = serveur\.pharmacie\.invalid/);
  await complete(folder, { answer: answer(), p12Password: 'autre mot', stamp: 's' });
  const p12 = folder.file('p12');
  t.regex(
    desk.run('certtool', '--p12-info', '--inder', '--password', 'autre mot', '--infile', p12).text,
    /BEGIN CERTIFICATE/,
  );
  const list = desk.run('keytool', '-list', '-storetype', 'PKCS12', '-keystore', p12, '-storepass', 'autre mot');
  t.regex(list.text, /demande_1.*PrivateKeyEntry/s);
});

test('swaks sends the request, its answer comes in a winmail.dat that tnef takes apart', async (t) => {
  const office = await Office.open();
  t.teardown(() => office.services.close());
  const { registration, mailbox, pki } = office.services;
  await registration.accept(PHARMACY);
  registration.answerAs('winmail');
  const shop = new Workshop('swaks');
  shop.write('demande.p7m', await office.p7m(await request(), await card(pki)));
  const server = ['--server', '127.0.0.1', '--port', String(mailbox.smtpPort), '--hide-all'];
  const envelope = ['--from', JEANNE.address, '--to', REGISTRATION_ADDRESS];
  const attached = ['--attach-type', 'application/pkcs7-mime', '--attach', `@${shop.path('demande.p7m')}`];
  const [code] = await once(spawn('swaks', [...server, ...envelope, ...attached]), 'exit');
  t.is(code, 0);
  t.is(office.outcome, 'granted');
  office.clock.pass(3 * MINUTE);
  const mail = await mailbox.waitFor({ to: JEANNE.address, subject: 'certificat' });
  const [winmail] = mail.attachments;
  t.is(winmail?.fileName, 'winmail.dat');
  shop.write('winmail.dat', winmail?.content ?? '');
  const { text } = shop.run('tnef', '--directory', shop.path('.'), '--file', shop.path('winmail.dat'));
  t.is(text, '');
  t.regex(
    shop.openssl('pkcs7', '-inform', 'DER', '-in', 'smime.p7c', '-print_certs'),
    /CN = serveur\.pharmacie\.invalid/,
  );
});
