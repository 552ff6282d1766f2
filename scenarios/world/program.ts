/**
 * The program under test: a context and a handle for each reader it uses, and the card contexts of its minidriver.
 *
 * A handle lives until the program lets it go: after a removal or a reset it stays, and tells so, until
 * CardAcquireContext or a restart.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { PcscCard } from '../../driver/pcsc/card.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { MinidriverSession } from './minidriver-session.ts';
import type { Machine } from './windows/machine.ts';

interface Connection {
  readonly context: PcscContext;
  readonly card: PcscCard;
  minidriver?: MinidriverSession;
}

export class Program {
  readonly #winscard: WinScard;
  readonly #machine: Machine;
  readonly #connections = new Map<string, Connection>();

  constructor(winscard: WinScard, machine: Machine) {
    this.#winscard = winscard;
    this.#machine = machine;
  }

  /** CardAcquireContext on a new handle; an old one of that reader is let go. */
  async acquire(reader: string): Promise<MinidriverSession> {
    await this.#letGo(reader);
    return this.minidriver(reader);
  }

  /** The card context on that reader; acquired when there is none. */
  async minidriver(reader: string): Promise<MinidriverSession> {
    const connection = await this.#connection(reader);
    connection.minidriver ??= await MinidriverSession.acquire(connection.card, this.#machine.minidriverSettings());
    return connection.minidriver;
  }

  async transmit(reader: string, command: Bytes): Promise<ResponseApdu> {
    const { card } = await this.#connection(reader);
    return card.transmit(command);
  }

  async beginTransaction(reader: string): Promise<void> {
    await (await this.#connection(reader)).card.beginTransaction();
  }

  async endTransaction(reader: string): Promise<void> {
    await (await this.#connection(reader)).card.endTransaction();
  }

  /** Ends as a killed process does: contexts close with their handles open, and a held transaction resets its card. */
  async restart(): Promise<void> {
    const open = [...this.#connections.values()];
    this.#connections.clear();
    for (const { context } of open) await context.release().catch(() => {});
  }

  /** Lets every card go as it is. */
  async close(): Promise<void> {
    for (const reader of [...this.#connections.keys()]) await this.#letGo(reader);
  }

  async #connection(reader: string): Promise<Connection> {
    const open = this.#connections.get(reader);
    if (open !== undefined) return open;
    const context = await PcscContext.establish(this.#winscard);
    try {
      const connection = { context, card: await context.connect(reader) };
      this.#connections.set(reader, connection);
      return connection;
    } catch (error) {
      await context.release().catch(() => {});
      throw error;
    }
  }

  /** What is gone already cannot be closed any more: that is no error here. */
  async #letGo(reader: string): Promise<void> {
    const connection = this.#connections.get(reader);
    if (connection === undefined) return;
    this.#connections.delete(reader);
    await connection.minidriver?.cardDeleteContext().catch(() => {});
    await connection.card.disconnect().catch(() => {});
    await connection.context.release().catch(() => {});
  }
}
