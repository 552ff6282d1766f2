/**
 * Connections that never finish, from other processes, at each door of the operator and at TESTSSL: the next honest client is
 * served within a second, and the memory of those who were turned out is given back.
 *
 * CPS_SIM_CROWD: how many at each door; by hand 10000, with `ulimit -n` to match.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'ava';
import { HealthServices } from '../../../../simulator/services/index.ts';
import { cardOf } from '../pfc/card-client.ts';
import { visit } from '../testssl/visitor.ts';
import { crowdAt } from './crowd.ts';
import { RawClient } from './raw-client.ts';
import { SoapCaller } from './soap/soap-caller.ts';

const CROWD = Number(process.env.CPS_SIM_CROWD ?? 2000);
/** Of this process, client and server: others may be busy on the machine. */
const LIMIT_MS = 1000;
const LONGEST_MS = 10_000;
/** What a crowd may leave behind: hundreds stay at the door, and the collector is in no hurry. */
const MOST_LEFT = 60_000_000;

let services: HealthServices;
test.before(async () => {
  services = await HealthServices.start({ names: ['mssante', 'testssl'] });
});
test.after.always(() => services.close());

async function greeted(port: number, greeting: RegExp): Promise<void> {
  const client = await RawClient.connect(port);
  if (!greeting.test(await client.until(/\r\n/))) throw new Error('no greeting');
  client.close();
}

const DOORS: Readonly<Record<string, () => { readonly port: number; readonly served: () => Promise<unknown> }>> = {
  IMAP: () => ({ port: services.mssante.ports.imap, served: () => greeted(services.mssante.ports.imap, /^\* OK/) }),
  SMTP: () => ({
    port: services.mssante.ports.submission,
    served: () => greeted(services.mssante.ports.submission, /^220 /),
  }),
  SOAP: () => ({
    port: services.mssante.ports.soap,
    async served() {
      const caller = new SoapCaller(services, cardOf(services.pki, 'cps3-medecin'));
      await caller.open();
      if (caller.token === '') throw new Error('no token');
    },
  }),
  TESTSSL: () => ({
    port: Number(new URL(services.testssl.url).port),
    async served() {
      const { json } = await visit(services.testssl, cardOf(services.pki, 'cps3-medecin'));
      if (json.verification !== 'SUCCESS') throw new Error(json.verification);
    },
  }),
};

for (const [name, door] of Object.entries(DOORS))
  test.serial(`${name}: ${CROWD} that never finish, and the next honest client`, async (t) => {
    t.timeout(120_000);
    const { port, served } = door();
    await served();
    const before = process.memoryUsage().rss;
    await crowdAt(t, port, CROWD);
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await served();
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const work = (user + system) / 1000;
    const left = process.memoryUsage().rss - before;
    t.log(`${Math.round(ms)} ms, ${Math.round(work)} of work, ${Math.round(left / 1e6)} MB`);
    t.true(work < LIMIT_MS, `${Math.round(work)} ms of work`);
    t.true(ms < LONGEST_MS, `${Math.round(ms)} ms`);
    t.true(left < MOST_LEFT, `${Math.round(left / 1e6)} MB`);
    const idle = connect(port, '127.0.0.1');
    t.teardown(() => idle.destroy());
    await once(idle, 'connect');
  });
