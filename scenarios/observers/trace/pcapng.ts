/**
 * A trace as a capture file: the APDUs and answers to reset as Wireshark shows them, without any setting. Our words for each
 * exchange, and the step of the scenario it belongs to, are comments of its packets.
 *
 * Source: Wireshark's wsutil/exported_pdu_tlvs.h (LINKTYPE 252, Exported PDU), dissector `iso7816`; seen in tshark 4.0.17.
 */
import type { Language } from '#common/language.ts';
import type { LineFile } from '#files/line-file.ts';
import type { OutputKind } from '#files/overwritable.ts';
import { type Bytes, concat, uint16 } from '#iso7816/bytes.ts';
import type { ApduEvent, PowerEvent, StampedEvent, TraceStamp } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import { titleOf } from '../reporters/finished-run.ts';
import { enhancedPacket, interfaceDescription, type Packet, sectionHeader } from './pcapng-blocks.ts';
import type { TraceFormat } from './trace-file.ts';

const CAPTURE: OutputKind = {
  name: { en: 'a capture (pcapng)', fr: 'une capture (pcapng)' },
  // Block type, length, and the byte order but for its last byte.
  beginning: /^\n\r\r\n[\s\S]{4}M<\+/,
};

const LINKTYPE_EXPORTED_PDU = 252;
/** Of an exported PDU; big endian. */
const TAG = { END: 0, DISSECTOR: 12, DIRECTION: 35 } as const;
const DISSECTOR = new TextEncoder().encode('iso7816\0');
const TO_CARD = Uint8Array.of(0, 0, 0, 0);
const FROM_CARD = Uint8Array.of(0, 0, 0, 1);

function exported(direction: Bytes, data: Bytes): Bytes {
  const tag = (number: number, value: Bytes) => concat(uint16(number), uint16(value.length), value);
  return concat(tag(TAG.DISSECTOR, DISSECTOR), tag(TAG.DIRECTION, direction), uint16(TAG.END), uint16(0), data);
}

const NANOSECONDS_IN_MICROSECOND = 1000n;

export interface PcapngOptions {
  /** Name and version of the program that writes. */
  readonly tool: string;
  /** When the stream began. */
  readonly start: Date;
  readonly language: Language;
}

class Pcapng implements TraceFormat {
  readonly kind = CAPTURE;
  readonly #options: PcapngOptions;
  /** Numbers of the readers that have a description. */
  readonly #interfaces = new Map<string, number>();
  /** The reader that each card was last in. */
  readonly #readers = new Map<string, string>();
  /** A capture is in the order of time, whatever went on at once. */
  #last = 0n;
  #step = '';
  /** The scenario under way, which of its repetitions and tries. */
  #scenario = '';
  #tries = '';

  constructor(options: PcapngOptions) {
    this.#options = options;
  }

  begin(file: LineFile): void {
    write(file, sectionHeader(this.#options.tool));
  }

  event(file: LineFile, event: StampedEvent): void {
    const { world = '' } = event;
    if (event.kind === 'reader' && event.action === 'card-inserted' && event.card !== undefined)
      this.#readers.set(`${world}/${event.card}`, event.reader);
    if (event.kind === 'step' && event.outcome === 'started')
      this.#step = `${this.#scenario || event.scenario}${this.#tries}: ${event.step}`;
    else this.#follow(event);
    if (event.kind === 'power') this.#power(file, event);
    if (event.kind === 'apdu') this.#apdu(file, event);
  }

  #follow(event: StampedEvent): void {
    const french = this.#options.language === 'fr';
    if (event.kind === 'scenario-started') this.#scenario = titleOf(event);
    if (event.kind === 'scenario-finished') this.#tries = '';
    if (event.kind === 'scenario-retried')
      this.#tries = french ? ` (essai ${event.attempt + 1})` : ` (try ${event.attempt + 1})`;
  }

  #power(file: LineFile, event: PowerEvent & TraceStamp): void {
    const { at, card, world = '', reader, action, atr } = event;
    if (reader !== undefined) this.#readers.set(`${world}/${card}`, reader);
    if (atr === undefined || atr.length === 0) return;
    const comments = [`${card}: ${action}`];
    this.#packet(file, event, { at: this.#time(at), direction: 'in', data: exported(FROM_CARD, atr), comments });
  }

  #apdu(file: LineFile, event: ApduEvent & TraceStamp): void {
    const { at, command, response, durationMs, reason } = event;
    const words = explainExchange(command, response, this.#options.language);
    const sent = { at: this.#time(at - durationMs), data: exported(TO_CARD, command), comments: this.#stepOnce() };
    this.#packet(file, event, { ...sent, direction: 'out' });
    const comments = reason === undefined ? [words] : [words, reason];
    const answered = { at: this.#time(at), data: exported(FROM_CARD, response), comments };
    this.#packet(file, event, { ...answered, direction: 'in' });
  }

  #packet(file: LineFile, { card, world = '' }: (ApduEvent | PowerEvent) & TraceStamp, packet: Omit<Packet, 'on'>) {
    const reader = this.#readers.get(`${world}/${card}`) ?? card;
    let on = this.#interfaces.get(reader);
    if (on === undefined) {
      on = this.#interfaces.size;
      this.#interfaces.set(reader, on);
      write(file, interfaceDescription(LINKTYPE_EXPORTED_PDU, reader));
    }
    write(file, enhancedPacket({ ...packet, on }));
  }

  /** At the first command of each step. */
  #stepOnce(): readonly string[] {
    const step = this.#step;
    this.#step = '';
    return step === '' ? [] : [step];
  }

  #time(at: number): bigint {
    const time = BigInt(Math.round((this.#options.start.getTime() + at) * 1000)) * NANOSECONDS_IN_MICROSECOND;
    this.#last = time > this.#last ? time : this.#last;
    return this.#last;
  }
}

function write(file: LineFile, block: Bytes): void {
  file.push((to) => to.octets(block));
}

export function pcapng(options: PcapngOptions): TraceFormat {
  return new Pcapng(options);
}
