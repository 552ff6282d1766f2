/** What card and minidriver cost in one process, beside bare node:crypto. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { ascii, type Bytes, hex } from '#iso7816/bytes.ts';
import {
  CspProcess,
  cryptAcquireContext,
  cryptGetProvParam,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  nCryptSetPin,
  nCryptSignHash,
} from '../../driver/csp/index.ts';
import {
  CALG,
  type CardData,
  cardAcquireContext,
  cardAuthenticateEx,
  cardSignData,
  KEY_SPEC,
  withCardTransaction,
} from '../../driver/minidriver/index.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { ResourceManager } from '../../simulator/resource-manager/resource-manager.ts';
import { median, type Outcome } from './report.ts';

const PROFILE = 'cps3-medecin';
const ROUNDS = 7;

function freshCard(seed = 1): Card {
  const profile = shippedProfile(PROFILE);
  return new Card({ name: PROFILE, store: new MemoryStore(profile, personalise(profile, seed)) });
}

/** SELECT EF.ATR and READ BINARY, by turns. */
export function apduRate(): Outcome {
  const card = freshCard();
  const select = hex`00 A4 09 0C 04 3F00 2F01`;
  const read = hex`00 B0 00 00 25`;
  const pairs = 200_000;
  card.powerOn();
  const rates = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let i = 0; i < pairs; i++) {
      card.transmit(select);
      card.transmit(read);
    }
    return (2 * pairs) / ((performance.now() - start) / 1000);
  });
  const details = `median of ${ROUNDS} rounds of ${2 * pairs}`;
  return {
    name: 'card in process, SELECT + READ BINARY',
    value: median(rates),
    unit: 'APDU/s',
    bar: 200_000,
    sense: 'least',
    details,
  };
}

/** CPU time of one command, in nanoseconds: that of other programs on the machine does not count. */
function commandCost(card: Card, commands: readonly Bytes[], rounds: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) for (const command of commands) card.transmit(command);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / (rounds * commands.length);
}

/** Commands that the card refuses, and the same ones that it takes, by turns. */
export function refusalRatio(): Outcome {
  const card = freshCard();
  card.powerOn();
  const [select, read, verify] = [hex`00 A4 08 0C 02 2F01`, hex`00 B0 00 00 25`, hex`00 20 00 01 04 31323334`];
  const taken = [select, read];
  // The last file of the path is read after the code only.
  const refused = [hex`00 20 00 01 03 313233`, hex`00 A4 08 0C 02 9999`, hex`00 B0 00 00 01`];
  const rounds = 50_000;
  const costs = Array.from({ length: ROUNDS }, () => {
    commandCost(card, [verify, select, read], rounds);
    const success = commandCost(card, taken, rounds);
    card.reset();
    card.transmit(hex`00 A4 08 0C 04 0001 D120`);
    return { success, refusal: commandCost(card, refused, rounds) };
  });
  const [success, refusal] = [median(costs.map((cost) => cost.success)), median(costs.map((cost) => cost.refusal))];
  return {
    name: 'refusal: VERIFY of a wrong length, SELECT of no file, READ BINARY without the code',
    value: median(costs.map((cost) => cost.refusal / cost.success)),
    unit: 'times the CPU time of a success',
    bar: 4,
    sense: 'most',
    details: `${Math.round(refusal)} ns beside ${Math.round(success)} ns`,
  };
}

async function perSecond(work: () => Promise<unknown> | unknown, ms: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < ms; count++) await work();
  return count / ((performance.now() - start) / 1000);
}

/** A card context on a card in a reader of the embedded resource manager, its code presented. */
async function authenticatedCard(manager: ResourceManager): Promise<CardData> {
  const slot = manager.plugReader('bench');
  slot.insert(freshCard());
  const card = await (await PcscContext.establish(manager)).connect(slot.name);
  const data = await cardAcquireContext({ atr: (await card.status()).atr, cardName: PROFILE, card });
  await cardAuthenticateEx(data, { pin: '1234' });
  return data;
}

