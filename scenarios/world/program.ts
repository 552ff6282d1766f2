/**
 * The program under test: a context and a handle for each reader it uses, and the card contexts of its minidriver.
 *
 * A handle lives until the program lets it go: after a removal or a reset it stays, and tells so, until
 * CardAcquireContext or a restart.
 */
import { BYTES, parameters, TEXT } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { MinidriverSettings } from '../../driver/minidriver/index.ts';
import type { PcscCard } from '../../driver/pcsc/card.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { MinidriverSession } from './minidriver-session.ts';
import type { WindowsSettings } from './windows/windows-settings.ts';

/** What the world gives to the minidriver of each program. */
export type ProgramSettings = Pick<MinidriverSettings, 'trace' | 'random' | 'clock'>;

/** Of the program under test, in the trace. */
const NAME = 'program';

const READER = { reader: TEXT };
const ARGUMENTS = {
  acquire: parameters('Program.acquire', READER),
  minidriver: parameters('Program.minidriver', READER),
  transmit: parameters('Program.transmit', { ...READER, command: BYTES }),
  beginTransaction: parameters('Program.beginTransaction', READER),
  endTransaction: parameters('Program.endTransaction', READER),
};

/** All of it begins in the instant it is asked for: whoever asks meanwhile gets the same. */
interface Connection {
  readonly context: Promise<PcscContext>;
  readonly card: Promise<PcscCard>;
  minidriver?: Promise<MinidriverSession>;
}

export class Program {
  readonly #winscard: WinScard;
  readonly #windows: WindowsSettings;
  readonly #settings: ProgramSettings;
  readonly #connections = new Map<string, Connection>();

  constructor(winscard: WinScard, windows: WindowsSettings, settings: ProgramSettings) {
    this.#settings = settings;
    this.#winscard = winscard;
    this.#windows = windows;
  }

  /** CardAcquireContext on a new handle; an old one of that reader is let go. */
  async acquire(reader: string): Promise<MinidriverSession> {
    ARGUMENTS.acquire(reader);
    await this.#letGo(reader);
    return this.minidriver(reader);
  }

  /** The card context on that reader; acquired when there is none. */
  async minidriver(reader: string): Promise<MinidriverSession> {
    ARGUMENTS.minidriver(reader);
    const connection = this.#connection(reader);
    connection.minidriver ??= this.#acquired(connection);
    return connection.minidriver;
  }

  async transmit(reader: string, command: Bytes): Promise<ResponseApdu> {
    ARGUMENTS.transmit(reader, command);
    return (await this.#connection(reader).card).transmit(command);
  }

  async beginTransaction(reader: string): Promise<void> {
    ARGUMENTS.beginTransaction(reader);
    await (await this.#connection(reader).card).beginTransaction();
  }

  async endTransaction(reader: string): Promise<void> {
    ARGUMENTS.endTransaction(reader);
    await (await this.#connection(reader).card).endTransaction();
  }

  /** Ends as a killed process does: contexts close with their handles open, and a held transaction resets its card. */
  async restart(): Promise<void> {
    const open = [...this.#connections.values()];
    this.#connections.clear();
    for (const { context } of open) await released(context);
  }

  /** Lets every card go as it is. */
  async close(): Promise<void> {
    for (const reader of [...this.#connections.keys()]) await this.#letGo(reader);
  }

  #connection(reader: string): Connection {
    const open = this.#connections.get(reader);
    if (open !== undefined) return open;
    const context = PcscContext.establish(this.#winscard, { program: NAME });
    const connection = { context, card: this.#connected(reader, context) };
    this.#connections.set(reader, connection);
    return connection;
  }

  async #connected(reader: string, context: Promise<PcscContext>): Promise<PcscCard> {
    try {
      return await (await context).connect(reader);
    } catch (error) {
      if (this.#connections.get(reader)?.context === context) this.#connections.delete(reader);
      await released(context);
      throw error;
    }
  }

  /** One that fails is acquired anew when it is asked for again. */
  #acquired(connection: Connection): Promise<MinidriverSession> {
    const acquired = connection.card.then((card) =>
      MinidriverSession.acquire(card, { ...this.#windows.minidriverSettings(), ...this.#settings, program: NAME }),
    );
    acquired.catch(() => {
      delete connection.minidriver;
    });
    return acquired;
  }

  /** What is gone already cannot be closed any more: that is no error here. */
  async #letGo(reader: string): Promise<void> {
    const connection = this.#connections.get(reader);
    if (connection === undefined) return;
    this.#connections.delete(reader);
    await connection.minidriver?.then((session) => session.cardDeleteContext()).catch(() => {});
    await connection.card.then((card) => card.disconnect()).catch(() => {});
    await released(connection.context);
  }
}

/** Whatever became of it. */
function released(context: Promise<PcscContext>): Promise<void> {
  return context.then((established) => established.release()).catch(() => {});
}
