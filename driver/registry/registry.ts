/**
 * The Windows registry as far as card software uses it: keys and values whose names know no upper and lower case, two
 * hives, and two views of HKEY_LOCAL_MACHINE\Software and HKEY_CURRENT_USER\Software.
 */
import { BYTES, either, type Kind, members, oneOf, parameters, TEXT, wholeNumber } from '#common/arguments.ts';
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

const DWORD = wholeNumber(0, 0xffffffff);
const DATA: Readonly<Record<string, Kind>> = { REG_DWORD: DWORD, REG_SZ: TEXT };

/** A RegistryValue: its data as its type wants it. */
const VALUE: Kind = (value, path) => {
  const type: unknown = value instanceof Object ? Reflect.get(value, 'type') : undefined;
  const data = typeof type === 'string' ? (DATA[type] ?? BYTES) : BYTES;
  return members({ type: either(DWORD, oneOf(Object.keys(DATA))), data })(value, path);
};
const KEY = { key: TEXT };
const ARGUMENTS = {
  softwareKey: parameters('softwareKey', { hive: oneOf(Object.keys(HIVES)), view: oneOf(VIEWS), path: TEXT }),
  get: parameters('Registry.get', { ...KEY, name: TEXT }),
  set: parameters('Registry.set', { ...KEY, name: TEXT, value: VALUE }),
  deleteValue: parameters('Registry.deleteValue', { ...KEY, name: TEXT }),
  deleteKey: parameters('Registry.deleteKey', KEY),
  subkeys: parameters('Registry.subkeys', KEY),
};

/** `HKEY_CURRENT_USER\Software\Wow6432Node\ASIP Sante\Minidriver` */
export function softwareKey(hive: Hive, view: View, path: string): string {
  ARGUMENTS.softwareKey(hive, view, path);
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
    ARGUMENTS.get(key, name);
    return this.#keys.get(key.toLowerCase())?.values.get(name.toLowerCase())?.value;
  }

  set(key: string, name: string, value: RegistryValue): void {
    ARGUMENTS.set(key, name, value);
    const { path, values } = this.#keys.get(key.toLowerCase()) ?? { path: key, values: new Map() };
    values.set(name.toLowerCase(), { name: values.get(name.toLowerCase())?.name ?? name, value });
    this.#keys.set(key.toLowerCase(), { path, values });
  }

  deleteValue(key: string, name: string): void {
    ARGUMENTS.deleteValue(key, name);
    this.#keys.get(key.toLowerCase())?.values.delete(name.toLowerCase());
  }

  /** The key and those below it. */
  deleteKey(key: string): void {
    ARGUMENTS.deleteKey(key);
    const gone = key.toLowerCase();
    for (const known of [...this.#keys.keys()]) {
      if (known === gone || known.startsWith(`${gone}\\`)) this.#keys.delete(known);
    }
  }

  /** Names of the keys directly below, as they were spelled first, in the order they came. */
  subkeys(key: string): readonly string[] {
    ARGUMENTS.subkeys(key);
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
