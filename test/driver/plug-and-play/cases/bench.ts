/** What a case of the table works with: a computer that was just made, its services, and the world's readers and cards. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { SHARE } from '#pcsc/scard.ts';
import type { PcscCard } from '../../../../driver/pcsc/card.ts';
import { PcscContext } from '../../../../driver/pcsc/context.ts';
import { type CardIdentity, discoverDevice } from '../../../../driver/plug-and-play/discovery.ts';
import {
  Computer,
  type ComputerSettings,
  isSetupError,
  listCards,
  PlugAndPlay,
  type PlugAndPlayEvent,
  type PnputilReport,
  pnputil,
} from '../../../../driver/plug-and-play/index.ts';
import type { Target } from '../../../../scenarios/world/targets/target.ts';
import type { World, WorldCard, WorldReader } from '../../../../scenarios/world/world.ts';
import {
  minidriverPackage,
  type PackageVariant,
  UpdateServices,
} from '../../../../simulator/services/windows-update/index.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import type { Case as TableCase, Row as TableRow } from '../../case-table.ts';

export { casesOf } from '../../case-table.ts';

export const ATR_CONTACT = fromHex('3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00');
export const ATR_CONTACTLESS = fromHex('3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E');
export const CONTACT = 'SCFILTER\\CID_001225006480000310009000';
export const CPS3 = 'Carte de Professionnel de Sante CPS3';
/** An older package that its provider has signed alone. */
export const OLD: PackageVariant = { version: '2.3.0.0', date: '2016-03-14', signature: 'authenticode' };
export const READER = 'Lecteur 0';

export class PnpBench {
  readonly world: World;
  readonly bureau: WorldReader;
  readonly target: Target;
  readonly computer: Computer;
  readonly services = new UpdateServices();
  readonly plugAndPlay: PlugAndPlay;
  readonly #events: PlugAndPlayEvent[] = [];
  #folders = 0;
  #served = '';

  constructor(world: World, target: Target, settings: Partial<ComputerSettings> = {}) {
    this.world = world;
    this.target = target;
    this.bureau = world.reader('bureau');
    this.computer = Computer.open(temporaryDirectory('computer-'), settings);
    const told = (event: PlugAndPlayEvent) => void this.#events.push(event);
    this.plugAndPlay = new PlugAndPlay({ computer: this.computer, services: this.services, told });
  }

  async set(settings: Partial<ComputerSettings>): Promise<this> {
    await this.computer.configure(settings);
    return this;
  }

  /** A folder with the driver package, changed as asked; the path of its INF. */
  package(variant: PackageVariant = {}): string {
    return this.write(minidriverPackage(variant).files);
  }

  /** A folder with those files; the path of cpsmd.inf in it. */
  write(files: ReadonlyMap<string, Bytes | string>): string {
    this.#folders += 1;
    const folder = join(this.computer.folder, `package-${this.#folders}`);
    mkdirSync(folder);
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
    return join(folder, 'cpsmd.inf');
  }

  pnputil(...args: readonly string[]): Promise<PnputilReport> {
    return pnputil(this.computer, args, { elevated: true, workingDirectory: this.computer.folder });
  }

  /** Adds a package; its published name, or the name of the error. */
  async add(variant: PackageVariant = {}, ...switches: readonly string[]): Promise<string> {
    const report = await this.pnputil(...switches, '-a', this.package(variant));
    const [added] = report.verb === 'add' ? report.added : [];
    return added?.publishedName ?? added?.error?.symbol ?? 'nothing';
  }

  /** Published names of the packages in the store. */
  get stored(): string[] {
    return this.computer.store.packages().map(({ publishedName }) => publishedName);
  }

  /** A card of that identity comes, without any reader. */
  async insert(atr: Bytes = ATR_CONTACT, hardwareIds: readonly string[] = [CONTACT], reader = READER): Promise<this> {
    if (this.plugAndPlay.stateOf(reader) === undefined) await this.plugAndPlay.readerPlugged(reader);
    this.#events.splice(0);
    const identity: CardIdentity = { hardwareIds, foundBy: 'historical-bytes' };
    await this.plugAndPlay.cardInserted(reader, atr, async () => identity);
    return this;
  }

  async remove(reader = READER): Promise<this> {
    await this.plugAndPlay.cardRemoved(reader);
    return this;
  }

  /** Kinds of the messages since the last insertion. */
  get shown(): string[] {
    return this.#events.flatMap((event) => (event.kind === 'notification' ? [event.notification.kind] : []));
  }

  get states(): string[] {
    return this.#events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));
  }

  /** What the last message said. */
  get said(): string {
    const last = this.#events.findLast((event) => event.kind === 'notification');
    return last?.kind === 'notification' ? [last.notification.title, ...last.notification.lines].join(' | ') : '';
  }

  get device() {
    return this.computer.state.devices.findLast(({ kind }) => kind === 'card');
  }

  get cards(): readonly string[] {
    return listCards(this.computer.registry, ATR_CONTACT);
  }

  /** Connects to the card in the world's reader. */
  async withCard<T>(work: (card: PcscCard) => Promise<T>): Promise<T> {
    const context = await PcscContext.establish(this.target.winscard);
    try {
      return await work(await context.connect(await this.bureau.pcscName()));
    } finally {
      await context.release();
    }
  }

  /** What the card in the world's reader is. */
  discover(): Promise<CardIdentity | undefined> {
    return this.withCard(async (card) => discoverDevice(card, (await card.status()).atr));
  }

  /** Plug and Play at the world's readers, on the world's computer; resolves when it has seen what is there. */
  async serve(): Promise<void> {
    const { devices } = this.world.windows;
    devices.start('ccid');
    await devices.readerSeen(await this.bureau.pcscName());
    await devices.settled();
    this.#served = await this.bureau.pcscName();
  }

  /** What came of it: the state of the reader, and the events, 1000 with its return code. */
  get served() {
    const { computer, plugAndPlay } = this.world.windows.devices;
    const events = computer.state.events.map(({ id, message }) => [id, ...(/SCARD_\w+/.exec(message) ?? [])].join(' '));
    return { state: plugAndPlay.stateOf(this.#served), events };
  }

  /** `work` while another program has the card for itself. */
  async exclusively(work: () => Promise<void>): Promise<void> {
    const context = await PcscContext.establish(this.target.winscard);
    try {
      await context.connect(await this.bureau.pcscName(), { shareMode: SHARE.EXCLUSIVE });
      await work();
    } finally {
      await context.release();
    }
  }

  async inserted(card: WorldCard, face?: 'contact' | 'contactless'): Promise<this> {
    await this.bureau.insert(card, { face });
    return this;
  }
}

/** What a case gives: a value, or the name of the refusal, with its line for an INF. */
export async function outcomeOf(work: () => Promise<unknown> | unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!isSetupError(error)) throw error;
    return 'line' in error ? `${error.symbol} in line ${error.line}` : error.symbol;
  }
}

export type Case = TableCase<PnpBench>;
export type Row = TableRow<PnpBench>;
