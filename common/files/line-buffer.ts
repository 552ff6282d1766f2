/**
 * Text that grows as the bytes a file wants: whoever makes many lines a second writes octets and digits into it instead of
 * making strings of them.
 */

/** As many bytes as the longest number takes, and more. */
const NUMBER = 32;
const ZERO = 0x30;
const POINT = 0x2e;
/** Below that a number of thousandths is printed with all its digits. */
const EXACT = 1e15;

/** The two hexadecimal digits of each octet. */
const [HIGH, LOW] = [0, 1].map((place) =>
  Uint8Array.from({ length: 256 }, (_, octet) => octet.toString(16).toUpperCase().padStart(2, '0').charCodeAt(place)),
) as [Uint8Array, Uint8Array];

/** The three digits of each number below a thousand. */
const GROUPS = Uint8Array.from({ length: 3000 }, (_, i) => `${Math.floor(i / 3)}`.padStart(3, '0').charCodeAt(i % 3));

export class LineBuffer {
  /** Bytes so far. */
  length = 0;
  /** Lines so far, as whoever adds them counts them. */
  lines = 0;
  #bytes: Buffer;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** What is in it: a view, good until more is added. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
    this.lines = 0;
  }

  /** What is in the other one, behind what is here. */
  add(other: LineBuffer): void {
    this.octets(other.bytes());
    this.lines += other.lines;
  }

  text(text: string): void {
    this.#room(3 * text.length);
    this.length += this.#bytes.write(text, this.length);
  }

  /** Bytes of a text. */
  octets(text: Uint8Array): void {
    this.#room(text.length);
    this.#bytes.set(text, this.length);
    this.length += text.length;
  }

  /** As `toHex`. */
  hex(octets: Uint8Array): void {
    this.#room(2 * octets.length);
    const bytes = this.#bytes;
    let at = this.length;
    for (let i = 0; i < octets.length; i++) {
      const octet = octets[i] as number;
      bytes[at++] = HIGH[octet] as number;
      bytes[at++] = LOW[octet] as number;
    }
    this.length = at;
  }

  /** As JSON has it. */
  number(value: number): void {
    const thousandths = Math.round(value * 1000);
    const plain = thousandths >= 0 && thousandths < EXACT && thousandths / 1000 === value;
    if (plain) this.#thousandths(thousandths);
    else this.text(JSON.stringify(value));
  }

  #thousandths(thousandths: number): void {
    this.#room(NUMBER);
    const whole = Math.floor(thousandths / 1000);
    this.#whole(whole);
    const rest = thousandths - 1000 * whole;
    if (rest === 0) return;
    const bytes = this.#bytes;
    bytes[this.length++] = POINT;
    this.#group(rest, 3);
    while (bytes[this.length - 1] === ZERO) this.length--;
  }

  #whole(value: number): void {
    if (value < 1000) {
      this.#group(value, value < 10 ? 1 : value < 100 ? 2 : 3);
      return;
    }
    const thousands = Math.floor(value / 1000);
    this.#whole(thousands);
    this.#group(value - 1000 * thousands, 3);
  }

  /** The last `digits` of three. */
  #group(value: number, digits: number): void {
    const end = 3 * value + 3;
    for (let i = end - digits; i < end; i++) this.#bytes[this.length++] = GROUPS[i] as number;
  }

  #room(more: number): void {
    const needed = this.length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, needed));
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}
