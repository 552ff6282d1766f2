/**
 * Bytes of a vpcd, cut anywhere, to the card's side of a connection.
 *
 * Source: vsmartcard, protocol between vpcd and vpicc.
 */
import { type Bytes, concat, hex, toHex, uint16 } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import { frame, VPCD_CONTROL } from '../../simulator/reader/vpcd/framing.ts';
import { VpcdSession } from '../../simulator/reader/vpcd/session.ts';
import type { Dice } from './dice.ts';
import { PlainFrames } from './plain-frames.ts';
import type { Broken, FuzzTarget, Subject } from './target.ts';

const CHUNKS = 50;
const ATR = hex`3B 00`;
const LENGTHS: readonly [number, ...number[]] = [0, 1, 2, 5, 255, 256, 300, 65535];
const CONTROLS: readonly [number, ...number[]] = [3, 5, 0xff, ...Object.values(VPCD_CONTROL)];
const SILENT: readonly number[] = [VPCD_CONTROL.POWER_ON, VPCD_CONTROL.POWER_OFF, VPCD_CONTROL.RESET];
/** Answers with what it is sent. */
const ECHO: SmartCard = {
  name: 'echo',
  powerOn: () => ATR,
  powerOff: () => {},
  reset: () => ATR,
  getAtr: () => ATR,
  transmit: (command) => command,
};

function message(dice: Dice): Bytes {
  if (dice.oneIn(3)) return frame(Uint8Array.of(dice.of(CONTROLS)));
  const length = dice.oneIn(64) ? dice.of(LENGTHS) : dice.below(24);
  return dice.oneIn(16) ? uint16(dice.of(LENGTHS)) : frame(dice.bytes(length));
}

/** Some messages, the last one perhaps cut. */
function chunk(dice: Dice): Bytes {
  const whole = concat(...Array.from({ length: 1 + dice.below(4) }, () => message(dice)));
  return dice.oneIn(3) ? whole.slice(0, dice.below(Math.min(whole.length, 0x10000))) : whole;
}

class SessionSubject implements Subject {
  isNew = false;
  #sent: Bytes[] = [];
  #failure: unknown;
  readonly #came = new PlainFrames();
  readonly #session = new VpcdSession(ECHO, {
    send: (answer) => void this.#sent.push(answer),
    unread: () => 0,
    onCaughtUp: () => {},
    onPolled: () => {},
    onSplit: () => {},
    onPowered: () => {},
    onApdu: () => {},
    sendPart: () => {},
    onCardError: (cause) => {
      this.#failure = cause;
    },
  });

  take(input: Bytes): Broken | undefined {
    this.#sent = [];
    const expected = this.#expected(input);
    try {
      this.#session.receive(input, input.length);
    } catch (error) {
      return { invariant: 'exception', details: String(error) };
    }
    if (this.#failure !== undefined) return { invariant: 'exception', details: String(this.#failure) };
    this.isNew = this.#came.rest.length > 0;
    const [sent, due] = [this.#sent, expected].map((answers) => answers.map((answer) => toHex(answer)).join(' '));
    return sent === due ? undefined : { invariant: 'order', details: `answers ${sent}, expected ${due}` };
  }

  #expected(input: Bytes): Bytes[] {
    const answers: Bytes[] = [];
    for (const one of this.#came.come(input)) {
      const control = one.length === 1 ? (one[0] ?? 0) : -1;
      if (control === VPCD_CONTROL.GET_ATR) answers.push(ATR);
      else if (!SILENT.includes(control)) answers.push(one);
    }
    return answers;
  }
}

export const VPCD_TARGET: FuzzTarget = {
  name: 'vpcd',
  inputsOfOne: CHUNKS,
  grammar: chunk,
  subject: () => new SessionSubject(),
};
