/** The submission server: who may send, to whom, in whose name; by both flows; what is hostile. */
import { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import type { MssanteSettings } from '../../../../simulator/services/mssante/index.ts';
import { cardOf } from '../pfc/card-client.ts';
import { STILL, started } from '../started.ts';
import { RawClient } from './raw-client.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const JEANNE = 'jeanne.pharmacien9990002@simulation.mssante.fr';
const mail = (from = CLAIRE) => `From: <${from}>\r\nTo: <${JEANNE}>\r\nSubject: essai\r\n\r\nBonjour\r\n`;

async function place(t: ExecutionContext, settings: Partial<MssanteSettings> = {}, clock = STILL) {
  const at = await started(t, 'mssante', clock);
  await at.services.mssante.configure(settings);
  return at;
}

type Place = Awaited<ReturnType<typeof place>>;

async function client(t: ExecutionContext, { services }: Place, profile?: string, name?: string) {
  const smtp = await RawClient.connect(services.mssante.ports.submission);
  t.teardown(() => smtp.close());
  await smtp.until(/^220 .*\r\n/m);
  await smtp.smtp('EHLO poste');
  t.regex(await smtp.smtp('STARTTLS'), /^220/);
  const socket = await smtp.secure(profile === undefined ? undefined : cardOf(services.pki, profile), name);
  await smtp.smtp('EHLO poste');
  return { smtp, shown: new X509Certificate(socket.getPeerCertificate().raw) };
}

test.serial('M01: a mail is sent with the card, and is in the mailbox of its receiver', async (t) => {
  const at = await place(t);
  const { smtp } = await client(t, at, 'cps3-medecin');
  t.regex(await smtp.smtp(`MAIL FROM:<${CLAIRE}>`), /^250/);
  t.regex(await smtp.smtp(`RCPT TO:<${JEANNE.toUpperCase()}>`), /^250/);
  t.regex(await smtp.smtp('RCPT TO:<nobody@simulation.mssante.fr>'), /^550 nobody has/);
  await smtp.smtp('DATA');
  t.regex(await smtp.smtp(`${mail()}.`), /^250/);
  const [received] = at.services.mssante.store.boxAt(JEANNE)?.folder('INBOX').messages() ?? [];
  t.regex(
    Buffer.from(received?.raw ?? []).toString(),
    /^Return-Path: <claire[\s\S]*Received: from claire[\s\S]*Bonjour/,
  );
});

test.serial('nobody writes in the name of another, in clear, or with a card that is refused', async (t) => {
  const at = await place(t);
  const { smtp } = await client(t, at, 'cps3-medecin');
  t.regex(await smtp.smtp(`MAIL FROM:<${JEANNE}>`), /^553 MAIL FROM: another sender/);
  for (const from of [JEANNE, `${CLAIRE}>, <${JEANNE}`]) {
    await smtp.smtp(`MAIL FROM:<${CLAIRE}>`);
    await smtp.smtp(`RCPT TO:<${JEANNE}>`);
    await smtp.smtp('DATA');
    t.regex(await smtp.smtp(`${mail(from)}.`), /^553 From: another sender/);
  }
  const clear = await RawClient.connect(at.services.mssante.ports.submission);
  await clear.until(/\r\n/);
  await clear.smtp('EHLO poste');
  t.regex(await clear.smtp(`MAIL FROM:<${CLAIRE}>`), /^530 STARTTLS first/);
  clear.close();
  const none = await client(t, at);
  t.regex(await none.smtp.smtp(`MAIL FROM:<${CLAIRE}>`), /^554 TLS: no certificate/);
  t.is(at.services.mssante.store.boxAt(JEANNE)?.folder('INBOX').messages().length, 0);
});

test.serial(
  'headers are not injected by addresses or by names; a command glued to STARTTLS is not obeyed',
  async (t) => {
    const at = await place(t);
    const { smtp } = await client(t, at, 'cps3-medecin');
    t.regex(await smtp.smtp(`MAIL FROM:<${CLAIRE}\rBcc: x@y>`), /^50[01]/);
    const glued = await RawClient.connect(at.services.mssante.ports.submission);
    await glued.until(/\r\n/);
    await glued.smtp('EHLO poste');
    glued.write('STARTTLS\r\nRSET\r\nNOOP\r\n');
    await glued.until(/^220 .*\r\n/m);
    await glued.secure(cardOf(at.services.pki, 'cps3-medecin'));
    t.regex(await glued.smtp('EHLO poste'), /^250[ -]/);
    glued.close();
  },
);

/** The time of the notice: both flows. */
const THEN = new VirtualClock({ date: new Date('2017-12-18T12:00:00Z') });

test.serial(
  'M19, M10: one address, a certificate by name; without SNI, and by a name of nobody, the one of 2BIS',
  async (t) => {
    const at = await place(t, {}, THEN);
    const shown = async (name?: string) => (await client(t, at, 'cps3-2ter', name)).shown;
    t.regex((await shown('frontsmtp-igcsante.mssante.fr')).issuer, /ELEMENTAIRE ORGANISATIONS/);
    for (const name of ['frontsmtp.mssante.fr', 'other.example', undefined]) {
      const certificate = await shown(name);
      t.regex(certificate.issuer, /AC-CLASSE-4/, name);
      t.is(certificate.checkHost('frontsmtp-igcsante.mssante.fr'), undefined);
      t.true(new Date(certificate.validTo) < new Date('2020-06-01'));
    }
  },
);

test.serial('M12: the flow of mono-flux changes its certificate on its day', async (t) => {
  const clock = new VirtualClock({ date: new Date('2018-05-31T23:00:00Z') });
  const at = await place(t, { strategy: 'mono-flux' }, clock);
  const shown = async () => (await client(t, at, 'cps3-2ter', 'frontsmtp.mssante.fr')).shown.issuer;
  t.regex(await shown(), /AC-CLASSE-4/);
  clock.pass(3_600_000);
  t.regex(await shown(), /ELEMENTAIRE ORGANISATIONS/);
});

test.serial('pitfalls D3: CN only, another name, expired; and no list of authorities', async (t) => {
  const at = await place(t);
  const shown = async (fault?: MssanteSettings['faults'][number]) => {
    await at.services.mssante.configure({ faults: fault === undefined ? [] : [fault] });
    return (await client(t, at, 'cps3-medecin', 'frontsmtp-igcsante.mssante.fr')).shown;
  };
  const usual = await shown();
  t.truthy(usual.subjectAltName);
  // Programs that go by the clock of the machine take it too, on the morning of a rehearsal at noon.
  t.true(new Date(usual.validFrom) < new Date(STILL.date().getTime() - 43_200_000), usual.validFrom);
  t.is((await shown('commonNameOnly')).subjectAltName, undefined);
  t.is((await shown('otherName')).checkHost('frontsmtp-igcsante.mssante.fr'), undefined);
  t.true(new Date((await shown('expired')).validTo) < STILL.date());
  t.regex((await shown('noCaList')).subject, /frontsmtp/);
});

test.serial('thousands who never finish stand at the door of both: the next honest client comes in', async (t) => {
  const at = await place(t);
  const { imap, submission } = at.services.mssante.ports;
  const crowd = [imap, submission].flatMap((port) => Array.from({ length: 900 }, () => connect(port, '127.0.0.1')));
  for (const one of crowd) one.on('error', () => {});
  t.teardown(() => crowd.forEach((one) => void one.destroy()));
  await Promise.all(crowd.map((one) => new Promise((done) => one.once('connect', done).once('close', done))));
  const { smtp } = await client(t, at, 'cps3-medecin');
  t.regex(await smtp.smtp(`MAIL FROM:<${CLAIRE}>`), /^250/);
  const reader = await RawClient.connect(imap);
  t.regex(await reader.until(/\r\n/), /OK/);
  reader.close();
});
