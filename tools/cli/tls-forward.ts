/** One connection of the port that `cps-sim tls` opens, and the code that is presented for it. */
import { isIP, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageIn } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { CspError, type Dialogs, NOBODY, type PinRequest, SCARD } from '../../driver/csp/index.ts';
import { type CardConnectionOptions, type CardKey, connect } from '../../driver/tls/index.ts';
import { type Bridge, startTlsBridge } from '../../driver/tls/start-tls-bridge.ts';
import { spokenLanguage } from './language.ts';

const WRONG_CODE: Text = { en: 'the code given is wrong', fr: 'le code donné est faux' };

/** A code that was wrong is never presented again: further connections cost no try, and are told the same. */
export function dialogsOf(code: string | undefined): Dialogs {
  let wrong: PinRequest['refused'];
  const enterPin: Dialogs['enterPin'] = async ({ refused }) => {
    wrong = refused ?? wrong;
    if (wrong !== undefined) throw new CspError(SCARD.W_WRONG_CHV, WRONG_CODE, wrong);
    return code;
  };
  return { ...NOBODY, enterPin };
}

export interface Destination {
  readonly server: CardConnectionOptions;
  /** TLS begins when that protocol has asked for it. */
  readonly starttls: 'imap' | 'smtp' | undefined;
}

/** TLS goes through the bridge, with the name of the server behind it. */
function through({ port }: Bridge, { host = LOOPBACK, ...server }: CardConnectionOptions): CardConnectionOptions {
  const named = isIP(host) === 0 ? { servername: host } : {};
  return { ...named, ...server, host: LOOPBACK, port };
}

/** What an IMAP server could before TLS is not what it can behind it: the program asks again. */
function greetingBehindTls({ greeting }: Bridge): string {
  return greeting.replace(/\[CAPABILITY [^\]]*\] ?/i, '');
}

/** The program has gone, or the stream to it was closed on its way: nothing went wrong here. */
function isClientsEnd(error: unknown): boolean {
  return hasErrorCode(error, 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ECONNRESET');
}

interface Waiting {
  /** What it has sent. */
  readonly sent: PassThrough;
  /** Aborted when it leaves. */
  readonly left: AbortSignal;
  /** Nobody waits any more: its end is one of those of a connection. */
  over(): void;
}

/**
 * A client that waits for TLS. What it sends is taken meanwhile, as far as there is room: its end comes behind that. Whoever
 * stops sending counts as gone; a socket of Node that is not half open ends there anyway.
 */
function waiting(client: Socket): Waiting {
  const gone = new AbortController();
  const leave = () => gone.abort();
  client.once('end', leave).once('close', leave);
  const sent = new PassThrough();
  pipeline(client, sent).catch(() => {});
  return { sent, left: gone.signal, over: () => void client.off('end', leave).off('close', leave) };
}

/** What both sides say until one of them ends; why it came to nothing is told, and the port goes on. */
export async function forward(client: Socket, key: CardKey, { server, starttls }: Destination): Promise<void> {
  const { sent, left, over } = waiting(client);
  let bridge: Bridge | undefined;
  try {
    bridge = starttls && (await startTlsBridge(starttls, server.port, server.host, left));
    const place = bridge === undefined ? server : through(bridge, server);
    const socket = await connect(key, { ...place, signal: left });
    over();
    if (bridge !== undefined) client.write(greetingBehindTls(bridge));
    await Promise.all([pipeline(sent, socket, { end: true }), pipeline(socket, client, { end: true })]);
  } catch (error) {
    if (!left.aborted && !isClientsEnd(error)) console.error(messageIn(error, spokenLanguage()));
    client.destroy();
  } finally {
    await bridge?.close();
  }
}
