/** `cps-sim apdu`: sends raw command APDUs to a card and puts the exchange into words. */
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { encodeResponseApdu } from '#iso7816/response-apdu.ts';
import { triesRemaining } from '#iso7816/status-word.ts';
import { explainCommand, explainResponse } from '#trace/explain.ts';
import type { Face } from '../../simulator/card/profile/schema.ts';
import { EXIT } from './exit-code.ts';
import { toldFaults } from './faults.ts';
import { readAt } from './input-lines.ts';
import { spokenLanguage } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines, taken } from './print-lines.ts';
import { standardInputLines } from './standard-input.ts';
import { UsageError } from './usage-error.ts';

export interface ApduOptions {
  readonly reader?: string;
  readonly card?: string;
  readonly seed?: number;
  readonly identity?: string;
  readonly face?: Face;
  readonly json?: true;
}

/** One command APDU to its response, until `close`. */
interface CardLine {
  transmit(command: Bytes): Promise<Bytes>;
  close(): Promise<void>;
}

/** Characters of standard input: some two hundred thousand commands. */
const MOST_INPUT = 4_000_000;
const SHORTEST_APDU_DIGITS = 8;

/** Each word is one APDU, unless none can be: then the blanks stand between bytes. */
function commandsOf(words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const digits = words.map((word) => word.replace(/[\s:]/g, '').length);
  return digits.every((count) => count < SHORTEST_APDU_DIGITS) ? [words.join('')] : [...words];
}

/** All are read before the first is sent. @throws BytesError, UsageError, TooLargeError */
async function commands(words: readonly string[]): Promise<Bytes[]> {
  const typed = commandsOf(words).map((text) => ({ text }));
  const lines = typed.length > 0 ? typed : standardInputLines('cps-sim apdu 00A4000C023F00', MOST_INPUT);
  const read: Bytes[] = [];
  for await (const line of lines) read.push(readAt(line, (text) => fromHex(text.replace(/^\s*=>/, ''))));
  return read;
}

/** The card itself, without reader: powered on for this command line. */
async function openCardLine(card: string, { seed, identity, face = 'contact' }: ApduOptions): Promise<CardLine> {
  const [{ cardInReader }, { openCard }] = await Promise.all([
    import('./card/in-reader.ts'),
    import('./card/source.ts'),
  ]);
  const { name, store, close } = await openCard(card, { seed, identity });
  const opened = cardInReader({ name, store, face, faults: toldFaults() });
  await opened.powerOn();
  return {
    transmit: async (command) => opened.transmit(command),
    close: async () => {
      await opened.powerOff();
      close();
    },
  };
}

/** The reader that was named, or else the only one that holds a card. */
async function openReaderLine(reader: string | undefined, quiet: boolean): Promise<CardLine> {
  const { connectCard } = await import('./pcsc-card.ts');
  const { card, context } = await connectCard(reader);
  if (!quiet) printLines(`-- ${card.reader}`);
  return {
    transmit: async (command) => {
      const { data, sw } = await card.transmit(command);
      return encodeResponseApdu(data, sw);
    },
    close: async () => {
      try {
        await card.disconnect();
      } finally {
        await context.release();
      }
    },
  };
}

const HEADER_AND_LC = 5;

/** A VERIFY without data only asks how many tries are left. Source: ISO/IEC 7816-4, VERIFY */
function asksForTries(command: Bytes): boolean {
  return command[1] === INS.VERIFY && command.length <= HEADER_AND_LC;
}

/**
 * False for 9000, 61XX, 6CXX and the warnings 62XX, 63XX: the card did, or can do, what was asked. 63CX counts among the
 * warnings and yet says that a code was refused, unless nothing was asked but the tries left.
 */
function isRefusal(command: Bytes, response: Bytes): boolean {
  const [sw1 = 0, sw2 = 0] = response.subarray(-2);
  if (triesRemaining((sw1 << 8) | sw2) !== undefined) return !asksForTries(command);
  return sw1 >= 0x64 && sw1 <= 0x6f && sw1 !== 0x6c;
}

/** What `--json` prints of an exchange; bytes in hexadecimal, a code masked. */
interface ExchangeDescription {
  readonly command: string;
  readonly response: string;
  readonly sw: string;
  readonly words: { readonly command: string; readonly response: string };
}

function describeExchange(command: Bytes, response: Bytes): ExchangeDescription {
  return {
    command: toHex(maskCommand(command)),
    response: toHex(response.subarray(0, -2)),
    sw: toHex(response.subarray(-2)),
    words: {
      command: explainCommand(command, spokenLanguage()),
      response: explainResponse(response, command, spokenLanguage()),
    },
  };
}

async function exchange(line: CardLine, command: Bytes, quiet: boolean): Promise<ExchangeDescription> {
  if (!quiet) printLines(`=> ${toHex(maskCommand(command), ' ')}\n   ${explainCommand(command, spokenLanguage())}`);
  const response = await line.transmit(command);
  if (!quiet) printLines(`<= ${toHex(response, ' ')}\n   ${explainResponse(response, command, spokenLanguage())}`);
  if (isRefusal(command, response)) process.exitCode = EXIT.FAILED;
  return describeExchange(command, response);
}

/** @throws UsageError, BytesError */
export async function apdu(words: readonly string[], options: ApduOptions): Promise<void> {
  const { reader, card, seed, identity, face, json } = options;
  if (card !== undefined && reader !== undefined)
    throw new UsageError({
      en: '--card speaks to a card without a reader: leave one of --card and --reader out',
      fr: '--card parle à une carte sans lecteur : laissez de côté --card ou --reader',
    });
  const alone = card !== undefined ? undefined : seed !== undefined ? '--seed' : identity !== undefined && '--identity';
  if (alone)
    throw new UsageError({
      en: `${alone} needs --card PROFILE: a card in a reader has its own`,
      fr: `${alone} demande --card PROFIL : une carte dans un lecteur a la sienne`,
    });
  if (card === undefined && face !== undefined)
    throw new UsageError({
      en: '--face needs --card: the reader has chosen one already',
      fr: '--face demande --card : le lecteur en a déjà choisi une',
    });
  const wanted = await commands(words);
  const exchanged: ExchangeDescription[] = [];
  const line = card === undefined ? await openReaderLine(reader, json === true) : await openCardLine(card, options);
  try {
    for (const command of wanted) {
      const description = await exchange(line, command, json === true);
      if (json) exchanged.push(description);
      await taken();
    }
  } finally {
    await line.close();
    if (json) printJson(exchanged);
  }
}
