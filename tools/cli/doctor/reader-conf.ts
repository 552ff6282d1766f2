/** pcscd's static readers: the files of /etc/reader.conf.d. Source: reader.conf(5). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StaticReader {
  readonly file: string;
  readonly friendlyName: string;
  readonly deviceName: string;
  readonly libPath: string;
}

const KEYS = { FRIENDLYNAME: 'friendlyName', DEVICENAME: 'deviceName', LIBPATH: 'libPath' } as const;

/** The readers of one file; each one starts with its FRIENDLYNAME. */
export function parseReaderConf(text: string, file: string): StaticReader[] {
  const readers: { -readonly [Key in keyof StaticReader]: StaticReader[Key] }[] = [];
  for (const line of text.split('\n')) {
    const [, key = '', quoted, bare] = /^\s*([A-Z]+)\s+(?:"([^"]*)"|(\S+))/.exec(line) ?? [];
    if (key === 'FRIENDLYNAME') readers.push({ file, friendlyName: '', deviceName: '', libPath: '' });
    const reader = readers.at(-1);
    if (reader && Object.hasOwn(KEYS, key)) reader[KEYS[key as keyof typeof KEYS]] = quoted ?? bare ?? '';
  }
  return readers;
}

/** The static readers of this machine; files that cannot be read are left out. */
export function readReaderConf(directory = '/etc/reader.conf.d'): StaticReader[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    try {
      return parseReaderConf(readFileSync(path, 'utf8'), path);
    } catch {
      return [];
    }
  });
}
