/** What card and minidriver cost in one process, beside bare node:crypto. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ascii, hex } from '#iso7816/bytes.ts';
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
import { fullCard, PROFILE } from './full-card.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, cpuOf, undisturbed } from './rounds.ts';

const ROUNDS = 100;
/** Pieces of work of a reading: a few milliseconds. */
const PAIRS = 2000;
const SIGNATURES = 5;
const WARM_UP_SIGNATURES = 5000;

/** SELECT EF.ATR and READ BINARY, by turns, beside a digest of what they say. */
export async function apduRate(): Promise<Outcome> {
  const card = fullCard();
  const select = hex`00 A4 09 0C 04 3F00 2F01`;
  const read = hex`00 B0 00 00 25`;
  card.powerOn();
  const pair = () => {
    card.transmit(select);
    card.transmit(read);
  };
  card.transmit(select);
  const response = card.transmit(read);
  const digest = () => createHash('sha256').update(response).digest();
  const readings = await byTurns(
    ROUNDS,
    () => cpuOf(PAIRS, pair),
    () => cpuOf(PAIRS, digest),
  );
  const [apdu, sha256] = [undisturbed(readings[0]) / 2, undisturbed(readings[1])];
  return {
    name: 'card in process, SELECT + READ BINARY',
    value: apdu / sha256,
    unit: `times SHA-256 of ${response.length} bytes`,
    bar: 1,
    sense: 'most',
    details: `an APDU ${time(apdu)} of CPU beside ${time(sha256)}`,
  };
}

/** Commands that the card refuses, and ones that it takes, by turns. */
export async function refusalRatio(): Promise<Outcome> {
  const card = fullCard();
  card.powerOn();
  const [select, read, verify] = [hex`00 A4 08 0C 02 2F01`, hex`00 B0 00 00 25`, hex`00 20 00 01 04 31323334`];
  const taken = [select, read];
  // The last file of the path is read after the code only.
  const refused = [hex`00 20 00 01 03 313233`, hex`00 A4 08 0C 02 9999`, hex`00 B0 00 00 01`];
  const cost = async (commands: readonly Uint8Array[]) => {
    const each = () => {
      for (const command of commands) card.transmit(command);
    };
    return (await cpuOf(PAIRS, each)) / commands.length;
  };
  const readings = await byTurns(
    ROUNDS,
    () => {
      for (const command of [verify, select, read]) card.transmit(command);
      return cost(taken);
    },
    () => {
      card.reset();
      card.transmit(hex`00 A4 08 0C 04 0001 D120`);
      return cost(refused);
    },
  );
  const [success, refusal] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'refusal: VERIFY of a wrong length, SELECT of no file, READ BINARY without the code',
    value: refusal / success,
    unit: 'times the CPU time of a success',
    bar: 5,
    sense: 'most',
    details: `${time(refusal)} beside ${time(success)}`,
  };
}

/** A card context on a card in a reader of the embedded resource manager, its code presented. */
export async function authenticatedCard(manager: ResourceManager): Promise<CardData> {
  const slot = manager.plugReader('bench');
  slot.insert(fullCard());
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
  // The compilers settle after thousands of signatures.
  await cpuOf(WARM_UP_SIGNATURES, throughCard);
  const readings = await byTurns(
    ROUNDS,
    () => cpuOf(SIGNATURES, () => sign('sha256', message, privateKey)),
    () => cpuOf(SIGNATURES, throughCard),
  );
  await manager.close();
  const [bare, ours] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'RSA-2048 through minidriver and card in process',
    value: bare / ours,
    unit: 'of node:crypto',
    bar: 0.92,
    aim: 0.95,
    sense: 'least',
    details: `${time(ours)} of CPU beside ${time(bare)} of crypto.sign`,
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A thousand cards of one profile, each with contents, codes and file selection of its own, beside the contents alone. */
export function memoryPerCard(): Outcome {
  const profile = shippedProfile(PROFILE);
  const state = personalise(profile, 1);
  const files = Object.values(state.contents).reduce((sum, { length }) => sum + length, 0);
  const before = memory();
  const cards = Array.from({ length: 1000 }, (_, i) => {
    const contents = Object.fromEntries(Object.entries(state.contents).map(([path, bytes]) => [path, bytes.slice()]));
    const card = new Card({ name: `card ${i}`, store: new MemoryStore(profile, { ...state, contents }) });
    card.powerOn();
    card.transmit(hex`00 A4 09 0C 04 3F00 0001`);
    return card;
  });
  const bytes = (memory() - before) / cards.length;
  return {
    name: '1,000 cards in one process',
    value: bytes / files,
    unit: 'times the bytes of their files',
    bar: 5,
    sense: 'most',
    details: `${(bytes / 1000).toFixed(1)} kB a card, ${(files / 1000).toFixed(1)} kB of files; heap and external, keys shared`,
  };
}

/** A CSP context on that card whose PIN is kept, and the minidriver beside it, by turns. */
export async function cspRatio(): Promise<Outcome> {
  const manager = new ResourceManager();
  const slot = manager.plugReader('bench');
  slot.insert(fullCard());
  const hash = new Uint8Array(createHash('sha256').update(ascii('ordonnance')).digest());
  const signing = { containerIndex: 0, keySpec: KEY_SPEC.KEYEXCHANGE, hashAlgorithm: CALG.SHA_256, data: hash };
  const csp = new CspProcess(manager);
  const key = await nCryptOpenKey(nCryptOpenStorageProvider(csp), null);
  const card = await (await PcscContext.establish(manager)).connect(slot.name);
  const data = await cardAcquireContext({ atr: (await card.status()).atr, cardName: PROFILE, card });
  const cardAlone = () =>
    withCardTransaction(data, async () => {
      await cardAuthenticateEx(data, { pin: '1234' });
      return cpuOf(SIGNATURES, () => cardSignData(data, signing));
    });
  const throughCsp = async () => {
    await nCryptSetPin(key, '1234');
    const taken = await cpuOf(SIGNATURES, () => nCryptSignHash(key, { algorithmId: 'SHA256' }, hash));
    await csp.endTransactions();
    await card.reconnect();
    return taken;
  };
  const readings = await byTurns(ROUNDS, cardAlone, throughCsp);
  await csp.close();
  await manager.close();
  const [bare, ours] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'CardSignData through the CSP, PIN kept',
    value: ours / bare,
    unit: 'times CardSignData alone',
    bar: 1.15,
    sense: 'most',
    details: `${time(ours)} of CPU beside ${time(bare)}`,
  };
}

/** Commands the card is sent when a context is acquired on it again, its certificates read before. */
export async function commandsOfKnownCard(): Promise<Outcome> {
  const manager = new ResourceManager();
  const slot = manager.plugReader('bench');
  const card = fullCard();
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
    value: again / first,
    unit: 'of the commands of the first time',
    bar: 0,
    sense: 'most',
    details: `${again} beside ${first} APDUs`,
  };
}
