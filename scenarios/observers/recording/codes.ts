/** Codes that would be in a recording: there it is refused. What a code is is kept nowhere but here, until the recording is over. */
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import type { StampedEvent } from '#trace/event.ts';
import { RecordingError } from '#trace/recording.ts';

const PADDING: readonly number[] = [0x00, 0xff];
/** Shorter ones are found by chance anywhere. */
const SHORTEST = 4;

function withoutPadding(data: Bytes): Bytes {
  let end = data.length;
  while (end > 0 && PADDING.includes(data[end - 1] ?? -1)) end--;
  return data.subarray(0, end);
}

export class SeenCodes {
  readonly #hex = new Set<string>();

  /** @param data data field of VERIFY, or old and new code of CHANGE REFERENCE DATA */
  add(data: Bytes): void {
    const half = data.length / 2;
    for (const part of [data, data.subarray(0, half), data.subarray(half)]) {
      const code = withoutPadding(part);
      if (code.length >= SHORTEST) this.#hex.add(toHex(code));
    }
  }

  /** Whether one of them stands in the bytes. */
  isIn(bytes: Bytes): boolean {
    const hex = toHex(bytes);
    return [...this.#hex].some((code) => standsIn(hex, code));
  }
}

/** At whole bytes. */
function standsIn(hex: string, code: string): boolean {
  for (let at = hex.indexOf(code); at !== -1; at = hex.indexOf(code, at + 1)) if (at % 2 === 0) return true;
  return false;
}

function holdsCode(event: StampedEvent, codes: SeenCodes): boolean {
  if (event.kind === 'pcsc') return codes.isIn(event.input ?? new Uint8Array(0));
  if (event.kind !== 'apdu') return false;
  return toHex(maskCommand(event.command)) !== toHex(event.command) || codes.isIn(event.command);
}

/** @throws RecordingError: which event holds a code, and never which */
export function refuseCodes(events: readonly StampedEvent[], codes: SeenCodes): void {
  const at = events.findIndex((event) => holdsCode(event, codes));
  const found = events[at];
  if (found === undefined) return;
  const ins = found.kind === 'apdu' ? toHex(found.command.subarray(0, 4)) : found.kind;
  throw new RecordingError({
    en: `event ${at + 1} (${ins}) holds a code in clear: the recording is not written; expected codes in VERIFY, CHANGE REFERENCE DATA or RESET RETRY COUNTER alone, where they are masked`,
    fr: `l'événement ${at + 1} (${ins}) contient un code en clair : l'enregistrement n'est pas écrit ; attendu : des codes dans VERIFY, CHANGE REFERENCE DATA ou RESET RETRY COUNTER seulement, où ils sont masqués`,
  });
}
