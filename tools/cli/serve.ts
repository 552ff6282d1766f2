/** `cps-sim serve`: services around the card, on loopback, until Ctrl-C. */
import { once } from 'node:events';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Language, Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { ListAddresses } from '../../simulator/pki/index.ts';
import {
  type FrontPage,
  HealthServices,
  openFrontPage,
  type Ports,
  SERVICE_NAMES,
  type Service,
  type ServiceName,
} from '../../simulator/services/index.ts';
import { Interruption } from './interruption.ts';
import { colon, say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';
import { checkTrustFile, type TrustOptions, writeTrustFile } from './serve-trust.ts';

export interface ServeOptions extends TrustOptions {
  readonly port?: Ports & { readonly page?: number };
  readonly seed?: number;
  readonly lists?: ListAddresses;
  /** Folder of what is kept. */
  readonly state?: string;
  readonly quiet?: true;
  readonly json?: true;
  readonly lang?: Language;
}

const UNTIL: Text = { en: 'Ctrl-C ends them', fr: 'Ctrl-C les arrête' };
/** Nothing else keeps the process alive: the servers do not. */
const AWAKE_MS = Number.MAX_SAFE_INTEGER;

const PAGE: Text = { en: 'page', fr: 'page' };

function lines(services: readonly Shown[]): string[] {
  const rows = services.flatMap(({ title, addresses }) =>
    addresses.map(({ what, url }) => [say(title), say(what), url] as const),
  );
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => (row[i] as string).length)));
  return rows.map(([title, what, url]) => `${title.padEnd(widths[0] ?? 0)}  ${what.padEnd(widths[1] ?? 0)}  ${url}`);
}

function json(services: readonly Shown[]): unknown {
  return services.map(({ name, title, addresses }) => ({
    service: name,
    title: say(title),
    addresses: addresses.map(({ what, url }) => ({ what: say(what), url })),
  }));
}

/** What is told of a service, of the page that lists them, and of the file of their authorities. */
type Shown = Pick<Service, 'title' | 'addresses'> & { readonly name: string };

function shown({ all }: HealthServices, { address }: FrontPage): readonly Shown[] {
  return [{ name: 'page', title: PAGE, addresses: [address] }, ...all];
}

async function writtenTrust(services: HealthServices, { writeTrust }: TrustOptions): Promise<readonly Shown[]> {
  return writeTrust === undefined ? [] : [await writeTrustFile(writeTrust, services)];
}

/** @throws ServiceError when a port is taken, StateError when the state cannot be had or kept; as `checkTrustFile` */
export async function serve(
  names: readonly ServiceName[],
  { port: { page: pagePort, ...ports } = {}, seed, lists, state, quiet, json: asJson, ...trust }: ServeOptions,
): Promise<void> {
  checkTrustFile(trust);
  const interruption = new Interruption();
  const interrupted = once(interruption.signal, 'abort');
  const tell = (service: ServiceName | 'state', _: string, text: Text) => {
    if (service === 'state') process.stderr.write(terminalText(`cps-sim: ${say(text)}`).concat('\n'));
    else if (!quiet && !asJson) printLines(terminalText(`-- ${service}${colon()} ${say(text)}`));
  };
  const services = await HealthServices.start({
    names: names.length === 0 ? SERVICE_NAMES : names,
    pki: { ...(seed !== undefined && { seed }), ...(lists !== undefined && { lists }) },
    ports,
    tell,
    ...(state !== undefined && { state }),
  });
  const page = await openFrontPage(services, pagePort).catch(async (error) => {
    await services.close();
    throw error;
  });
  const sleep = SYSTEM_CLOCK.after(AWAKE_MS, () => {});
  try {
    const rows = [...shown(services, page), ...(await writtenTrust(services, trust))];
    if (asJson) printJson(json(rows));
    else printLines([...lines(rows), say(UNTIL)].join('\n'));
    await Promise.race([interrupted, page.stopped]);
  } finally {
    sleep();
    interruption.over();
    await page.close();
    await services.close();
  }
}
