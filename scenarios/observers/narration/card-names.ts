/** The names that a profile gives to files, keys and codes; numbers where there is no profile. */
import type { Language } from '#common/language.ts';
import { toHex } from '#iso7816/bytes.ts';
import { aidText, byteText, pathText, referenceDataText, sdoText } from '#trace/names.ts';
import { CPS2TER_ROOT, type DfNode, type EfNode, type Profile } from '../../../simulator/card/profile/schema.ts';
import { walkFiles } from '../../../simulator/card/profile/walk-files.ts';

const LOCAL = 0x80;
/** File identifiers behind the usual short ones. Source: reference/cps-facts.md (i). */
const KNOWN_SFIS: Readonly<Record<number, string>> = { 28: 'D003', 29: '2F01', 30: '2F00' };
const KNOWN_DFS = ['3F00', '3F00/0001', '3F00/0002', `${CPS2TER_ROOT}`, `${CPS2TER_ROOT}/7F01`];

export class CardNames {
  readonly #profile: Profile | undefined;
  readonly #language: Language;
  readonly #nodes = new Map<string, DfNode | EfNode>();
  /** Labels under which an application presents files of others. */
  readonly #labels = new Map<string, string>();
  /** The card deciphers without taking any padding off. */
  readonly rawDecipher: boolean;

  constructor(profile: Profile | undefined, language: Language) {
    this.#profile = profile;
    this.#language = language;
    const algorithms = Object.values(profile?.algorithms ?? {});
    this.rawDecipher = algorithms.some(({ operation, padding }) => operation === 'decipher' && padding === 'none');
    for (const { type, path, node } of profile === undefined ? [] : walkFiles(profile)) {
      this.#nodes.set(path, node);
      if (type === 'df') for (const [other, { label }] of Object.entries(node.presents)) this.#labels.set(other, label);
    }
  }

  isDf(path: string): boolean {
    const node = this.#nodes.get(path);
    return node === undefined ? KNOWN_DFS.includes(path) : node.type === 'df';
  }

  /** `CPS_NAME_PS`, `Certificat de Signature CPS`; the path when nobody names the file. */
  file(path: string): string {
    const node = this.#nodes.get(path);
    if (node?.type === 'ef') return node.cia?.label ?? this.#labels.get(path) ?? node.name;
    if (node !== undefined) return node.name;
    const bytes = Uint8Array.from((path.match(/[0-9A-F]{2}/g) ?? []).map((byte) => Number.parseInt(byte, 16)));
    return path.startsWith('CPS2TER') ? path : pathText(bytes);
  }

  /** Path and name of the application with that DF name. */
  application(aid: Uint8Array): { readonly path: string | undefined; readonly name: string } {
    const wanted = toHex(aid);
    for (const [path, node] of this.#nodes)
      if (node.type === 'df' && node.aid?.replace(/\s/g, '').startsWith(wanted)) return { path, name: node.name };
    return { path: undefined, name: aidText(aid, this.#language) };
  }

  /** The EF with that short identifier in the DF. */
  bySfi(df: string, sfi: number): string | undefined {
    const node = this.#nodes.get(df);
    const usual = KNOWN_SFIS[sfi];
    if (node?.type !== 'df') return usual && `${df}/${usual}`;
    const found = Object.entries(node.children).find(([, child]) => child.type === 'ef' && child.sfi === sfi);
    return found && `${df}/${found[0]}`;
  }

  /** `SDO RSA private key 02`; undefined for a tag that is no SDO's. */
  sdo(tag: number): string | undefined {
    return sdoText(tag, this.#language);
  }

  /** The key of that reference, in the DF or else wherever it is. */
  key(df: string, reference: number): string | undefined {
    const fid = byteText(reference & ~LOCAL);
    const here = this.#nodes.get(df);
    const places = [here, ...this.#nodes.values()];
    for (const node of places) if (node?.type === 'df' && node.keys[fid] !== undefined) return node.keys[fid].name;
    return undefined;
  }

  code(reference: number): string {
    const label = this.#profile?.pins[byteText(reference & ~LOCAL)]?.label[this.#language];
    const text = label ?? referenceDataText(reference, this.#language);
    return this.#language === 'fr' ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  }

  /** Tries allowed, on a card whose answer to VERIFY without data counts tries and does not tell whether it is verified. */
  maxTriesWithoutState(reference: number): number | undefined {
    if (this.#profile?.behaviour.emptyVerify !== 'tries') return undefined;
    return this.#profile.pins[byteText(reference & ~LOCAL)]?.maxTries;
  }

  /** `SHA-256`, `SHA-256 (PSS)` by the algorithm reference of the profile. */
  algorithm(reference: number): { readonly hash: string; readonly pss: boolean } | undefined {
    const found = this.#profile?.algorithms[byteText(reference)];
    if (found?.hash === undefined) return undefined;
    return { hash: found.hash.toUpperCase().replace('SHA', 'SHA-'), pss: found.padding === 'pss' };
  }
}
