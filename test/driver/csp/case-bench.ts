/**
 * What a case of the table works with: a world on some target, a program that was just started, and its person.
 */
import { createHash, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import {
  type AcquireOptions,
  type CryptProvider,
  type CspProcess,
  type CspSettings,
  cryptAcquireContext,
  cryptCreateHash,
  cryptGetKeyCertificate,
  cryptGetUserKey,
  cryptHashData,
  cryptSetProvParam,
  cryptSignHash,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  nCryptSetPin,
  type StorageKey,
} from '../../../driver/csp/index.ts';
import { CALG } from '../../../driver/minidriver/index.ts';
import type { WindowsProgram } from '../../../scenarios/world/windows/windows-computer.ts';
import type { World, WorldCard, WorldReader } from '../../../scenarios/world/world.ts';

export const MESSAGE = new TextEncoder().encode('ordonnance');
export const CARD = '80250000001 0000002999922881';
export const AUTH = `${CARD} AUTH`;
export const SIGN = `${CARD} SIGN`;

export class CaseBench {
  readonly world: World;
  /** The card medecin is here, nothing in the other one, unless the case moves them. */
  readonly bureau: WorldReader;
  readonly comptoir: WorldReader;
  readonly medecin: WorldCard;
  #pharmacien: WorldCard | undefined;
  /** PC/SC names. */
  readonly reader: string;
  readonly empty: string;
  program: WindowsProgram;
  #programs = 0;

  private constructor(world: World, medecin: WorldCard, names: readonly [string, string]) {
    this.world = world;
    this.bureau = world.reader('bureau');
    this.comptoir = world.reader('comptoir');
    this.medecin = medecin;
    [this.reader, this.empty] = names;
    this.program = world.windows.program('first');
  }

  static async open(world: World): Promise<CaseBench> {
    const [bureau, comptoir] = [world.reader('bureau'), world.reader('comptoir')];
    const names = [await bureau.pcscName(), await comptoir.pcscName()] as const;
    await comptoir.ready();
    const medecin = world.card('cps3-medecin', { seed: 1 });
    return new CaseBench(world, medecin, names);
  }

  get pharmacien(): WorldCard {
    this.#pharmacien ??= this.world.card('cps3-pharmacien', { seed: 3 });
    return this.#pharmacien;
  }

  get process(): CspProcess {
    return this.program.process;
  }

  /** A program that has just been started is the one the case uses from now on. */
  async start(settings: CspSettings = {}): Promise<this> {
    this.#programs += 1;
    this.program = await this.world.windows.startProgram(`program-${this.#programs}`, settings);
    return this;
  }

  /** Prepares answers to PIN dialogs; '' cancels. */
  types(...pins: readonly string[]): this {
    for (const pin of pins) this.program.person.prepare(pin === '' ? { kind: 'cancel' } : { kind: 'pin', pin });
    return this;
  }

  /** Prepares the answer to an insert-card dialog. */
  puts(card: WorldCard, reader: WorldReader = this.bureau): this {
    this.program.person.prepare({ kind: 'insert', insert: () => reader.insert(card) });
    return this;
  }

  /** Kinds of the dialogs shown since the last look. */
  dialogs(): string[] {
    return this.program.person.take().map(({ kind }) => kind);
  }

  /** What the dialogs said since the last look. */
  texts(): string[] {
    return this.program.person.take().map(({ title, heading, text }) => `${title} | ${heading} | ${text}`);
  }

  acquire(options: AcquireOptions = {}): Promise<CryptProvider> {
    return cryptAcquireContext(this.process, options);
  }

  /** A context whose PIN was given. */
  async open(container: string | null = null, flags = 0): Promise<CryptProvider> {
    const provider = await this.acquire({ container, flags });
    await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
    return provider;
  }

  key(name: string | null = null, legacyKeySpec = 0, flags = 0): Promise<StorageKey> {
    return nCryptOpenKey(nCryptOpenStorageProvider(this.process), name, legacyKeySpec, flags);
  }

  /** A key whose PIN was given. */
  async openKey(name: string | null = null, flags = 0): Promise<StorageKey> {
    const key = await this.key(name, 0, flags);
    await nCryptSetPin(key, '1234');
    return key;
  }

  async elapse(ms: number): Promise<void> {
    await this.world.elapse(ms);
    return this.process.endTransactions();
  }
}

/** The AT_* of the key in a context's container. */
function specOf(provider: CryptProvider): number {
  return provider.container?.record.name.endsWith('SIGN') ? 2 : 1;
}

export async function sign(provider: CryptProvider, algorithm: number = CALG.SHA_256): Promise<Bytes> {
  const hash = cryptCreateHash(provider, algorithm);
  cryptHashData(hash, MESSAGE);
  return cryptSignHash(hash, specOf(provider));
}

/** 'right' when the certificate beside the key says so of the big-endian signature. */
export async function judged(provider: CryptProvider, signature: Bytes, hash: string): Promise<string> {
  const der = await cryptGetKeyCertificate(cryptGetUserKey(provider, specOf(provider)));
  const bigEndian = Uint8Array.from(signature).reverse();
  return verify(hash, MESSAGE, new X509Certificate(der).publicKey, bigEndian) ? 'right' : 'wrong';
}

/** A cryptogram for the context's key, little-endian. */
export async function encrypted(provider: CryptProvider, padding: number): Promise<Bytes> {
  const der = await cryptGetKeyCertificate(cryptGetUserKey(provider, specOf(provider)));
  return new Uint8Array(publicEncrypt({ key: new X509Certificate(der).publicKey, padding }, MESSAGE)).reverse();
}

export function digest(hash: string): Bytes {
  return new Uint8Array(createHash(hash).update(MESSAGE).digest());
}

/** What a case gives: a value, or the name of the return code. */
export async function outcomeOf(work: () => Promise<unknown> | unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const { scardName } = error as { scardName?: unknown };
    if (typeof scardName !== 'string') throw error;
    return scardName;
  }
}
