/** Commands about the messages of the folder that is open. Source: RFC 9051, 6.4; RFC 4315 (UIDPLUS); RFC 2177 (IDLE). */
import type { Cursor, Range } from './cursor.ts';
import { fetchAnswer, marksAsRead, parseFetchItems } from './fetch.ts';
import { flagList } from './folder-commands.ts';
import { bad, ImapError } from './imap-error.ts';
import { decodedName } from './mailbox-name.ts';
import { parseSearch } from './search.ts';
import type { Selected } from './selected.ts';
import type { Handler, Session } from './session.ts';

type Numbered = (session: Session, args: Cursor, byUid: boolean) => Promise<string> | string;

/** @throws ImapError BAD when there is no message of a sequence number */
function setOf(args: Cursor, selected: Selected, byUid: boolean): readonly Range[] {
  args.space();
  const ranges = args.set();
  args.space();
  if (!byUid) selected.requireNumbers(ranges);
  return ranges;
}

/** Messages that are marked as read, and kept so, together: each time the whole state is written. */
const READ_AT_ONCE = 100;

const fetch: Numbered = async (session, args, byUid) => {
  const selected = session.openFolder;
  const ranges = setOf(args, selected, byUid);
  const asked = parseFetchItems(args);
  args.end();
  const items = byUid && !asked.includes('UID') ? (['UID', ...asked] as const) : asked;
  const reads = marksAsRead(items) && !selected.readOnly;
  const found = selected.found(ranges, byUid);
  for (let from = 0; from < found.length && session.line.stream.writable; from += READ_AT_ONCE) {
    const block = found.slice(from, from + READ_AT_ONCE);
    const unread = reads ? block.filter(({ message }) => !message.flags.has('\\Seen')) : [];
    const uids = unread.map(({ message }) => message.uid);
    const read = new Map(selected.folder.changeFlags(uids, 'add', ['\\Seen']).map((one) => [one.uid, one]));
    await session.kept();
    for (const { sequence, message } of block) {
      if (!session.line.stream.writable) break;
      session.write(fetchAnswer(sequence, read.get(message.uid) ?? message, items));
      await session.room();
    }
  }
  return 'FETCH completed';
};

const search: Numbered = (session, args, byUid) => {
  const selected = session.openFolder;
  args.space();
  const criterion = parseSearch(args, selected.numbers);
  const all = selected.found([[1, undefined]], false);
  const found = all.filter(criterion).map(({ sequence, message }) => (byUid ? message.uid : sequence));
  session.send(['* SEARCH', ...found].join(' '));
  return 'SEARCH completed';
};

const CHANGES = { '+FLAGS': 'add', '-FLAGS': 'remove', FLAGS: 'set' } as const;

const store: Numbered = (session, args, byUid) => {
  const selected = session.writableFolder;
  const ranges = setOf(args, selected, byUid);
  const change = (Object.keys(CHANGES) as (keyof typeof CHANGES)[]).find((one) => args.takeIf(one));
  if (change === undefined) throw args.error('FLAGS, +FLAGS or -FLAGS');
  selected.silent = args.takeIf('.SILENT');
  try {
    args.space();
    const flags = flagList(args);
    args.end();
    const uids = selected.found(ranges, byUid).map(({ message }) => message.uid);
    selected.folder.changeFlags(uids, CHANGES[change], flags);
  } finally {
    selected.silent = false;
  }
  return 'STORE completed';
};

function copying(moves: boolean): Numbered {
  return async (session, args, byUid) => {
    const selected = moves ? session.writableFolder : session.openFolder;
    const ranges = setOf(args, selected, byUid);
    const name = decodedName(args.astring('the name of a folder'));
    args.end();
    const target = session.openBox.folder(name);
    const uids = selected.found(ranges, byUid).map(({ message }) => message.uid);
    if (uids.length === 0) return 'nothing to do';
    const pairs = selected.folder.copyTo(target, uids);
    const numbers = (index: 0 | 1) => pairs.map((pair) => pair[index]).join(',');
    const code = `[COPYUID ${target.uidValidity} ${numbers(0)} ${numbers(1)}]`;
    if (!moves) return `${code} COPY completed`;
    selected.folder.remove(uids);
    await session.kept();
    session.send(`* OK ${code} moved`);
    return 'MOVE completed';
  };
}

const BY_NUMBER: Readonly<Record<string, Numbered>> = {
  FETCH: fetch,
  SEARCH: search,
  STORE: store,
  COPY: copying(false),
  MOVE: copying(true),
};

const uid: Handler = (session, { args }) => {
  args.space();
  const name = args.atom('FETCH, SEARCH, STORE, COPY, MOVE or EXPUNGE').toUpperCase();
  if (name === 'EXPUNGE') {
    args.space();
    const ranges = args.set();
    args.end();
    const { folder } = session.writableFolder;
    const uids = session.openFolder.found(ranges, true).map(({ message }) => message.uid);
    folder.expunge(new Set(uids));
    return 'UID EXPUNGE completed';
  }
  const handler = Object.hasOwn(BY_NUMBER, name) ? BY_NUMBER[name] : undefined;
  if (handler === undefined) throw bad('expected FETCH, SEARCH, STORE, COPY, MOVE or EXPUNGE behind UID');
  return handler(session, args, true);
};

/** Each of them by sequence numbers. */
function plain(handler: Numbered): Handler {
  return (session, { args }) => handler(session, args, false);
}

const expunge: Handler = (session, { args }) => {
  args.end();
  session.writableFolder.folder.expunge();
  return 'EXPUNGE completed';
};

function leaving(expunges: boolean): Handler {
  return (session, { args }) => {
    args.end();
    const { folder, readOnly } = session.openFolder;
    session.leaveFolder();
    if (expunges && !readOnly) folder.expunge();
    return 'the folder is closed';
  };
}

const idle: Handler = async (session, { args }) => {
  args.end();
  if (session.openBox) session.send('+ idling');
  session.tellNews();
  session.idle = () => void session.kept().then(() => session.tellNews());
  try {
    const line = await session.line.reader.line();
    if (line?.toUpperCase() !== 'DONE') throw new ImapError('BAD', 'expected DONE');
  } finally {
    session.idle = undefined;
  }
  return 'IDLE completed';
};

export const MESSAGE_COMMANDS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(Object.entries(BY_NUMBER).map(([name, handler]) => [name, plain(handler)])),
  UID: uid,
  EXPUNGE: expunge,
  CLOSE: leaving(true),
  UNSELECT: leaving(false),
  IDLE: idle,
};

/** Numbers may not move in answers to these. */
export const KEEPS_NUMBERS: readonly string[] = ['FETCH', 'STORE', 'SEARCH'];
