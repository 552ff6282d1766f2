/** What a program does with private keys: what MSE SET and PSO HASH prepared, and what became of it. */
import { parseTlvs, type Tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import type { CardNames } from './card-names.ts';
import type { WholeExchange } from './whole-exchange.ts';
import type { Words } from './words.ts';

const CRT = { AUTHENTICATION: 0xa4, HASH: 0xaa, SIGNATURE: 0xb6, CONFIDENTIALITY: 0xb8 } as const;
const TAG = { ALGORITHM: 0x80, SECRET_KEY: 0x83, PRIVATE_KEY: 0x84, ALGORITHM_AND_KEY: 0x91 } as const;
const PSO = { HASH: 0x90a0, SIGN: 0x9e9a, DECIPHER: 0x8086 } as const;
const RESTORE = 0xf3;
const HASH_BY_LENGTH: Readonly<Record<number, string>> = { 20: 'SHA-1', 32: 'SHA-256', 48: 'SHA-384', 64: 'SHA-512' };
/** Ends of the OIDs in a DigestInfo. */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  '3021300906052B0E03021A05000414': 'SHA-1',
  '3031300D060960864801650304020105000420': 'SHA-256',
  '3041300D060960864801650304020205000430': 'SHA-384',
  '3051300D060960864801650304020305000440': 'SHA-512',
};

function digestInfoName(data: Bytes): string | undefined {
  const text = toHex(data);
  const info = Object.entries(DIGEST_INFO).find(([prefix]) => text.startsWith(prefix));
  return info && `DigestInfo ${info[1]}`;
}

/** 00 01 and at least eight FF. Source: RFC 8017, 9.2. */
const PKCS1_SIGNATURE = /^0001(?:FF){8,}00/;
/** Last byte of an EMSA-PSS block; of one cryptogram in 256 too. Source: RFC 8017, 9.1.1. */
const PSS_TRAILER = 0xbc;

/** What a block that is as long as the modulus was padded from; undefined for a cryptogram. */
function paddedName(block: Bytes): string | undefined {
  const padding = PKCS1_SIGNATURE.exec(toHex(block))?.[0];
  if (padding !== undefined) return digestInfoName(block.subarray(padding.length / 2)) ?? 'PKCS#1';
  return block.at(-1) === PSS_TRAILER ? 'PSS' : undefined;
}

interface Template {
  readonly algorithm: number | undefined;
  readonly key: string | undefined;
}

function objects(data: Bytes): readonly Tlv[] | undefined {
  try {
    return parseTlvs(data);
  } catch {
    return undefined; // no data objects: the card has said so already
  }
}

export class KeyUse {
  readonly #names: CardNames;
  readonly #words: Words;
  readonly #templates = new Map<number, Template>();
  /** Hash of the digest that PSO HASH left in the card. */
  #hash: string | undefined;

  constructor(names: CardNames, words: Words) {
    this.#names = names;
    this.#words = words;
  }

  /** Empty: it only prepares. Undefined for what is no SET. */
  environment({ command, sw }: WholeExchange, df: string): string | undefined {
    const { p1, p2, data } = command;
    const parts = p1 === RESTORE ? undefined : objects(data);
    if (parts === undefined || sw !== SW.SUCCESS) return undefined;
    const value = (tag: number) => parts.find((part) => part.tag === tag)?.value;
    const both = value(TAG.ALGORITHM_AND_KEY);
    const reference = both?.[1] ?? (value(TAG.PRIVATE_KEY) ?? value(TAG.SECRET_KEY))?.[0];
    const key = reference === undefined ? undefined : this.#names.key(df, reference);
    this.#templates.set(p2, { algorithm: both?.[0] ?? value(TAG.ALGORITHM)?.[0], key });
    return '';
  }

  operation(whole: WholeExchange): string | undefined {
    const { ins, p1, p2 } = whole.command;
    if (ins === INS.INTERNAL_AUTHENTICATE) return this.#authenticate(whole);
    switch ((p1 << 8) | p2) {
      case PSO.HASH:
        return this.#digest(whole);
      case PSO.SIGN:
        return this.#sign(whole);
      case PSO.DECIPHER:
        return this.#decipher(whole);
      default:
        return undefined;
    }
  }

  #digest({ sw }: WholeExchange): string | undefined {
    const algorithm = this.#templates.get(CRT.HASH)?.algorithm;
    if (sw !== SW.SUCCESS) return undefined;
    this.#hash = algorithm === undefined ? undefined : this.#names.algorithm(algorithm)?.hash;
    return '';
  }

  #sign(whole: WholeExchange): string {
    const algorithm = this.#templates.get(CRT.SIGNATURE)?.algorithm;
    const known = algorithm === undefined ? undefined : this.#names.algorithm(algorithm);
    const hash = known?.hash ?? HASH_BY_LENGTH[whole.command.data.length] ?? this.#hash ?? this.#words.data;
    const what = known?.pss ? `${hash} (PSS)` : hash;
    return this.#used(whole, CRT.SIGNATURE, (key) => this.#words.signs(what, key));
  }

  #authenticate(whole: WholeExchange): string {
    const { data } = whole.command;
    const what = digestInfoName(data) ?? this.#words.bytes(data.length);
    return this.#used(whole, CRT.AUTHENTICATION, (key) => this.#words.authenticates(what, key));
  }

  /** A card that takes no padding off signs with it what the host has padded. */
  #decipher(whole: WholeExchange): string {
    const { computes, deciphers, authenticates } = this.#words;
    if (!this.#names.rawDecipher) return this.#used(whole, CRT.CONFIDENTIALITY, deciphers);
    const what = paddedName(whole.command.data);
    return this.#used(whole, CRT.CONFIDENTIALITY, what === undefined ? computes : (key) => authenticates(what, key));
  }

  #used({ sw }: WholeExchange, crt: number, done: (key: string) => string): string {
    const key = this.#templates.get(crt)?.key ?? this.#words.unknownKey;
    if (sw === SW.SUCCESS) return done(key);
    const why = sw === SW.SECURITY_STATUS_NOT_SATISFIED ? this.#words.locked : this.#words.meaning(sw);
    return this.#words.keyRefused(key, why);
  }
}