/** CardSignData on a card in the same process, and node:crypto alone, by turns. */
export async function signatureRatio(): Promise<Outcome> {
  const manager = new ResourceManager();
  const card = await authenticatedCard(manager);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const message = ascii('ordonnance');
  const signing = { containerIndex: 1, keySpec: KEY_SPEC.SIGNATURE, hashAlgorithm: CALG.SHA_256 };
  const throughCard = () =>
    cardSignData(card, { ...signing, data: new Uint8Array(createHash('sha256').update(message).digest()) });
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await perSecond(() => sign('sha256', message, privateKey), 500));
    ours.push(await perSecond(throughCard, 500));
  }
  await manager.close();
  const value = median(ours.map((rate, i) => rate / (bare[i] as number)));
  const details = `${Math.round(median(ours))}/s beside ${Math.round(median(bare))}/s of crypto.sign`;
  return {
    name: 'RSA-2048 through minidriver and card in process',
    value,
    unit: 'of node:crypto',
    bar: 0.9,
    sense: 'least',
    details,
  };
}

function memory(): number {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A thousand cards of one profile, each with contents, codes and file selection of its own. */
export function memoryPerCard(): Outcome {
  const profile = shippedProfile(PROFILE);
  const state = personalise(profile, 1);
  const before = memory();
  const cards = Array.from({ length: 1000 }, (_, i) => {
    const contents = Object.fromEntries(Object.entries(state.contents).map(([path, bytes]) => [path, bytes.slice()]));
    const card = new Card({ name: `card ${i}`, store: new MemoryStore(profile, { ...state, contents }) });
    card.powerOn();
    card.transmit(hex`00 A4 09 0C 04 3F00 0001`);
    return card;
  });
  const value = (memory() - before) / cards.length / 1e6;
  return {
    name: '1,000 cards in one process',
    value,
    unit: 'MB a card',
    bar: 1,
    sense: 'most',
    details: 'heap and external, keys shared',
  };
}

/** A CSP context on that card whose PIN is kept, and the minidriver beside it, by turns. */
export async function cspRatio(): Promise<Outcome> {
  const manager = new ResourceManager();
  const slot = manager.plugReader('bench');
  slot.insert(freshCard());
  const hash = new Uint8Array(createHash('sha256').update(ascii('ordonnance')).digest());
  const signing = { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, hashAlgorithm: CALG.SHA_256, data: hash };
  const csp = new CspProcess(manager);
  const key = await nCryptOpenKey(nCryptOpenStorageProvider(csp), null);
  const card = await (await PcscContext.establish(manager)).connect(slot.name);
  const data = await cardAcquireContext({ atr: (await card.status()).atr, cardName: PROFILE, card });
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await withCardTransaction(data, async () => {
      await cardAuthenticateEx(data, { pin: '1234' });
      bare.push(await perSecond(() => cardSignData(data, signing), 500));
    });
    await nCryptSetPin(key, '1234');
    ours.push(await perSecond(() => nCryptSignHash(key, { algorithmId: 'SHA256' }, hash), 500));
    await csp.endTransactions();
    await card.reconnect();
  }
  await csp.close();
  await manager.close();
  return {
    name: 'CardSignData through the CSP, PIN kept',
    value: median(ours.map((rate, i) => (bare[i] as number) / rate)),
    unit: 'times CardSignData alone',
    bar: 1.1,
    sense: 'most',
    details: `${Math.round(median(ours))}/s beside ${Math.round(median(bare))}/s`,
  };
}

/** Commands the card is sent when a context is acquired on it again, its certificates read before. */
export async function commandsOfKnownCard(): Promise<Outcome> {
  const manager = new ResourceManager();
  const slot = manager.plugReader('bench');
  const card = freshCard();
  const transmit = card.transmit.bind(card);
  let commands = 0;
  card.transmit = (command) => {
    commands += 1;
    return transmit(command);
  };
  slot.insert(card);
  const csp = new CspProcess(manager);
  const acquire = async () => {
    const before = commands;
    const provider = await cryptAcquireContext(csp);
    await cryptGetProvParam(provider, 'PP_USER_CERTSTORE');
    return commands - before;
  };
  const [first, again] = [await acquire(), await acquire()];
  await csp.close();
  await manager.close();
  return {
    name: 'context and certificates of a known card',
    value: again,
    unit: 'APDU',
    bar: 0,
    sense: 'most',
    details: `${first} the first time`,
  };
}
