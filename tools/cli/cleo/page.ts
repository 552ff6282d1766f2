/** `cps-sim cleo page`: CleoCPS as a page on loopback, until Ctrl-C. */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { userFolder } from '#files/user-folder.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { nativeWinScard } from '../../../driver/pcsc/native.ts';
import { serveWeb } from '../../../simulator/services/listening/web.ts';
import type { CleoOptions } from '../cleo.ts';
import { describeError } from '../describe-error.ts';
import type { ExecOptions } from '../exec/options.ts';
import { refusePadUnknown } from '../exec/refusals.ts';
import { withCards } from '../exec.ts';
import { Interruption } from '../interruption.ts';
import { say, spokenLanguage } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { cleoApp } from './page/app.ts';
import { Desk } from './page/desk.ts';
import { newToken } from './page/forms.ts';
import { openFolder } from './page/open-folder.ts';
import { isForeseen } from './page/refusals.ts';
import { registrationService } from './service.ts';

type CardOptions = Pick<ExecOptions, 'card' | 'seed' | 'identity' | 'face' | 'reader' | 'readerDriver' | 'pinPad'>;

export interface PageOptions extends CleoOptions, CardOptions {
  readonly root?: string;
  readonly service: string;
  readonly from: string;
  /** Any that is free by default. */
  readonly port?: number;
  /** Whether the box of the directory is ticked beforehand. */
  readonly ldap: boolean;
}

const UNTIL: Text = {
  en: 'open that address in a browser; it is for you alone. Ctrl-C ends the page',
  fr: "ouvrez cette adresse dans un navigateur ; elle n'est que pour vous. Ctrl-C arrête la page",
};
/** Nothing else keeps the process alive: the server does not. */
const AWAKE_MS = Number.MAX_SAFE_INTEGER;

/** What nobody foresaw is told here: the page does not show it. */
function failed(error: unknown): void {
  if (!isForeseen(error)) process.stderr.write(`cps-sim: ${describeError(error)}\n`);
}

async function servePage(winscard: WinScard, options: PageOptions): Promise<number> {
  const { root = userFolder('cleo'), service, from, port, ldap, json } = options;
  const interruption = new Interruption();
  const interrupted = once(interruption.signal, 'abort');
  const sleep = SYSTEM_CLOCK.after(AWAKE_MS, () => {});
  const desk = new Desk({ root: resolve(root), service, from, ldap, winscard, openFolder, failed });
  try {
    const key = newToken();
    const listening = await serveWeb(cleoApp({ desk, key, language: spokenLanguage() }), { port });
    try {
      const url = `http://${LOOPBACK}:${listening.port}/entrer/${key}`;
      if (json) printJson({ url });
      else printLines(`${url}\n${say(UNTIL)}`);
      await interrupted;
    } finally {
      await listening.close();
    }
  } finally {
    sleep();
    await desk.close();
    interruption.over();
  }
  return 0;
}

/** @throws UsageError */
function refuseWithoutCard({ seed, identity, face, reader, readerDriver, pinPad }: CardOptions): void {
  if ([seed, identity, face, reader, readerDriver, pinPad].every((one) => one === undefined)) return;
  throw new UsageError({
    en: '--seed, --identity, --face, --reader, --reader-driver and --pin-pad are about the reader of --card: name a card',
    fr: '--seed, --identity, --face, --reader, --reader-driver et --pin-pad portent sur le lecteur de --card : nommez une carte',
  });
}

/**
 * With --card a reader of its own, which only this page sees; else the readers of the machine.
 * @throws UsageError; CleoError `mailProgram` when the registration server is not there
 */
export async function cleoPage(options: PageOptions): Promise<void> {
  const { card = [] } = options;
  if (card.length === 0) refuseWithoutCard(options);
  refusePadUnknown(options);
  await registrationService(options.service);
  process.exitCode =
    card.length === 0
      ? await servePage(nativeWinScard(), options)
      : await withCards(options, (world) => servePage(world.manager, options));
}
