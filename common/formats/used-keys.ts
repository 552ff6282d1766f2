/** One key pair for each certificate and use: keys that were seen before. Source: the agency's CSR guide, 7.8. */
import type { KeyObject } from 'node:crypto';
import { FormatError } from './format-error.ts';
import { keyFingerprint } from './key-fingerprint.ts';

/**
 * `one-certificate`: a key is certified once. `multi-use`: once for each use, as the guide of 2023 allows a key to have
 * several (source: simulation, for what happens at the second certificate of one use).
 */
export type KeyRule = 'one-certificate' | 'multi-use';

export class UsedKeys {
  readonly #rule: KeyRule;
  readonly #uses: Map<string, string[]>;

  /** @param seen fingerprints and uses that `entries` told before */
  constructor(rule: KeyRule = 'one-certificate', seen: Iterable<readonly [string, readonly string[]]> = []) {
    this.#rule = rule;
    this.#uses = new Map([...seen].map(([fingerprint, uses]) => [fingerprint, [...uses]]));
  }

  /** For what this key was taken before. */
  usesOf(key: KeyObject): readonly string[] {
    return this.#uses.get(keyFingerprint(key)) ?? [];
  }

  /**
   * Takes the key for that use, in one step: two orders at once cannot both have it.
   * @param name of the request, for errors
   * @param use such as `ORG AUTH_CLI`
   * @throws FormatError `usedKey`
   */
  take(name: string, key: KeyObject, use: string): void {
    const uses = this.usesOf(key);
    const before = this.#rule === 'multi-use' ? uses.find((one) => one === use) : uses[0];
    if (before !== undefined)
      throw new FormatError('usedKey', name, {
        en: `this key was used before (${before}): one key pair for each certificate and use; make a new key, then a new request`,
        fr: `cette clé a déjà servi (${before}) : un bi-clé par certificat et par usage ; faites une nouvelle clé, puis une nouvelle demande`,
      });
    this.#uses.set(keyFingerprint(key), [...uses, use]);
  }

  /** Gives a key back whose order came to nothing. */
  release(key: KeyObject, use: string): void {
    const left = this.usesOf(key).filter((one) => one !== use);
    if (left.length === 0) this.#uses.delete(keyFingerprint(key));
    else this.#uses.set(keyFingerprint(key), left);
  }

  entries(): (readonly [fingerprint: string, uses: readonly string[]])[] {
    return [...this.#uses];
  }
}
