/** TLS of one program, with the card that is in a reader: on every target, and with this thread free to hold the card. */
import type { StoreCertificate } from '../../../driver/certificate-store/index.ts';
import { CspError, type CspProcess, NTE } from '../../../driver/csp/index.ts';
import { refusalOfCard } from '../../../driver/tls/card-signer.ts';
import {
  CardAgent,
  type CardAgentOptions,
  type CardKey,
  type CardSocket,
  CardTlsError,
  type ConnectOptions,
  connect,
  type OpenCardKeyOptions,
  openCardKey,
} from '../../../driver/tls/index.ts';
import type { CardMove } from '../services.ts';

/** The reader whose card is shown; that of any reader by default. */
export interface ShownCard extends Omit<OpenCardKeyOptions, 'reader'> {
  readonly reader?: { pcscName(): Promise<string> };
  /** The card of the last certificate for authentication in the store MY, as browsers look for it; not by default. */
  readonly fromStore?: boolean;
  /** Connections and sessions end when the card leaves the reader; by themselves they outlive it. False by default. */
  readonly endWhenRemoved?: boolean;
}

export class ProgramTls {
  readonly #process: CspProcess;
  readonly #keys = new Set<CardKey>();
  readonly #ending = new Set<CardKey>();

  readonly #authenticator: () => StoreCertificate | undefined;

  /** @param authenticator the last certificate for authentication in the store */
  constructor(process: CspProcess, authenticator: () => StoreCertificate | undefined) {
    this.#process = process;
    this.#authenticator = authenticator;
  }

  /** The key of that card, for as long as the program runs. @throws CardTlsError not-inserted, no-certificate, card */
  async key({ reader, fromStore = false, endWhenRemoved = false, ...options }: ShownCard = {}): Promise<CardKey> {
    const place = reader === undefined ? {} : { reader: await reader.pcscName() };
    const stored = fromStore ? { container: this.#containerFromStore() } : {};
    const key = await openCardKey(this.#process, { ...options, ...place, ...stored });
    this.#keys.add(key);
    if (endWhenRemoved) this.#ending.add(key);
    return key;
  }

  /** A connection whose server has seen the card; its signal ends the dialog for a card, too. @throws CardTlsError */
  async connect(options: ConnectOptions, card?: ShownCard): Promise<CardSocket> {
    // What are no options is refused by connect.
    const { signal } = options ?? {};
    return connect(await this.key({ ...card, ...(signal && { signal }) }), options);
  }

  /** An agent for https, whose connections show the card. @throws CardTlsError not-inserted, no-certificate, card */
  async agent(options?: CardAgentOptions, card?: ShownCard): Promise<CardAgent> {
    return new CardAgent(await this.key(card), options);
  }

  #containerFromStore(): string {
    const key = this.#authenticator()?.properties.keyProviderInfo;
    if (key !== undefined) return key.containerName;
    const error = new CspError(NTE.NO_KEY, {
      en: 'no authentication certificate in the store',
      fr: "aucun certificat d'authentification dans le magasin",
    });
    throw new CardTlsError(refusalOfCard(error), error);
  }

  /** A hand at a reader, by its name in PC/SC. */
  happened(reader: string, move: CardMove): void {
    if (move === 'card-removed') for (const key of this.#ending) if (key.reader === reader) key.endConnections();
  }

  async close(): Promise<void> {
    const keys = [...this.#keys];
    this.#keys.clear();
    this.#ending.clear();
    await Promise.all(keys.map((key) => key.close()));
  }
}
