/** `cps-sim tls`: a port of this machine whose connections go on to a TLS server with the card's identity, until Ctrl-C. */
import { once } from 'node:events';
import { type AddressInfo, createServer, isIP, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { toPem } from '#asn1/pem.ts';
import { messageIn } from '#common/coded-error.ts';
import type { Language, Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { own } from '#common/own.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { readCertificates } from '#formats/certificates.ts';
import { CspError, CspProcess, type Dialogs, NOBODY, type PinRequest, SCARD } from '../../driver/csp/index.ts';
import type { Generation } from '../../driver/minidriver/index.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { type CardConnectionOptions, type CardKey, connect, openCardKey } from '../../driver/tls/index.ts';
import { type Bridge, startTlsBridge } from '../../driver/tls/start-tls-bridge.ts';
import { portError } from '../../simulator/services/listening/loopback.ts';
import { readFile } from './formats/files.ts';
import { Interruption } from './interruption.ts';
import { say, spokenLanguage } from './language.ts';
import { printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

export interface TlsOptions {
  readonly listen: number;
  readonly reader?: string;
  readonly servername?: string;
  /** File of certificates, in any form `cert show` reads. */
  readonly ca?: string;
  /** Variable of the environment that has the code. */
  readonly codeEnv?: string;
  /** TLS begins when that protocol has asked for it. */
  readonly starttls?: 'imap' | 'smtp';
  readonly generation: Generation;
  readonly lang?: Language;
}

/** At once; one more is refused. */
const MOST_CONNECTIONS = 64;

/** @throws UsageError */
export function parseServer(text: string): { readonly host: string; readonly port: number } {
  const found = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  const { v6, name = '', port = '' } = found;
  if (Number(port) >= 1 && Number(port) <= 0xffff) return { host: v6 ?? name, port: Number(port) };
  throw new UsageError({
    en: 'the server is no HOST:PORT: type it as localhost:8443',
    fr: "le serveur n'est pas HÔTE:PORT : tapez-le comme localhost:8443",
  });
}

const WRONG_CODE: Text = { en: 'the code given is wrong', fr: 'le code donné est faux' };

/** A code that was wrong is never presented again: further connections cost no try, and are told the same. */
function dialogsOf(code: string | undefined): Dialogs {
  let wrong: PinRequest['refused'];
  const enterPin: Dialogs['enterPin'] = async ({ refused }) => {
    wrong = refused ?? wrong;
    if (wrong !== undefined) throw new CspError(SCARD.W_WRONG_CHV, WRONG_CODE, wrong);
    return code;
  };
  return { ...NOBODY, enterPin };
}

function codeOf({ codeEnv }: TlsOptions): string | undefined {
  if (codeEnv === undefined) return undefined;
  const code = own(process.env, codeEnv);
  if (code !== undefined) return code;
  throw new UsageError({
    en: `--code-env ${codeEnv}: the environment has no variable ${codeEnv}`,
    fr: `--code-env ${codeEnv} : l'environnement n'a pas de variable ${codeEnv}`,
  });
}

interface Destination {
  readonly server: CardConnectionOptions;
  readonly starttls: TlsOptions['starttls'];
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

/** What both sides say until one of them ends; why it came to nothing is told, and the port goes on. */
async function forward(client: Socket, key: CardKey, { server, starttls }: Destination): Promise<void> {
  client.on('error', () => {});
  let bridge: Bridge | undefined;
  try {
    bridge = starttls && (await startTlsBridge(starttls, server.port, server.host));
    const socket = await connect(key, bridge === undefined ? server : through(bridge, server));
    if (bridge !== undefined) client.write(greetingBehindTls(bridge));
    await Promise.all([pipeline(client, socket, { end: true }), pipeline(socket, client, { end: true })]);
  } catch (error) {
    if (!isClientsEnd(error)) console.error(messageIn(error, spokenLanguage()));
    client.destroy();
  } finally {
    await bridge?.close();
  }
}

async function serve(key: CardKey, to: Destination, port: number, signal: AbortSignal): Promise<void> {
  // Interrupted while it waited for the card: a server that is closed before it listens tells nobody.
  if (signal.aborted) return;
  const server = createServer((client) => void forward(client, key, to));
  server.maxConnections = MOST_CONNECTIONS;
  server.listen({ port, host: LOOPBACK, signal });
  await once(server, 'listening').catch((cause) => {
    throw portError(port, cause);
  });
  const at = `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  const there = `${to.server.host}:${to.server.port}`;
  printLines(say({ en: `${at} leads to ${there} with the card`, fr: `${at} mène à ${there} avec la carte` }));
  await once(server, 'close');
}

export async function tls(address: string, options: TlsOptions): Promise<void> {
  const { reader, servername, ca, starttls } = options;
  const trusted = ca === undefined ? {} : { ca: readCertificates(ca, readFile(ca)).map(toPem) };
  const named = servername === undefined ? {} : { servername };
  const to = { server: { ...parseServer(address), ...named, ...trusted }, starttls };
  const dialogs = dialogsOf(codeOf(options));
  const interruption = new Interruption();
  const csp = new CspProcess(nativeWinScard(), {
    dialogs,
    program: 'cps-sim tls',
    minidriver: { configuration: { generation: options.generation } },
  });
  try {
    const key = await openCardKey(csp, reader === undefined ? {} : { reader });
    await serve(key, to, options.listen, interruption.signal).finally(() => key.close());
  } finally {
    await csp.close();
    interruption.over();
  }
}
