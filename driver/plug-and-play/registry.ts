/** The registry of a simulated computer: keys, their values, nothing else. Names are compared without regard to case. */

export type RegistryValue =
  | { readonly type: 'REG_SZ' | 'REG_EXPAND_SZ'; readonly data: string }
  /** Hexadecimal. */
  | { readonly type: 'REG_BINARY'; readonly data: string }
  | { readonly type: 'REG_DWORD'; readonly data: number };

/** Values by name of each key by its path, `HKLM\SOFTWARE\...`, in the order they were made. */
export type RegistryContents = Record<string, Record<string, RegistryValue>>;

function spelled(names: object, wanted: string): string | undefined {
  return Object.keys(names).find((name) => name.toLowerCase() === wanted.toLowerCase());
}

/** A view of the contents; what is set is set there. */
export class Registry {
  readonly #contents: RegistryContents;

  constructor(contents: RegistryContents) {
    this.#contents = contents;
  }

  value(key: string, name: string): RegistryValue | undefined {
    const values = this.#contents[spelled(this.#contents, key) ?? ''];
    return values?.[spelled(values, name) ?? name];
  }

  set(key: string, name: string, value: RegistryValue): void {
    const path = spelled(this.#contents, key) ?? key;
    const values = this.#contents[path] ?? {};
    this.#contents[path] = values;
    values[spelled(values, name) ?? name] = value;
  }

  deleteKey(key: string): void {
    const path = spelled(this.#contents, key);
    if (path !== undefined) delete this.#contents[path];
  }

  /** Names of the keys directly below. */
  subkeys(key: string): string[] {
    const prefix = `${key.toLowerCase()}\\`;
    const below = Object.keys(this.#contents).filter((path) => path.toLowerCase().startsWith(prefix));
    return [...new Set(below.map((path) => path.slice(prefix.length).split('\\')[0] ?? ''))];
  }

  /** A DWORD as a switch; `otherwise` when it is not set or no DWORD. */
  flag(key: string, name: string, otherwise: boolean): boolean {
    const value = this.value(key, name);
    return value?.type === 'REG_DWORD' ? value.data !== 0 : otherwise;
  }
}
