/** `cps-sim tls`: a port of this machine whose connections go on to a TLS server with the card's identity, until Ctrl-C. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { toPem } from '#asn1/pem.ts';
import type { Language } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { own } from '#common/own.ts';
import { readCertificates } from '#formats/certificates.ts';
import { CspProcess } from '../../driver/csp/index.ts';
import type { Generation } from '../../driver/minidriver/index.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { type CardKey, openCardKey } from '../../driver/tls/index.ts';
import { portError } from '../../simulator/services/listening/loopback.ts';
import { readFile } from './formats/files.ts';
import { Interruption } from './interruption.ts';
import { say } from './language.ts';
import { printLines } from './print-lines.ts';
import { type Destination, dialogsOf, forward } from './tls-forward.ts';
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

function codeOf({ codeEnv }: TlsOptions): string | undefined {
  if (codeEnv === undefined) return undefined;
  const code = own(process.env, codeEnv);
  if (code !== undefined) return code;
  throw new UsageError({
    en: `--code-env ${codeEnv}: the environment has no variable ${codeEnv}`,
    fr: `--code-env ${codeEnv} : l'environnement n'a pas de variable ${codeEnv}`,
  });
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
