/**
 * The Windows registry as far as card software uses it: keys and values whose names know no upper and lower case, two
 * hives, and two views of HKEY_LOCAL_MACHINE\Software and HKEY_CURRENT_USER\Software.
 */
import type { Bytes } from '#iso7816/bytes.ts';

export const HIVES = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' } as const;
export type Hive = keyof typeof HIVES;

/** What 64-bit programs see, and what 32-bit ones see on a 64-bit Windows. */
export const VIEWS = ['native', 'Wow6432Node'] as const;
export type View = (typeof VIEWS)[number];

export type RegistryValue =
  | { readonly type: 'REG_DWORD'; readonly data: number }
  | { readonly type: 'REG_SZ'; readonly data: string }
  /** Any other type, by its number: 3 is REG_BINARY, 7 REG_MULTI_SZ, 11 REG_QWORD. */
  | { readonly type: number; readonly data: Bytes };

export interface RegistryReader {
  /** @param key from the hive: `HKEY_LOCAL_MACHINE\Software\ASIP Sante\Minidriver` */
  get(key: string, name: string): RegistryValue | undefined;
}

/** `HKEY_CURRENT_USER\Software\Wow6432Node\ASIP Sante\Minidriver` */
export function softwareKey(hive: Hive, view: View, path: string): string {
  return [HIVES[hive], 'Software', ...(view === 'native' ? [] : [view]), path].join('\\');
}

interface Key {
  /** As it was spelled first. */
  readonly path: string;
  readonly values: Map<string, { readonly name: string; readonly value: RegistryValue }>;
}

/** A registry in memory. */
export class Registry implements RegistryReader {
  readonly #keys = new Map<string, Key>();

  get(key: string, name: string): RegistryValue | undefined {
    return this.#keys.get(key.toLowerCase())?.values.get(name.toLowerCase())?.value;
  }

  set(key: string, name: string, value: RegistryValue): void {
    const { path, values } = this.#keys.get(key.toLowerCase()) ?? { path: key, values: new Map() };
    values.set(name.toLowerCase(), { name: values.get(name.toLowerCase())?.name ?? name, value });
    this.#keys.set(key.toLowerCase(), { path, values });
  }

  deleteValue(key: string, name: string): void {
    this.#keys.get(key.toLowerCase())?.values.delete(name.toLowerCase());
  }

  /** The key and those below it. */
  deleteKey(key: string): void {
    const gone = key.toLowerCase();
    for (const known of [...this.#keys.keys()]) {
      if (known === gone || known.startsWith(`${gone}\\`)) this.#keys.delete(known);
    }
  }

  /** Names of the keys directly below, as they were spelled first, in the order they came. */
  subkeys(key: string): readonly string[] {
    const prefix = `${key.toLowerCase()}\\`;
    const below = [...this.#keys].filter(([known]) => known.startsWith(prefix));
    return [...new Set(below.map(([, { path }]) => path.slice(prefix.length).split('\\')[0] ?? ''))];
  }

  /** Every value, key by key. */
  *values(): Generator<{ readonly key: string; readonly name: string; readonly value: RegistryValue }> {
    for (const { path, values } of this.#keys.values())
      for (const { name, value } of values.values()) yield { key: path, name, value };
  }
}
