/** What a case of the minidriver's table works with: a card in a reader of some target, and its card context. */
import { constants, createHash, publicDecrypt, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION } from '#pcsc/scard.ts';
import {
  ATTEMPTS_UNKNOWN,
  type CardData,
  type CardDataRequest,
  type CardSigningInfo,
  cardAcquireContext,
  cardAuthenticateEx,
  cardGetProperty,
  cardReadFile,
  cardSignData,
  cardUnblockPin,
} from '../../../../driver/minidriver/index.ts';
import type { PcscCard } from '../../../../driver/pcsc/card.ts';
import { PcscContext } from '../../../../driver/pcsc/context.ts';
import type { Target } from '../../../../scenarios/world/targets/target.ts';
import { World, type WorldCard, type WorldReader } from '../../../../scenarios/world/world.ts';
import type { Case as TableCase, Row as TableRow } from '../../case-table.ts';

export { casesOf } from '../../case-table.ts';

export type Case = TableCase<MinidriverBench>;
export type Row = TableRow<MinidriverBench>;

const MESSAGE = Buffer.from('ordonnance');
export const AUTH = { containerIndex: 0, keySpec: 1 } as const;
export const SIGN = { containerIndex: 1, keySpec: 2 } as const;
export type Key = typeof AUTH | typeof SIGN;
export const PIN = '1234';
export const PUK = '12345678';

export class MinidriverBench {
  readonly world: World;
  readonly bureau: WorldReader;
  /** Empty, until a case puts something in. */
  readonly comptoir: WorldReader;
  readonly #context: PcscContext;
  #medecin: WorldCard | undefined;
  #card: PcscCard | undefined;
  #data: CardData | undefined;

  private constructor(world: World, context: PcscContext) {
    this.world = world;
    this.bureau = world.reader('bureau');
    this.comptoir = world.reader('comptoir');
    this.#context = context;
  }

  static async open(target: Target): Promise<MinidriverBench> {
    return new MinidriverBench(new World(target), await PcscContext.establish(target.winscard));
  }

  /** The card is in the reader, just reset, with all its tries; a new handle and a new card context. */
  async start(): Promise<this> {
    await this.#card?.disconnect().catch(() => {});
    if (this.comptoir.card !== undefined) await this.comptoir.remove();
    if (this.#medecin === undefined || this.bureau.card !== this.#medecin) await this.#insertMedecin();
    this.#card = await this.connect();
    await this.#card.reconnect({ initialization: DISPOSITION.RESET_CARD });
    this.#data = await this.acquire();
    return this;
  }

  async #insertMedecin(): Promise<void> {
    if (this.bureau.card !== undefined) await this.bureau.remove();
    await this.bureau.insert(this.medecin);
  }

  get medecin(): WorldCard {
    this.#medecin ??= this.world.card('cps3-medecin', { seed: 1 });
    return this.#medecin;
  }

  /** The card cannot be used any more: the next case gets a new one. */
  spoil(): void {
    this.#medecin = undefined;
  }

  /** After codes were presented: the PIN is 1234 again, with all its tries. */
  async restore(): Promise<void> {
    if (this.#medecin === undefined) return;
    await this.start();
    await cardUnblockPin(this.data, { authenticationData: PUK, newPin: PIN });
  }

  get data(): CardData {
    if (this.#data === undefined) throw new Error('start first');
    return this.#data;
  }

  get card(): PcscCard {
    if (this.#card === undefined) throw new Error('start first');
    return this.#card;
  }

  async connect(reader: WorldReader = this.bureau): Promise<PcscCard> {
    return this.#context.connect(await reader.pcscName());
  }

  /** A card context on the handle of the case. */
  async acquire(more: Partial<Record<keyof CardDataRequest, unknown>> = {}, flags = 0): Promise<CardData> {
    const card = this.card;
    const { atr } = await card.status();
    return cardAcquireContext({ atr, cardName: 'CPS3', card, ...more } as CardDataRequest, flags);
  }

  /** The context of the case with its PIN presented. */
  async authenticated(): Promise<CardData> {
    await cardAuthenticateEx(this.data, { pin: PIN });
    return this.data;
  }

  /** Another program resets the card; the handle of the case is used again after that. */
  async reset(): Promise<void> {
    await this.card.reconnect({ initialization: DISPOSITION.RESET_CARD });
  }

  /** The PIN_SET that is authenticated now. */
  async state(data: CardData = this.data): Promise<number> {
    return (await cardGetProperty(data, 'Authenticated State'))[0] ?? -1;
  }

  async close(): Promise<void> {
    await this.#card?.disconnect().catch(() => {});
    await this.#context.release();
    await this.world.close();
  }
}

/** A value in hexadecimal. */
export async function property(b: MinidriverBench, name: string, flags = 0, version?: number): Promise<string> {
  return toHex(await cardGetProperty(b.data, name, { flags, ...(version !== undefined && { version }) }));
}

export function digest(hash: string): Bytes {
  return new Uint8Array(createHash(hash).update(MESSAGE).digest());
}

async function publicKeyOf(data: CardData, key: Key) {
  return new X509Certificate(await cardReadFile(data, 'mscp', key === AUTH ? 'kxc00' : 'ksc01')).publicKey;
}

/** 'right' when the certificate of the key says so of the signature, read as little-endian, and of no other order. */
export async function signed(b: MinidriverBench, hash: string, info: CardSigningInfo, key: Key): Promise<string> {
  const data = await b.authenticated();
  const { signedData } = await cardSignData(data, info);
  const publicKey = await publicKeyOf(data, key);
  const [right, reversed] = [signedData.slice().reverse(), signedData];
  return verify(hash, MESSAGE, publicKey, right) && !verify(hash, MESSAGE, publicKey, reversed) ? 'right' : 'wrong';
}

/** What was signed without DigestInfo, in hexadecimal. */
export async function recovered(b: MinidriverBench, info: CardSigningInfo, key: Key): Promise<string> {
  const data = await b.authenticated();
  const { signedData } = await cardSignData(data, info);
  return toHex(publicDecrypt(await publicKeyOf(data, key), signedData.slice().reverse()));
}

/** A PKCS#1 v1.5 cryptogram for the key AUTH, little-endian. */
export async function cryptogram(data: CardData, message: Bytes = MESSAGE): Promise<Bytes> {
  const key = await publicKeyOf(data, AUTH);
  return new Uint8Array(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, message)).reverse();
}

/** Little-endian text. */
export function textOf(bytes: Bytes): string {
  return Buffer.from(bytes).reverse().toString();
}

export function bytes(hexadecimal: string): Bytes {
  return fromHex(hexadecimal.replaceAll(' ', ''));
}

/** What a case gives: a value, or the name of the return code and the tries, or the size, it tells. */
export async function outcomeOf(work: () => Promise<unknown> | unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const { scardName, attemptsRemaining, dataLength } = error as Record<string, unknown>;
    if (typeof scardName !== 'string') throw error;
    const told = attemptsRemaining === ATTEMPTS_UNKNOWN ? '?' : (attemptsRemaining ?? dataLength);
    return told === undefined ? scardName : `${scardName} ${told}`;
  }
}
