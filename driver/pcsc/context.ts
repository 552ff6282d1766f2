/**
 * A client of the smart card service: one SCARDCONTEXT.
 *
 * Source: PC/SC part 5, 3.2.2 (RESOURCEMANAGER); winscard.h.
 */
import { FLAG, members, NUMBER, optional, parameters, TEXT } from '#common/arguments.ts';
import type { Text } from '#common/language.ts';
import { PROTOCOL, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { ContextOptions, ScardContext, WinScard } from '#pcsc/winscard.ts';
import { WINSCARD } from './arguments.ts';
import { type ConnectOptions, PcscCard } from './card.ts';
import { type ReaderEvent, WATCH_OPTIONS, type WatchOptions, watchReaders } from './reader-events.ts';
import { successful } from './scard-error.ts';

const ARGUMENTS = {
  establish: parameters('PcscContext.establish', {
    winscard: WINSCARD,
    options: members({ program: optional(TEXT), ref: optional(FLAG) }),
  }),
  connect: parameters('PcscContext.connect', {
    reader: TEXT,
    options: members({ shareMode: optional(NUMBER), protocols: optional(NUMBER) }),
  }),
  watch: parameters('PcscContext.watch', { options: WATCH_OPTIONS }),
};

/** Every method rejects with ScardError when winscard refuses. */
export class PcscContext {
  readonly handle: ScardContext;
  readonly #winscard: WinScard;

  private constructor(winscard: WinScard, handle: ScardContext) {
    this.#winscard = winscard;
    this.handle = handle;
  }

  /** @throws ScardError E_NO_SERVICE when no smart card service runs */
  static async establish(winscard: WinScard, options: ContextOptions = {}): Promise<PcscContext> {
    ARGUMENTS.establish(winscard, options);
    const result = await winscard.establishContext(SCOPE.SYSTEM, options);
    return new PcscContext(winscard, successful(result, 'SCardEstablishContext').context);
  }

  /** Closes the context and every handle of it. */
  async release(): Promise<void> {
    successful(await this.#winscard.releaseContext(this.handle), 'SCardReleaseContext');
  }

  /** Names of the readers that are plugged in; empty when there is none. */
  async listReaders(): Promise<readonly string[]> {
    const result = await this.#winscard.listReaders(this.handle);
    return result.rv === SCARD.E_NO_READERS_AVAILABLE ? [] : successful(result, 'SCardListReaders').readers;
  }

  /** @throws ScardError E_UNKNOWN_READER (its message lists the readers found), E_NO_SMARTCARD, E_SHARING_VIOLATION... */
  async connect(reader: string, options: ConnectOptions = {}): Promise<PcscCard> {
    ARGUMENTS.connect(reader, options);
    const { shareMode = SHARE.SHARED, protocols = PROTOCOL.ANY } = options;
    const result = await this.#winscard.connect(this.handle, reader, shareMode, protocols);
    const hint = result.rv === SCARD.E_UNKNOWN_READER ? await this.#readersFound() : undefined;
    const { card, activeProtocol } = successful(result, 'SCardConnect', { reader, hint });
    return new PcscCard(this.#winscard, reader, card, activeProtocol);
  }

  /**
   * What is there now, then what happens, until `signal` aborts or the loop is left.
   *
   * Has a context of its own: pcsc-lite lets nothing else through a context that waits.
   */
  watch(options: WatchOptions = {}): AsyncGenerator<ReaderEvent> {
    ARGUMENTS.watch(options);
    return watchReaders(this.#winscard, options);
  }

  async #readersFound(): Promise<Text> {
    const names = (await this.listReaders()).map((name) => `'${name}'`).join(', ');
    if (names === '') return { en: 'none is plugged in', fr: "aucun n'est branché" };
    return { en: `found: ${names}`, fr: `trouvé : ${names}` };
  }
}
