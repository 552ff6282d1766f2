/** CAPABILITY, STARTTLS, AUTHENTICATE, LOGIN. Source: RFC 9051, 6.1.1, 6.2; RFC 4422, appendix A (EXTERNAL); RFC 4616 (PLAIN). */
import { ReasonedError } from '#common/coded-error.ts';
import { MssanteError } from '../mssante-error.ts';
import { refusalLine, requireIdentity, requirePassword, told } from '../visitor.ts';
import { bad, ImapError } from './imap-error.ts';
import type { Handler, Session } from './session.ts';
import { asciiLine } from './values.ts';

export function capabilities({ line, box, ground }: Session): string {
  const { authentication, faults } = ground.settings();
  const always = [
    'IMAP4rev1',
    'LITERAL+',
    'SASL-IR',
    'ID',
    'NAMESPACE',
    'IDLE',
    'UIDPLUS',
    'MOVE',
    'UNSELECT',
    'SPECIAL-USE',
    'CHILDREN',
  ];
  if (box !== undefined) return always.join(' ');
  if (!line.secure)
    return [...always, ...(faults.includes('noStartTls') ? [] : ['STARTTLS']), 'LOGINDISABLED'].join(' ');
  const byPassword = authentication === 'password' || authentication === 'certificate';
  const ways = byPassword ? ['AUTH=PLAIN'] : ['LOGINDISABLED'];
  return [...always, ...(authentication === 'password' ? [] : ['AUTH=EXTERNAL']), ...ways].join(' ');
}

export const capability: Handler = (session, { args }) => {
  args.end();
  session.send(`* CAPABILITY ${capabilities(session)}`);
  return 'CAPABILITY completed';
};

/** What the card or the person did not get in with. */
function authenticationFailed(session: Session, error: MssanteError): ImapError {
  if (error !== session.visitor?.refused) told(session.ground, 'imap', error);
  return new ImapError('NO', refusalLine(error), { responseCode: 'ALERT' });
}

function enter(session: Session, prove: (box: NonNullable<Session['box']>) => void): string {
  const { visitor } = session;
  if (visitor?.refused !== undefined) throw authenticationFailed(session, visitor.refused);
  const box = visitor?.box;
  if (box === undefined)
    throw new ImapError('NO', 'STARTTLS first, with the card', { responseCode: 'PRIVACYREQUIRED' });
  try {
    prove(box);
  } catch (error) {
    if (error instanceof MssanteError) throw authenticationFailed(session, error);
    throw error;
  }
  session.box = box;
  const { address } = box;
  session.ground.tell('mssante', 'login', { en: `imap: ${address} has come in`, fr: `imap : ${address} est entré` });
  return `[CAPABILITY ${capabilities(session)}] ${address} authenticated`;
}

function requireNotYet({ box, line }: Session): void {
  if (box !== undefined) throw bad('already authenticated');
  if (!line.secure) throw new ImapError('NO', 'STARTTLS first, with the card', { responseCode: 'PRIVACYREQUIRED' });
}

function decoded(text: string): string {
  if (text === '=') return '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw bad('expected base64');
  return Buffer.from(text, 'base64').toString('utf8');
}

async function response(session: Session, args: Parameters<Handler>[1]['args']): Promise<string> {
  if (args.takeIf(' ')) {
    const initial = args.before(' ', 'base64, or =');
    args.end();
    return decoded(initial);
  }
  args.end();
  session.send('+ ');
  const line = await session.line.reader.line();
  if (line === undefined || line === '*') throw bad('AUTHENTICATE was cancelled');
  return decoded(line);
}

export const authenticate: Handler = async (session, { args }) => {
  args.space();
  const mechanism = args.atom('a mechanism').toUpperCase();
  requireNotYet(session);
  if (!capabilities(session).split(' ').includes(`AUTH=${mechanism}`))
    throw new ImapError('NO', 'this mechanism is not offered; see CAPABILITY');
  const said = await response(session, args);
  const settings = session.ground.settings();
  if (mechanism === 'EXTERNAL') return enter(session, (box) => requireIdentity(box, said, settings));
  const [authorisation = '', name = '', password = ''] = said.split('\0');
  return enter(session, (box) => {
    if (authorisation !== '') requireIdentity(box, authorisation, settings);
    requirePassword(box, name, password, settings);
  });
};

export const login: Handler = (session, { args }) => {
  args.space();
  const name = args.astring('a name');
  args.space();
  const password = args.astring('a password');
  args.end();
  requireNotYet(session);
  const settings = session.ground.settings();
  if (capabilities(session).includes('LOGINDISABLED'))
    throw new ImapError('NO', 'LOGIN is not taken here: AUTHENTICATE EXTERNAL', { responseCode: 'PRIVACYREQUIRED' });
  return enter(session, (box) => requirePassword(box, name, password, settings));
};

/** Commands that may make the folder that is not there, and go on. Source: RFC 9051, 6.3.12, 6.4.7, 7.1. */
const MAY_CREATE = /^(?:APPEND|COPY|MOVE|UID)$/;

/** An error of the operator's, as that command is answered. */
export function imapErrorOf(error: unknown, command: string): ImapError {
  if (error instanceof ImapError) return error;
  if (!(error instanceof ReasonedError)) throw error;
  const codes: Readonly<Record<string, string>> = {
    noFolder: MAY_CREATE.test(command) ? 'TRYCREATE' : 'NONEXISTENT',
    folderExists: 'ALREADYEXISTS',
    full: 'OVERQUOTA',
    tooLarge: 'TOOBIG',
  };
  const responseCode = codes[error.reason];
  return new ImapError('NO', asciiLine(error.message), responseCode === undefined ? {} : { responseCode });
}
