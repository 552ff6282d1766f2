/** How long a card and its reader take for what they do, in milliseconds; from the figures of its profile. */
import type { Bytes } from '#iso7816/bytes.ts';
import { COMMANDS, commandOf } from '#iso7816/commands.ts';
import { FIRST_ETU_CYCLES, type Transmission, transmissionOf } from './transmission.ts';

interface Work {
  /** By the command's name in the standard. */
  readonly processingMs: Readonly<Record<string, number>>;
  /** On any other. */
  readonly otherMs: number;
  readonly insertionMs: number;
  readonly resetMs: number;
}

/** Of a card with contacts, in its reader. */
export interface ContactFigures extends Work {
  readonly clockHz: number;
  readonly maxBitRate: number;
}

/** Of a card without, at its antenna. */
export interface AntennaFigures extends Work {
  readonly bitRate: number;
  readonly frameBytes: number;
}

export interface CardTiming {
  /** From its coming into the reader until that gives it power. */
  readonly insertionMs: number;
  /** The answer to reset, and what is agreed after it. */
  readonly resetMs: number;
  /** Its way to the card, and the card's work. */
  commandMs(command: Bytes): number;
  /** Its way back. */
  responseMs(response: Bytes): number;
}

/** With the character's start bit, parity and the pause that T=0 has. */
const ETU_OF_CHARACTER = 12;
/** The shortest of T=1, where TC1 is 255. */
const ETU_OF_SHORTEST = 11;
const LEAST_PAUSE = 255;
/** PPSS, PPS0, PPS1, PCK, and as many back. */
const PPS_CHARACTERS = 8;
/** NAD, PCB, LEN and LRC of a block; an R-block is nothing else. */
const BLOCK_CHARACTERS = 4;
/** Of a reader, which says so to the card (S(IFS request)). */
const IFSD = 254;
/** PCB and CRC of a frame. Source: ISO/IEC 14443-4:2018, 7.1. */
const FRAME_BYTES = 3;
/** Eight bits and one of parity. Source: ISO/IEC 14443-3:2018, 6.2.3. */
const BITS_OF_BYTE = 9;

function workMs({ processingMs, otherMs }: Work, command: Bytes): number {
  const name = commandOf(command[1] ?? 0);
  return name === undefined ? otherMs : (processingMs[COMMANDS[name].name] ?? otherMs);
}

/** Characters, or bytes, of that many blocks of at most `most` bytes, each with its own, and acknowledged but for the last. */
function chained(length: number, most: number, own: number): number {
  const blocks = Math.max(1, Math.ceil(length / most));
  return length + blocks * own + (blocks - 1) * own;
}

/** Whether PPS leads to a faster rate that the reader has. */
function isAgreed({ etuCycles, negotiable }: Transmission, { clockHz, maxBitRate }: ContactFigures): boolean {
  return negotiable && etuCycles < FIRST_ETU_CYCLES && clockHz / etuCycles <= maxBitRate;
}

/** @param protocol the one that is spoken */
export function contactTiming(atr: Bytes, protocol: 'T=0' | 'T=1', timing: ContactFigures): CardTiming {
  const offered = transmissionOf(atr);
  const { extraGuardTime, negotiable, ifsc } = offered;
  const etuMs = (cycles: number) => (cycles * 1000) / timing.clockHz;
  const agreed = isAgreed(offered, timing);
  const own = agreed || !negotiable ? offered.etuCycles : FIRST_ETU_CYCLES;
  const pause = extraGuardTime === LEAST_PAUSE ? 0 : extraGuardTime;
  const shortest = protocol === 'T=1' && extraGuardTime === LEAST_PAUSE;
  const characterMs = etuMs(own) * (shortest ? ETU_OF_SHORTEST : ETU_OF_CHARACTER + pause);
  const first = etuMs(FIRST_ETU_CYCLES) * ETU_OF_CHARACTER;
  // The procedure byte of T=0 comes back between header and data.
  const sent = (length: number) => (protocol === 'T=1' ? chained(length, ifsc, BLOCK_CHARACTERS) : length + 1);
  const answered = (length: number) => (protocol === 'T=1' ? chained(length, IFSD, BLOCK_CHARACTERS) : length);
  return {
    insertionMs: timing.insertionMs,
    resetMs: timing.resetMs + first * (atr.length + (agreed ? PPS_CHARACTERS : 0)),
    commandMs: (command) => sent(command.length) * characterMs + workMs(timing, command),
    responseMs: (response) => answered(response.length) * characterMs,
  };
}

export function antennaTiming(timing: AntennaFigures): CardTiming {
  const byteMs = (BITS_OF_BYTE * 1000) / timing.bitRate;
  const onAir = (length: number) => chained(length, timing.frameBytes - FRAME_BYTES, FRAME_BYTES) * byteMs;
  return {
    insertionMs: timing.insertionMs,
    resetMs: timing.resetMs,
    commandMs: (command) => onAir(command.length) + workMs(timing, command),
    responseMs: (response) => onAir(response.length),
  };
}
