/** A card that answers from a recording; another card may do the cryptography beside it. */
import { type Bytes, uint16 } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { SW } from '#iso7816/status-word.ts';
import { CardPosition } from '#trace/card-position.ts';
import type { SmartCard } from '../card/port.ts';
import { type Match, Matcher, type ReplayMode } from './matcher.ts';
import type { RecordedReader } from './recorded-reader.ts';

/** What a program was answered. */
export interface ReplayedCommand extends Match {
  /** From 1, among those that the program sent to this card. */
  readonly number: number;
  /** Masked. */
  readonly command: Bytes;
  /** The answer is that of the card beside the recording. */
  readonly byCard: boolean;
}

export interface ReplayCardOptions {
  readonly reader: RecordedReader & { readonly atr: Bytes };
  readonly mode: ReplayMode;
  /** Told of each command before it is answered. */
  readonly answered: (replayed: ReplayedCommand) => void;
  /** Gets every command too; what it computes, and what the recording does not know, is answered by it. */
  readonly card?: SmartCard | undefined;
}

/** Answers that are computed with a private key. */
const CRYPTOGRAPHIC: readonly number[] = [INS.PERFORM_SECURITY_OPERATION, INS.INTERNAL_AUTHENTICATE];

/** P1 of PERFORM SECURITY OPERATION whose answer is a digital signature. */
const DIGITAL_SIGNATURE = 0x9e;

function isCryptographic(command: Bytes): boolean {
  return CRYPTOGRAPHIC.includes(command[1] ?? 0);
}

/** PSO COMPUTE DIGITAL SIGNATURE or INTERNAL AUTHENTICATE: who gets the answer verifies it. */
export function isSignature(command: Bytes): boolean {
  if (command[1] === INS.INTERNAL_AUTHENTICATE) return true;
  return command[1] === INS.PERFORM_SECURITY_OPERATION && command[2] === DIGITAL_SIGNATURE;
}

export class ReplayCard implements SmartCard {
  readonly name: string;
  readonly #options: ReplayCardOptions;
  readonly #matcher: Matcher;
  readonly #position = new CardPosition();
  #count = 0;
  /** What a GET RESPONSE fetches now is the card's. */
  #fetchesFromCard = false;

  constructor(options: ReplayCardOptions) {
    this.name = options.reader.name;
    this.#options = options;
    this.#matcher = new Matcher(options.reader.commands, options.mode);
  }

  /** Commands of the recording up to the one that is to come. */
  get done(): number {
    return this.#matcher.done;
  }

  async powerOn(): Promise<Bytes> {
    await this.#options.card?.powerOn();
    return this.#restarted();
  }

  async powerOff(): Promise<void> {
    await this.#options.card?.powerOff();
  }

  async reset(): Promise<Bytes> {
    await this.#options.card?.reset();
    return this.#restarted();
  }

  getAtr(): Bytes {
    return this.#options.reader.atr;
  }

  transmit(command: Bytes): Bytes | Promise<Bytes> {
    const { card } = this.#options;
    if (card === undefined) return this.#answer(maskCommand(command), undefined);
    return this.#transmitBeside(card, command);
  }

  async #transmitBeside(card: SmartCard, command: Bytes): Promise<Bytes> {
    return this.#answer(maskCommand(command), await card.transmit(command));
  }

  #restarted(): Bytes {
    this.#position.reset();
    this.#fetchesFromCard = false;
    return this.#options.reader.atr;
  }

  #answer(command: Bytes, ofCard: Bytes | undefined): Bytes {
    const match = this.#matcher.find(command, this.#position);
    const byCard = ofCard !== undefined && this.#isOfCard(command, match);
    const recorded = match.recorded?.response ?? uint16(SW.NO_PRECISE_DIAGNOSIS);
    const response = byCard ? ofCard : recorded;
    this.#options.answered({ ...match, number: ++this.#count, command, byCard });
    this.#position.answered(command, response);
    return response;
  }

  #isOfCard(command: Bytes, { recorded }: Match): boolean {
    const ins = command[1] ?? 0;
    const fetches = ins === INS.GET_RESPONSE && this.#fetchesFromCard;
    const byCard = isCryptographic(command) || fetches || recorded === undefined;
    this.#fetchesFromCard = byCard;
    return byCard;
  }
}
