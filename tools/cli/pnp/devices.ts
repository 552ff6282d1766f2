/** `cps-sim pnp insert`, `remove`, `update`, `watch`: cards that come and go, without reader or in those of this machine. */

import { sameInEach } from '#common/language.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { nativeWinScard } from '../../../driver/pcsc/native.ts';
import {
  type CardIdentity,
  discoverDevice,
  hardwareId,
  historicalBytes,
  type PlugAndPlay,
  type PlugAndPlayEvent,
  servePlugAndPlay,
} from '../../../driver/plug-and-play/index.ts';
import { Card } from '../../../simulator/card/card.ts';
import type { Face } from '../../../simulator/card/profile/schema.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { openCard } from '../card/source.ts';
import { EXIT } from '../exit-code.ts';
import { Interruption } from '../interruption.ts';
import { colon } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { type CommonOptions, type Desk, openDesk, plugAndPlayOf } from './desk.ts';
import { parseAtr } from './status.ts';

export interface ReaderOptions extends CommonOptions {
  readonly reader: string;
}

export interface InsertOptions extends ReaderOptions {
  readonly atr?: string;
  readonly profile?: string;
  readonly seed?: number;
  readonly face: Face;
}

interface KnownCard {
  readonly atr: Bytes;
  readonly identity: CardIdentity | undefined;
}

/** A card of ours, asked through a reader of ours. */
async function askCard(profile: string, { seed, face }: InsertOptions): Promise<KnownCard> {
  const { name, store, close } = await openCard(profile, { seed });
  const manager = new ResourceManager();
  try {
    const slot = manager.plugReader(name);
    slot.insert(new Card({ name, store, face }));
    const context = await PcscContext.establish(manager);
    const card = await context.connect(slot.name);
    const { atr } = await card.status();
    return { atr, identity: await discoverDevice(card, atr) };
  } finally {
    await manager.close();
    close();
  }
}

/** All that an answer to reset tells. */
function cardOfAtr(text: string): KnownCard {
  const atr = parseAtr(text);
  const bytes = historicalBytes(atr);
  if (bytes === undefined)
    throw new UsageError({
      en: `ATR ${toHex(atr)}: no answer to reset, expected 3B or 3F and as many bytes as it announces`,
      fr: `ATR ${toHex(atr)} : pas une réponse au reset, attendu : 3B ou 3F et autant d'octets qu'elle en annonce`,
    });
  const identity = { hardwareIds: [hardwareId(bytes)], foundBy: 'historical-bytes' } as const;
  return { atr, identity: bytes.length === 0 ? undefined : identity };
}

async function cardOf(options: InsertOptions): Promise<KnownCard> {
  const { atr, profile } = options;
  if ((atr === undefined) === (profile === undefined))
    throw new UsageError({
      en: 'which card? --atr HEX, or --profile NAME (cps3-medecin), one of them',
      fr: 'quelle carte ? --atr HEX ou --profile NOM (cps3-medecin), un seul des deux',
    });
  return atr === undefined ? askCard(profile ?? '', options) : cardOfAtr(atr);
}

/** What happens, for the person at the terminal. */
function teller({ texts, language }: Desk): (event: PlugAndPlayEvent) => void {
  return (event) => {
    if (event.kind === 'state')
      printLines(`${event.state}  ${event.reader}${colon(language)} ${texts.states[event.state]}`);
    else {
      const { title, lines } = event.notification;
      printLines([`  [${title}]`, ...lines.map((line) => `    ${line}`)].join('\n'));
    }
  };
}

/** The service that has dealt with the reader already, without a word when it is known. */
async function withReader(desk: Desk, told: (event: PlugAndPlayEvent) => void, reader: string): Promise<PlugAndPlay> {
  const quiet = desk.computer.state.devices.some((device) => device.reader === reader && device.status === 'working');
  let ready = !quiet;
  const service = plugAndPlayOf(desk, (event) => {
    if (ready) told(event);
  });
  await service.readerPlugged(reader);
  ready = true;
  return service;
}

export async function insert(options: InsertOptions): Promise<void> {
  const desk = openDesk(options);
  const { atr, identity } = await cardOf(options);
  const happened: PlugAndPlayEvent[] = [];
  const told = options.json ? (event: PlugAndPlayEvent) => void happened.push(event) : teller(desk);
  const service = await withReader(desk, told, options.reader);
  if (service.stateOf(options.reader) !== 'A5') await service.cardRemoved(options.reader);
  await service.cardInserted(options.reader, atr, async () => identity);
  if (identity === undefined && !options.json) printLines(desk.texts.noIdentity);
  if (service.stateOf(options.reader) !== 'A8') process.exitCode = EXIT.FAILED;
  if (options.json) printJson({ atr: toHex(atr), identity, happened });
}

export async function remove(options: ReaderOptions): Promise<void> {
  const desk = openDesk(options);
  requireDevice(desk, options.reader);
  const service = await withReader(desk, teller(desk), options.reader);
  await service.cardRemoved(options.reader);
}

/** @throws UsageError when no card was ever seen in that reader */
function requireDevice({ computer, texts }: Desk, reader: string): void {
  const known = computer.state.devices.some((device) => device.kind === 'card' && device.reader === reader);
  if (!known) throw new UsageError(sameInEach(texts.noCard(reader)));
}

export async function update(options: ReaderOptions): Promise<void> {
  const desk = openDesk(options);
  requireDevice(desk, options.reader);
  const service = await withReader(desk, options.json ? () => {} : teller(desk), options.reader);
  const outcome = (await service.update(options.reader)) ?? 'no-driver';
  if (options.json) printJson({ outcome });
  else printLines(desk.texts.outcomes[outcome]);
  if (outcome !== 'updated' && outcome !== 'up-to-date') process.exitCode = EXIT.FAILED;
}

export async function watch(options: CommonOptions): Promise<void> {
  const desk = openDesk(options);
  const { signal } = new Interruption();
  printLines(desk.texts.watching(desk.computer.folder));
  const plugAndPlay = plugAndPlayOf(desk, teller(desk));
  await servePlugAndPlay({ winscard: nativeWinScard(), plugAndPlay }, signal);
}
