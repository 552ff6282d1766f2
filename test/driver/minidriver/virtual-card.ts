/** A virtual card behind the smallest PC/SC there is: what the minidriver is tested with. */
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { type CommandFields, encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { parseResponseApdu, type ResponseApdu } from '#iso7816/response-apdu.ts';
import { DISPOSITION, PCSCLITE_E_UNSUPPORTED_FEATURE, PROTOCOL, SCARD } from '#pcsc/scard.ts';
import type { CardPort } from '../../../driver/iasecc/card-channel.ts';
import { type CardData, type CardDataRequest, cardAcquireContext } from '../../../driver/minidriver/index.ts';
import { ScardError } from '../../../driver/pcsc/scard-error.ts';
import { Card } from '../../../simulator/card/card.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';

const ATR_CPS3 = '3BAC00402A0012250064800003100090 00';

/** Personalising takes a while: each profile and seed once a process. */
const states = new Map<string, CardState>();

function stateOf(profile: Profile, seed: number): CardState {
  const key = `${profile.name} ${seed}`;
  const state = states.get(key) ?? personalise(profile, seed);
  states.set(key, state);
  return state;
}

export interface VirtualCardOptions {
  readonly profileName?: string;
  readonly seed?: number;
  /** Changes a copy of the profile before the card is made; the state stays that of the shipped profile. */
  readonly adapt?: (profile: Profile, state: CardState) => { profile?: Profile; state?: CardState };
}

/** The card port of the driver over a card in this process; keeps the commands it carried, masked. */
export class VirtualCard implements CardPort {
  readonly protocol = PROTOCOL.T0;
  readonly card: Card;
  readonly store: MemoryStore;
  readonly commands: string[] = [];
  /** Return code of every further transmit, once set: a removed card, a card reset by another program. */
  failure: number | undefined;
  /** Answers in place of the card, by command in hexadecimal; undefined lets the card answer. */
  intercept: (command: string) => string | undefined = () => undefined;
  transactions = 0;

  constructor({ profileName = 'cps3-medecin', seed = 1, adapt }: VirtualCardOptions = {}) {
    const profile = shippedProfile(profileName);
    const state = stateOf(profile, seed);
    const adapted = adapt?.(structuredClone(profile), state) ?? {};
    this.store = new MemoryStore(adapted.profile ?? profile, adapted.state ?? state);
    this.card = new Card({ name: profileName, store: this.store });
    this.card.powerOn();
  }

  async control(_controlCode: number, _input: Bytes): Promise<Bytes> {
    throw new ScardError(PCSCLITE_E_UNSUPPORTED_FEATURE, 'SCardControl');
  }

  async transmit(command: CommandFields | Bytes): Promise<ResponseApdu> {
    if (this.failure !== undefined) throw new ScardError(this.failure, 'SCardTransmit');
    const bytes = command instanceof Uint8Array ? command : encodeCommandApdu(command);
    this.commands.push(toHex(maskCommand(bytes)));
    const intercepted = this.intercept(toHex(bytes));
    if (intercepted !== undefined) return parseResponseApdu(Uint8Array.from(Buffer.from(intercepted, 'hex')));
    return parseResponseApdu(this.card.transmit(bytes));
  }

  async transaction<T>(work: () => Promise<T>, disposition: number = DISPOSITION.LEAVE_CARD): Promise<T> {
    this.transactions++;
    try {
      return await work();
    } finally {
      if (disposition === DISPOSITION.RESET_CARD) this.card.reset();
    }
  }

  async reconnect({ initialization = DISPOSITION.LEAVE_CARD }: { initialization?: number } = {}): Promise<void> {
    if (this.failure === SCARD.W_REMOVED_CARD) throw new ScardError(this.failure, 'SCardReconnect');
    this.failure = undefined;
    if (initialization === DISPOSITION.RESET_CARD) this.card.reset();
  }

  /** Commands carried since the last call. */
  takeCommands(): string[] {
    return this.commands.splice(0);
  }
}

export function request(card: CardPort, more: Partial<CardDataRequest> = {}): CardDataRequest {
  const atr = Uint8Array.from(Buffer.from(ATR_CPS3.replaceAll(' ', ''), 'hex'));
  return { atr, cardName: 'Carte de Professionnel de Sante CPS3', card, ...more };
}

/** A fresh card and its context. */
export async function acquired(
  options?: VirtualCardOptions,
  more?: Partial<CardDataRequest>,
): Promise<{ readonly card: VirtualCard; readonly cardData: CardData }> {
  const card = new VirtualCard(options);
  return { card, cardData: await cardAcquireContext(request(card, more)) };
}
