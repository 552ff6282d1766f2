/** Mails stored and read over IMAP at the operator of MSSanté, beside Debian's Dovecot: one client, one core, by turns. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HealthServices } from '../../simulator/services/index.ts';
import { runningDovecot } from '../dovecot.ts';
import type { MailTimes, MailVisit } from './mail-visitor.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';
import { fileKey } from './tls-place.ts';

const VISITOR = fileURLToPath(new URL('mail-visitor.js', import.meta.url));
const HOST = 'frontimap-igcsante.mssante.fr';
const ROUNDS = 10;
/** 1,000 in all that is kept. */
const MAILS = 100;
const BYTES = 50_000;

async function timesOf(visitor: ChildProcess, visit: MailVisit): Promise<MailTimes> {
  const done = once(visitor, 'message');
  visitor.send(visit);
  const [times] = (await done) as [MailTimes];
  return times;
}

/** Time that passes on one core: Dovecot is several processes, whose CPU time nobody adds up. */
export async function mailRate(): Promise<Outcome> {
  const services = await HealthServices.start({ names: ['mssante'] });
  const dovecot = await runningDovecot(services.pki);
  const [box] = services.mssante.store.boxes();
  const address = box?.address ?? 'claire.medecin9990001@simulation.mssante.fr';
  const common = {
    host: HOST,
    address,
    ca: services.mssante.trust,
    ...fileKey(services.pki),
    mails: MAILS,
    bytes: BYTES,
  };
  const visitor = fork(VISITOR);
  const reading = async (port: number) => {
    const { stored, read } = await timesOf(visitor, { ...common, port });
    return stored + read;
  };
  const readings = await byTurns(
    ROUNDS,
    () => reading(dovecot.port),
    () => reading(services.mssante.ports.imap),
  );
  visitor.kill();
  await dovecot[Symbol.asyncDispose]();
  await services.close();
  const [theirs, ours] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'mails of 50 kB stored and read over IMAP',
    value: theirs / ours,
    unit: 'of the rate of Dovecot',
    bar: 0.5,
    sense: 'least',
    details: `${time(ours / MAILS)} a mail beside ${time(theirs / MAILS)}, client included`,
  };
}
