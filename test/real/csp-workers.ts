/**
 * A program with five workers on one card, each with a CSP of its own: what they did and what came of it, as JSON.
 *
 * Arguments: number of workers, operations each, seed.
 */
import { verify, X509Certificate } from 'node:crypto';
import { toHex } from '#iso7816/bytes.ts';
import { DISPOSITION } from '#pcsc/scard.ts';
import {
  CRYPT,
  type CryptProvider,
  CspProcess,
  cryptAcquireContext,
  cryptCreateHash,
  cryptGetKeyCertificate,
  cryptGetProvParam,
  cryptGetUserKey,
  cryptHashData,
  cryptReleaseContext,
  cryptSetProvParam,
  cryptSignHash,
} from '../../driver/csp/index.ts';
import { CALG } from '../../driver/minidriver/index.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { despiteResets, onceSettled } from '../../driver/pcsc/resets.ts';
import { READER_NAMES } from '../../tools/pcscd.ts';

const [workers = 5, operations = 500, seed = 1] = process.argv.slice(2).map(Number);
const winscard = nativeWinScard();
/** Short, so that the workers take turns more often than by releasing their contexts. */
const TRANSACTION_TIMEOUT_MS = 5;

/** Deterministic numbers from 0 to 1 (Lehmer, modulus 2^31 - 1, multiplier 48271). */
function numbers(start: number): () => number {
  let state = (start * 48_271) % 0x7fffffff || 1;
  return () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

class Worker {
  readonly #process = new CspProcess(winscard, { transactionTimeoutMs: TRANSACTION_TIMEOUT_MS });
  /** A program of the same user that was never given the PIN. */
  readonly #stranger = new CspProcess(winscard, { transactionTimeoutMs: TRANSACTION_TIMEOUT_MS });
  #provider: CryptProvider | undefined;
  #certificate = '';

  async begin(): Promise<void> {
    this.#provider = await cryptAcquireContext(this.#process, { flags: CRYPT.SILENT });
    this.#certificate = toHex(await cryptGetKeyCertificate(cryptGetUserKey(this.#provider, 1)));
    await cryptSetProvParam(this.#provider, 'PP_KEYEXCHANGE_PIN', '1234');
  }

  get provider(): CryptProvider {
    if (this.#provider === undefined) throw new Error('the worker has not begun');
    return this.#provider;
  }

  async sign(number: number): Promise<boolean> {
    const message = Buffer.from(`ordonnance ${number}`);
    const hash = cryptCreateHash(this.provider, CALG.SHA_256);
    cryptHashData(hash, message);
    const signature = (await cryptSignHash(hash, 1)).reverse();
    const { publicKey } = new X509Certificate(Buffer.from(this.#certificate, 'hex'));
    return verify('sha256', message, publicKey, signature);
  }

  async read(): Promise<boolean> {
    return toHex(await cryptGetKeyCertificate(cryptGetUserKey(this.provider, 1))) === this.#certificate;
  }

  async enumerate(): Promise<boolean> {
    return (await cryptGetProvParam(this.provider, 'PP_ENUMCONTAINERS')).length === 2;
  }

  async acquireAgain(): Promise<boolean> {
    const old = this.provider;
    await cryptReleaseContext(old);
    this.#provider = await cryptAcquireContext(this.#process, { flags: CRYPT.SILENT });
    return true;
  }

  /** Never succeeds: nobody gave the PIN. */
  async signAsStranger(): Promise<boolean> {
    const provider = await cryptAcquireContext(this.#stranger, { flags: CRYPT.SILENT });
    try {
      const hash = cryptCreateHash(provider, CALG.SHA_256);
      await cryptSignHash(hash, 1);
      return false;
    } finally {
      await cryptReleaseContext(provider);
    }
  }

  /**
   * At the end of a transaction: SCardDisconnect waits for the end of another's and takes no lock, so that the card may be reset
   * in the middle of the next one (driver/pcsc/resets.ts).
   */
  async reset(): Promise<boolean> {
    const context = await PcscContext.establish(winscard);
    try {
      const connect = () => context.connect(READER_NAMES[0]);
      const card = await onceSettled(connect);
      await despiteResets(card, () => card.transaction(async () => {}, DISPOSITION.RESET_CARD));
      await card.disconnect();
      return true;
    } finally {
      await context.release();
    }
  }

  async close(): Promise<void> {
    await this.#process.close();
    await this.#stranger.close();
  }
}

type Operation = 'sign' | 'read' | 'enumerate' | 'acquireAgain' | 'signAsStranger' | 'reset';

/** Of a hundred operations. */
const SHARES: readonly (readonly [Operation, number])[] = [
  ['sign', 55],
  ['read', 20],
  ['enumerate', 15],
  ['acquireAgain', 5],
  ['signAsStranger', 3],
  ['reset', 2],
];

function chosen(number: number): Operation {
  let left = number * 100;
  for (const [operation, share] of SHARES) {
    left -= share;
    if (left < 0) return operation;
  }
  return 'sign';
}

const outcomes: Record<string, number> = {};

function count(operation: Operation, outcome: string): void {
  const key = `${operation}: ${outcome}`;
  outcomes[key] = (outcomes[key] ?? 0) + 1;
}

async function work(index: number): Promise<void> {
  const worker = new Worker();
  const random = numbers(seed * 100 + index + 1);
  await worker.begin();
  for (let i = 0; i < operations; i++) {
    const operation = chosen(random());
    try {
      count(operation, (await worker[operation](i)) ? 'right' : 'WRONG');
    } catch (error) {
      const { scardName } = error as { scardName?: string };
      count(operation, scardName ?? `an unexpected error: ${String(error)}`);
    }
  }
  await worker.close();
}

try {
  await Promise.all(Array.from({ length: workers }, (_, index) => work(index)));
  process.stdout.write(JSON.stringify(outcomes));
} catch (error) {
  // What ends a process whose calls of winscard are under way is not told by the runtime any more.
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
