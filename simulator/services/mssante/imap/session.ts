/** What one connection of IMAP knows, and how it is answered. */
import type { Duplex } from 'node:stream';
import type { Bytes } from '#iso7816/bytes.ts';
import type { HolderBox } from '../holder-box.ts';
import type { Ground, Visitor } from '../visitor.ts';
import type { Command, CommandReader } from './command-reader.ts';
import { ImapError } from './imap-error.ts';
import type { Selected } from './selected.ts';

/** What follows the connection itself. */
export interface Line {
  readonly stream: Duplex;
  readonly secure: boolean;
  readonly reader: CommandReader;
}

export class Session {
  readonly ground: Ground;
  line: Line;
  /** Since the handshake. */
  visitor: Visitor | undefined;
  box: HolderBox | undefined;
  selected: Selected | undefined;
  /** Somebody waits in IDLE to be told. */
  idle: (() => void) | undefined;
  ended = false;

  constructor(ground: Ground, line: Line) {
    this.ground = ground;
    this.line = line;
  }

  /** One line. */
  send(line: string): void {
    this.write([`${line}\r\n`]);
  }

  /** In pieces: text as Latin-1, and bytes. */
  write(parts: readonly (string | Bytes)[]): void {
    const { stream } = this.line;
    if (!stream.writable) return;
    stream.cork();
    for (const part of parts) stream.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    stream.uncork();
  }

  /** Whoever reads slowly is not sent more than is on its way: resolves when there is room. */
  async room(): Promise<void> {
    const { stream } = this.line;
    if (!stream.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        stream.off('drain', done).off('close', done);
        resolve();
      };
      stream.on('drain', done).on('close', done);
    });
  }

  /** Behind this what has happened so far is kept, where things are kept: what is answered then has happened for good. */
  kept(): Promise<void> {
    return Promise.resolve();
  }

  tellNews(mayExpunge = true): void {
    for (const line of this.selected?.news(mayExpunge) ?? []) this.send(line);
  }

  /** @throws ImapError */
  get openBox(): HolderBox {
    if (this.box === undefined)
      throw new ImapError('BAD', 'not authenticated yet: STARTTLS with the card, then AUTHENTICATE');
    return this.box;
  }

  /** @throws ImapError */
  get openFolder(): Selected {
    if (this.selected === undefined) throw new ImapError('BAD', 'no folder is selected: SELECT or EXAMINE first');
    return this.selected;
  }

  /** @throws ImapError */
  get writableFolder(): Selected {
    if (this.openFolder.readOnly)
      throw new ImapError('NO', 'the folder was opened to be read only', { responseCode: 'READ-ONLY' });
    return this.openFolder;
  }

  leaveFolder(): void {
    this.selected?.close();
    this.selected = undefined;
  }
}

/** Answers to a command: what stands behind `OK` in its last line; the rest is sent before. */
export type Handler = (session: Session, command: Command) => Promise<string> | string;
