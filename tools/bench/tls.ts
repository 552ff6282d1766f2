/** What a handshake with the card's key costs beside one with a key in a file, and TESTSSL beside a bare server. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSecureContext, connect as tlsConnect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { ascii } from '#iso7816/bytes.ts';
import { CALG, cardSignData, KEY_SPEC } from '../../driver/minidriver/index.ts';
import { type CardKey, connect } from '../../driver/tls/index.ts';
import { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { DEFAULTS } from '../../simulator/services/testssl/settings.ts';
import { siteKeys, tlsOptions } from '../../simulator/services/testssl/tls.ts';
import { authenticatedCard } from './in-process.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, cpuOf, undisturbed } from './rounds.ts';
import { cardAtHand, fileKey, HOST, NAME, type TlsPlace, tlsPlace } from './tls-place.ts';
import type { Visits } from './tls-visitor.ts';

const VISITOR = fileURLToPath(new URL('tls-visitor.js', import.meta.url));
const ROUNDS = 60;
const HANDSHAKES = 5;
/** The compilers settle after some hundreds. */
const WARM_UP = 300;

function shown({ port, ca }: TlsPlace, key: CardKey): Promise<void> {
  return connect(key, { host: HOST, port, servername: NAME, ca }).then(async (socket) => {
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
  });
}

/** The signature that a handshake asks for, by the minidriver alone. */
async function signing(): Promise<() => unknown> {
  const card = await authenticatedCard(new ResourceManager());
  const data = new Uint8Array(createHash('sha256').update(ascii('handshake')).digest());
  const question = { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, hashAlgorithm: CALG.SHA_256, data };
  return () => cardSignData(card, question);
}

/** Client and server together, all threads; by turns. */
export async function handshakeRatio(): Promise<Outcome> {
  const place = await tlsPlace();
  const { pki, port, ca } = place;
  const card = await cardAtHand(new ResourceManager(), pki);
  const secureContext = createSecureContext({ ...fileKey(pki), ca, maxVersion: 'TLSv1.2' });
  const withFile = async () => {
    const socket = tlsConnect({ host: HOST, port, servername: NAME, secureContext });
    await once(socket, 'secureConnect');
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
  };
  const withCard = () => shown(place, card.key);
  const sign = await signing();
  for (const work of [withFile, withCard, sign]) await cpuOf(WARM_UP, work);
  const readings = await byTurns(
    ROUNDS,
    () => cpuOf(HANDSHAKES, withFile),
    () => cpuOf(HANDSHAKES, withCard),
    () => cpuOf(HANDSHAKES, sign),
  );
  await card.close();
  place.close();
  const [file, ours, signature] = readings.map(undisturbed) as [number, number, number];
  return {
    name: "full handshake with the card's key",
    value: ours / (file + signature),
    unit: 'times one with a file key plus CardSignData',
    // Measured 1.12 and 1.18 (a load of 14), 1.20 to 1.35 (seven times, a load of 17 to 25). A file key in a thread of its own,
    // which is told when to begin and says when it is done, is at 1.05 to 1.14 already. The rest is what passes between the threads,
    // and a signature that finds cold caches: what stands before CardSignData, the CSP's part and ours, is 0.1 ms of 0.9.
    bar: 1.4,
    aim: 1.15,
    sense: 'most',
    details: `${time(ours)} of CPU, both ends, beside ${time(file)} + ${time(signature)}`,
  };
}

async function visited(visitor: ChildProcess, visits: Visits): Promise<void> {
  const done = once(visitor, 'message');
  visitor.send(visits);
  await done;
}

function page(url: string, credentials: object): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, ...credentials }, (response) => resolve(text(response))).on('error', reject);
  });
}

/** Its page, and the same bytes from a server of Node with the same TLS, by turns: CPU time of the server alone. */
export async function testSslRate(): Promise<Outcome> {
  const services = await HealthServices.start({ names: ['testssl'] });
  const { pki, testssl } = services;
  const credentials = { ca: testssl.trust, ...fileKey(pki) };
  const body = await page(testssl.url, credentials);
  const headers = { 'content-type': 'text/html; charset=UTF-8' };
  const bare = createServer(tlsOptions(pki, await siteKeys(pki, SYSTEM_CLOCK), DEFAULTS), (_, response) => {
    response.writeHead(200, headers).end(body);
  });
  bare.listen(0, HOST);
  await once(bare, 'listening');
  const bareUrl = `https://${NAME}:${(bare.address() as AddressInfo).port}/`;
  const visitor = fork(VISITOR);
  const visits = (url: string, count: number) => visited(visitor, { url, count, ...credentials });
  const cost = async (url: string) => (await cpuOf(1, () => visits(url, HANDSHAKES))) / HANDSHAKES;
  for (const url of [bareUrl, testssl.url]) await visits(url, WARM_UP);
  const readings = await byTurns(
    ROUNDS,
    () => cost(bareUrl),
    () => cost(testssl.url),
  );
  visitor.kill();
  bare.close();
  await services.close();
  const [plain, ours] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'pages of TESTSSL, each with a full handshake',
    value: plain / ours,
    unit: 'of the rate of a bare https server',
    // Measured 0.77 (a load of 14), 0.68 to 0.72 (seven times, a load of 17 to 25). Below 1: hono and its Response (8 % of the
    // page), the page itself (7 %), the verdict (5 %, of which 0.04 ms when its caches are warm), the chain (1 %). Headers set
    // before the answer is made, and not looked at again behind it, gain nothing: 0.74 to 0.76 beside 0.76 to 0.77.
    bar: 0.64,
    aim: 0.8,
    sense: 'least',
    details: `${time(ours)} of CPU of the server beside ${time(plain)}, ${body.length} characters`,
  };
}
