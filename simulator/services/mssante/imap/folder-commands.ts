/** Commands about folders. Source: RFC 9051, 6.3; RFC 3501, 6.3.9 (LSUB); RFC 4315 (UIDPLUS); RFC 6154 (special uses). */
import { DELIMITER, FIRST_FOLDERS, type HolderBox } from '../holder-box.ts';
import type { Cursor } from './cursor.ts';
import { bad } from './imap-error.ts';
import { decodedName, encodedName } from './mailbox-name.ts';
import { Selected } from './selected.ts';
import type { Handler, Session } from './session.ts';
import { imapString, parseDateTime } from './values.ts';

const FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';
/** Of one message. */
const MOST_FLAGS = 64;

function folderName(args: Cursor): string {
  return decodedName(args.astring('the name of a folder'));
}

export function flagList(args: Cursor): readonly string[] {
  const listed = args.sees('(');
  const flags = listed ? args.list(() => args.flag()) : [args.flag()];
  while (!listed && args.takeIf(' ')) flags.push(args.flag());
  if (flags.length > MOST_FLAGS || flags.some((flag) => flag.length > 64))
    throw bad(`at most ${MOST_FLAGS} flags of 64 characters`);
  return flags.map(canonicalFlag).filter((flag) => flag !== '\\Recent');
}

/** Those of the standard in any case. */
function canonicalFlag(flag: string): string {
  const known = FLAGS.split(' ').find((one) => one.toLowerCase() === flag.toLowerCase());
  if (known === undefined && flag.startsWith('\\') && flag.toLowerCase() !== '\\recent')
    throw bad(`flag ${flag}: expected one of ${FLAGS}, or a word`);
  return known ?? (flag.startsWith('\\') ? '\\Recent' : flag);
}

function opening(readOnly: boolean): Handler {
  return (session, { args }) => {
    args.space();
    const name = folderName(args);
    args.end();
    session.leaveFolder();
    const folder = session.openBox.folder(name);
    const selected = new Selected(folder, readOnly, () => session.idle?.());
    session.selected = selected;
    const unseen = folder.messages().findIndex(({ flags }) => !flags.has('\\Seen'));
    const known = [...new Set([...FLAGS.split(' '), ...folder.messages().flatMap(({ flags }) => [...flags])])].join(
      ' ',
    );
    session.send(`* FLAGS (${known})`);
    session.send(`* OK [PERMANENTFLAGS (${readOnly ? '' : `${known} \\*`})] flags`);
    session.send(`* ${selected.size} EXISTS`);
    session.send('* 0 RECENT');
    if (unseen >= 0) session.send(`* OK [UNSEEN ${unseen + 1}] first unread`);
    session.send(`* OK [UIDVALIDITY ${folder.uidValidity}] valid`);
    session.send(`* OK [UIDNEXT ${folder.uidNext}] next`);
    return `[READ-${readOnly ? 'ONLY' : 'WRITE'}] opened`;
  };
}

