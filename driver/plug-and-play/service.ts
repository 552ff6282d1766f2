/** Plug and Play at the PC/SC readers of this machine: what comes and goes there is a device. */

import { FUNCTION, instanceOf, members, optional, parameters, SIGNAL } from '#common/arguments.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { WINSCARD } from '../pcsc/arguments.ts';
import { PcscContext } from '../pcsc/context.ts';
import { type Look, type ReaderEvent, watchReaders } from '../pcsc/reader-events.ts';
import { type CardIdentity, discoverDevice } from './discovery.ts';
import { PlugAndPlay, READER_CLASS, type ReaderClass } from './plug-and-play.ts';

const ARGUMENTS = {
  serve: parameters('servePlugAndPlay', {
    options: members({
      winscard: WINSCARD,
      plugAndPlay: instanceOf(PlugAndPlay, 'a PlugAndPlay'),
      readerClass: optional(READER_CLASS),
      done: optional(FUNCTION),
      looked: optional(FUNCTION),
    }),
    signal: SIGNAL,
  }),
};

export interface ServiceOptions {
  readonly winscard: WinScard;
  readonly plugAndPlay: PlugAndPlay;
  /** `ccid` for every reader by default. */
  readonly readerClass?: ReaderClass;
  /** An event has been dealt with. */
  readonly done?: (event: ReaderEvent) => void;
  /** All events of a look have been dealt with. */
  readonly looked?: Look;
}

/** Deals with what is there and with what comes, until `signal` aborts. @throws ScardError when PC/SC goes away */
export async function servePlugAndPlay(options: ServiceOptions, signal: AbortSignal): Promise<void> {
  ARGUMENTS.serve(options, signal);
  const { winscard, done = () => {}, looked } = options;
  await options.plugAndPlay.nothingPresent();
  try {
    for await (const event of watchReaders(winscard, { signal, program: 'PlugPlay', looked })) {
      await dealWith(event, options);
      done(event);
    }
  } finally {
    await options.plugAndPlay.nothingPresent();
  }
}

async function dealWith(event: ReaderEvent, { winscard, plugAndPlay, readerClass }: ServiceOptions): Promise<void> {
  const { reader } = event;
  if (event.kind === 'card-inserted')
    await plugAndPlay.cardInserted(reader, event.atr, () => discoverInReader(winscard, reader));
  else if (event.kind === 'card-removed') await plugAndPlay.cardRemoved(reader);
  else if (event.kind === 'reader-plugged') await plugAndPlay.readerPlugged(reader, readerClass);
  else await plugAndPlay.readerUnplugged(reader);
}

/** @throws ScardError when the card cannot be reached */
async function discoverInReader(winscard: WinScard, reader: string): Promise<CardIdentity | undefined> {
  const context = await PcscContext.establish(winscard, { program: 'PlugPlay' });
  try {
    const card = await context.connect(reader);
    return await discoverDevice(card, (await card.status()).atr);
  } finally {
    await context.release();
  }
}
