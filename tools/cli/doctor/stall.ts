/**
 * Measures what a command costs through a free slot of vpcd, with a throw-away card that answers at once.
 *
 * vpcd up to 3.3 sends length and message apart and waits 44 ms for the first to be acknowledged; the second measure has
 * the acknowledgement sent at once, as `cps-sim plug` does.
 */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import { followedBy, type Text } from '#common/language.ts';
import { hex } from '#iso7816/bytes.ts';
import { encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { DISPOSITION, READER_STATE, SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { PcscCard } from '../../../driver/pcsc/card.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { quickAck } from '../../../driver/pcsc/quick-ack.ts';
import { ScardError } from '../../../driver/pcsc/scard-error.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { VpcdClient } from '../../../simulator/reader/vpcd/client.ts';
import { bad, type Finding, ok, warn } from './finding.ts';
import { polkitRemedy } from './service.ts';

/** Historical bytes `cps-doctor`: no other card has this ATR. */
const ATR = hex`3B 8A 80 01 63 70 73 2D 64 6F 63 74 6F 72 47`;
const RESPONSE = hex`90 00`;
const ECHO: SmartCard = {
  name: 'doctor',
  powerOn: () => ATR,
  powerOff: () => undefined,
  reset: () => ATR,
  getAtr: () => ATR,
  transmit: () => RESPONSE,
};
const SAMPLES = 9;
const STALL_MS = 20;
const SEEN_WITHIN_MS = 3000;

/** The reader that holds a card with our ATR. */
async function readerOfEcho(winscard: WinScard, context: PcscContext): Promise<string | undefined> {
  const readers = await context.listReaders();
  let states = readers.map((reader) => ({ reader, currentState: READER_STATE.UNAWARE as number }));
  for (const end = SYSTEM_CLOCK.now() + SEEN_WITHIN_MS; SYSTEM_CLOCK.now() < end; ) {
    const { rv, states: seen } = await winscard.getStatusChange(context.handle, SEEN_WITHIN_MS, states);
    const found = seen.find(({ atr }) => Buffer.compare(atr, ATR) === 0);
    if (found !== undefined) return found.reader;
    if (rv !== SCARD.S_SUCCESS) return undefined;
    states = seen.map(({ reader, eventState }) => ({ reader, currentState: eventState & ~READER_STATE.CHANGED }));
  }
  return undefined;
}

async function medianMs(card: PcscCard): Promise<number> {
  const command = encodeCommandApdu({ ins: INS.GET_CHALLENGE, ne: 8 });
  const times: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const start = SYSTEM_CLOCK.now();
    await card.transmit(command);
    times.push(SYSTEM_CLOCK.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(SAMPLES / 2)] ?? 0;
}

/** What the two medians say. */
export function explainStall(plainMs: number, curedMs: number): Finding {
  const [plain, cured] = [plainMs, curedMs].map((ms) => ms.toFixed(2));
  if (plainMs < STALL_MS)
    return ok({ en: `vpcd does not stall: ${plain} ms a command`, fr: `vpcd ne cale pas : ${plain} ms par commande` });
  const stall: Text = {
    en: `vpcd stalls other cards ${plain} ms a command`,
    fr: `vpcd retarde d'autres cartes de ${plain} ms par commande`,
  };
  if (curedMs < STALL_MS)
    return ok(followedBy(stall, { en: `cps-sim cures it: ${cured} ms`, fr: `cps-sim le corrige : ${cured} ms` }));
  return warn(
    followedBy(stall, {
      en: `cps-sim's cure does not help: ${cured} ms`,
      fr: `la correction de cps-sim n'y fait rien : ${cured} ms`,
    }),
    {
      en: 'use vsmartcard from its repository, after March 2023',
      fr: 'prenez vsmartcard dans son dépôt, après mars 2023',
    },
  );
}

async function measure(winscard: WinScard, context: PcscContext, cure: () => void, user: string): Promise<Finding> {
  const reader = await readerOfEcho(winscard, context);
  if (reader === undefined)
    return bad(
      { en: 'a card plugged into vpcd is not seen by pcscd', fr: "une carte mise dans vpcd n'est pas vue par pcscd" },
      'sudo systemctl restart pcscd',
    );
  try {
    const card = await context.connect(reader);
    const plain = await medianMs(card);
    cure();
    const cured = await medianMs(card);
    await card.disconnect(DISPOSITION.UNPOWER_CARD);
    return explainStall(plain, cured);
  } catch (error) {
    if (!(error instanceof ScardError)) throw error;
    const polkit = error.scard === SCARD.W_SECURITY_VIOLATION || error.scard === SCARD.E_NO_ACCESS;
    return polkit
      ? bad(
          { en: `polkit refuses '${user}' the card`, fr: `polkit refuse la carte à '${user}'` },
          ...polkitRemedy(user),
        )
      : bad(textOf(error));
  }
}

/** Plugs the echo card into the slot at `port`, which must be free, and measures. */
export async function checkStall(winscard: WinScard, port: number, user: string): Promise<Finding> {
  let cured = false;
  const acknowledge = (fd: number) => {
    if (cured) quickAck(fd);
  };
  const client = new VpcdClient({ card: ECHO, port, acknowledge, reconnect: false });
  const context = await PcscContext.establish(winscard);
  try {
    await client.connect();
    const cure = () => {
      cured = true;
    };
    return await measure(winscard, context, cure, user);
  } catch (error) {
    const why = textOf(error);
    return warn({
      en: `the time of a command was not measured: ${why.en}`,
      fr: `le temps d'une commande n'a pas été mesuré : ${why.fr}`,
    });
  } finally {
    await client.eject();
    await context.release();
  }
}