/** `%` stops at a delimiter, `*` does not. */
function matcher(pattern: string): (name: string) => boolean {
  // Stars side by side say no more than one, and cost time.
  const parts = pattern.replaceAll(/\*+/g, '*').replaceAll(/%+/g, '%');
  if ((parts.match(/[*%]/g) ?? []).length > 8) throw bad('a pattern with more than 8 wildcards');
  const source = parts
    .replaceAll(/[.+?^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('%', '[^/]*');
  const expression = new RegExp(`^${source}$`, /^inbox$/i.test(pattern) ? 'i' : '');
  return (name) => expression.test(name);
}

function attributes(box: HolderBox, name: string): string {
  const inside = box.folders().some((one) => one.name.startsWith(name + DELIMITER));
  const use = Object.hasOwn(FIRST_FOLDERS, name) ? FIRST_FOLDERS[name] : undefined;
  return [inside ? '\\HasChildren' : '\\HasNoChildren', ...(use === undefined ? [] : [use])].join(' ');
}

function listing(word: 'LIST' | 'LSUB'): Handler {
  return (session, { args }) => {
    const box = session.openBox;
    args.space();
    const reference = folderName(args);
    args.space();
    const pattern = decodedName(args.pattern());
    args.end();
    if (pattern === '') session.send(`* ${word} (\\Noselect) "${DELIMITER}" ""`);
    const matches = pattern === '' ? () => false : matcher(reference + pattern);
    for (const { name } of box.folders())
      if (matches(name) && (word === 'LIST' || box.isSubscribed(name)))
        session.send(`* ${word} (${attributes(box, name)}) "${DELIMITER}" ${imapString(encodedName(name))}`);
    return `${word} completed`;
  };
}

const STATUS = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'SIZE'] as const;

const status: Handler = (session, { args }) => {
  args.space();
  const name = folderName(args);
  args.space();
  const wanted = args.list(() => {
    const word = args.atom().toUpperCase();
    const known = STATUS.find((one) => one === word);
    if (known === undefined) throw args.error(`one of ${STATUS.join(', ')} before this`);
    return known;
  });
  args.end();
  const folder = session.openBox.folder(name);
  const messages = folder.messages();
  const values = {
    MESSAGES: messages.length,
    RECENT: 0,
    UIDNEXT: folder.uidNext,
    UIDVALIDITY: folder.uidValidity,
    UNSEEN: messages.filter(({ flags }) => !flags.has('\\Seen')).length,
    SIZE: messages.reduce((sum, { raw }) => sum + raw.length, 0),
  };
  session.send(
    `* STATUS ${imapString(encodedName(folder.name))} (${wanted.map((one) => `${one} ${values[one]}`).join(' ')})`,
  );
  return 'STATUS completed';
};

/** A command that names one folder. */
function named(done: (session: Session, name: string) => void): Handler {
  return (session, { args, name: command }) => {
    args.space();
    const name = folderName(args);
    args.end();
    done(session, name);
    return `${command} completed`;
  };
}

const rename: Handler = (session, { args }) => {
  args.space();
  const from = folderName(args);
  args.space();
  const to = folderName(args);
  args.end();
  session.openBox.rename(from, to);
  return 'RENAME completed';
};

function dateOf(args: Cursor): Date {
  const date = parseDateTime(Buffer.from(args.string()).toString('latin1'));
  if (date === undefined) throw args.error('a date and time before this, as "03-Sep-2018 12:00:00 +0200"');
  return date;
}

const append: Handler = (session, { args }) => {
  const box = session.openBox;
  args.space();
  const name = folderName(args);
  args.space();
  const listed = args.sees('(');
  const flags = listed ? flagList(args) : [];
  if (listed) args.space();
  const date = args.sees('"') ? dateOf(args) : undefined;
  if (date !== undefined) args.space();
  const raw = args.string('a literal');
  args.end();
  const folder = box.folder(name);
  const { uid } = box.append(name, raw, flags, date);
  return `[APPENDUID ${folder.uidValidity} ${uid}] APPEND completed`;
};

const namespace: Handler = (session, { args }) => {
  args.end();
  if (session.openBox) session.send(`* NAMESPACE (("" "${DELIMITER}")) NIL NIL`);
  return 'NAMESPACE completed';
};

export const FOLDER_COMMANDS: Readonly<Record<string, Handler>> = {
  SELECT: opening(false),
  EXAMINE: opening(true),
  LIST: listing('LIST'),
  LSUB: listing('LSUB'),
  STATUS: status,
  NAMESPACE: namespace,
  CREATE: named((session, name) => void session.openBox.create(name.replace(/\/$/, ''))),
  DELETE: named((session, name) => session.openBox.delete(name)),
  SUBSCRIBE: named((session, name) => session.openBox.subscribe(name, true)),
  UNSUBSCRIBE: named((session, name) => session.openBox.subscribe(name, false)),
  RENAME: rename,
  APPEND: append,
};
