/** Public data operations: the virtual file system. Source: specification 7.07, 4.3; reference/minidriver.md 4.13 to 4.15, 8. */
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardContents, Container } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { ACCESS_CONDITION, KEY_SPEC } from './structures/constants.ts';
import { containerName } from './structures/container-name.ts';
import { CARDAPPS, type CardFileInfo, cardCacheFile, containerMapRecord, copyOf } from './structures/layouts.ts';
import { checkStructVersion } from './structures/struct-version.ts';

const MAX_NAME = 8;
const CARD_IDENTIFIER_LENGTH = 16;
export const MAX_CONTAINERS = 2;

interface VirtualFile {
  readonly accessCondition: CardFileInfo['accessCondition'];
  read(): Promise<Bytes> | Bytes;
}

type Directory = Readonly<Record<string, VirtualFile>>;

const { EVERYONE_READ_USER_WRITE, EVERYONE_READ_ADMIN_WRITE } = ACCESS_CONDITION;

/** cardid: 16 bytes that differ from card to card and never change: the ICC serial number, filled with 00. */
export async function cardIdentifier(contents: CardContents): Promise<Bytes> {
  const identifier = new Uint8Array(CARD_IDENTIFIER_LENGTH);
  identifier.set((await contents.serialNumber()).subarray(0, CARD_IDENTIFIER_LENGTH));
  return identifier;
}

async function containerMapFile(contents: CardContents): Promise<Bytes> {
  const containers = await contents.containers();
  const cardNumber = await contents.cardNumber();
  const defaultIndex = Math.min(...containers.keys());
  const records = Array.from({ length: MAX_CONTAINERS }, (_, containerIndex) => {
    const container = containers.get(containerIndex);
    if (container === undefined) return containerMapRecord(undefined);
    const { suffix, keySpec, key } = container;
    return containerMapRecord({
      name: containerName(contents.configuration.containerName, cardNumber, suffix),
      isDefault: containerIndex === defaultIndex,
      sigKeySizeBits: keySpec === KEY_SPEC.SIGNATURE ? key.modulusBits : 0,
      keyExchangeKeySizeBits: keySpec === KEY_SPEC.KEYEXCHANGE ? key.modulusBits : 0,
    });
  });
  return concat(...records);
}

function rootDirectory(contents: CardContents): Directory {
  const { containersFreshness, filesFreshness } = contents.configuration;
  return {
    cardid: { accessCondition: EVERYONE_READ_ADMIN_WRITE, read: () => cardIdentifier(contents) },
    cardcf: {
      accessCondition: EVERYONE_READ_USER_WRITE,
      read: () => cardCacheFile(containersFreshness, filesFreshness),
    },
    cardapps: { accessCondition: EVERYONE_READ_ADMIN_WRITE, read: () => CARDAPPS },
  };
}

/** kxc for a key exchange key, ksc for a signature key, then the container index. */
function certificateFileName({ keySpec, containerIndex }: Container): string {
  return `${keySpec === KEY_SPEC.SIGNATURE ? 'ksc' : 'kxc'}${String(containerIndex).padStart(2, '0')}`;
}

async function mscpDirectory(contents: CardContents): Promise<Directory> {
  const files: Record<string, VirtualFile> = {
    cmapfile: { accessCondition: EVERYONE_READ_USER_WRITE, read: () => containerMapFile(contents) },
  };
  for (const container of (await contents.containers()).values()) {
    if (container.certificate === undefined) continue;
    const read = () => contents.certificate(container);
    files[certificateFileName(container)] = { accessCondition: EVERYONE_READ_USER_WRITE, read };
  }
  return files;
}

/** Names have at most 8 characters; upper and lower case are the same. */
function checkedName(name: string, what: Text): string {
  if (name.length <= MAX_NAME) return name.toLowerCase();
  throw new Refusal(SCARD.E_INVALID_PARAMETER, {
    en: `${what.en} '${name}', expected at most ${MAX_NAME} characters`,
    fr: `${what.fr} '${name}', attendu : ${MAX_NAME} caractères au plus`,
  });
}

/** No name and the empty name stand for the root. */
async function directory(contents: CardContents, directoryName: string | null): Promise<Directory> {
  const name = checkedName(directoryName ?? '', { en: 'directory', fr: 'dossier' });
  if (name === '') return rootDirectory(contents);
  if (name === 'mscp') return mscpDirectory(contents);
  throw new Refusal(SCARD.E_DIR_NOT_FOUND, {
    en: `no directory '${name}', expected the root or 'mscp'`,
    fr: `pas de dossier '${name}', attendu : la racine ou 'mscp'`,
  });
}

async function file(contents: CardContents, directoryName: string | null, fileName: string): Promise<VirtualFile> {
  if (typeof fileName !== 'string' || fileName === '')
    throw new Refusal(SCARD.E_INVALID_PARAMETER, { en: 'no file name', fr: 'pas de nom de fichier' });
  const name = checkedName(fileName, { en: 'file', fr: 'fichier' });
  const files = await directory(contents, directoryName);
  const found = own(files, name);
  if (found !== undefined) return found;
  throw new Refusal(SCARD.E_FILE_NOT_FOUND, {
    en: `no file '${name}', there are ${Object.keys(files).join(', ')}`,
    fr: `pas de fichier '${name}', il y a ${Object.keys(files).join(', ')}`,
  });
}

/** A file or directory as the log names it. */
function pathOf(directoryName: string | null, fileName?: string): string {
  return [directoryName ?? '', fileName].filter((name) => name !== undefined).join('/') || '/';
}

/**
 * CardReadFile: a whole file, as a copy of its own.
 * @param directoryName null or '' for the root, 'mscp'
 * @throws MinidriverError SCARD_E_DIR_NOT_FOUND, SCARD_E_FILE_NOT_FOUND; SCARD_E_INVALID_PARAMETER for flags, an empty
 *   file name and names of more than 8 characters
 */
export function cardReadFile(
  cardData: CardData,
  directoryName: string | null,
  fileName: string,
  flags = 0,
): Promise<Bytes> {
  return entryPoint(['CardReadFile', pathOf(directoryName, fileName)], cardData, async (contents) => {
    ARGUMENTS.cardReadFile(directoryName, fileName, flags);
    checkFlags(flags);
    const { read } = await file(contents, directoryName, fileName);
    return copyOf(await read());
  });
}

/**
 * CardEnumFiles: the names of a directory's files (the specification's multi-string as a list); directories are not
 * among them.
 * @throws MinidriverError SCARD_E_DIR_NOT_FOUND; SCARD_E_INVALID_PARAMETER for flags and names of more than 8 characters
 */
export function cardEnumFiles(cardData: CardData, directoryName: string | null, flags = 0): Promise<string[]> {
  return entryPoint(['CardEnumFiles', pathOf(directoryName)], cardData, async (contents) => {
    ARGUMENTS.cardEnumFiles(directoryName, flags);
    checkFlags(flags);
    return Object.keys(await directory(contents, directoryName));
  });
}

/**
 * CardGetFileInfo: size and access condition of a file.
 * @param version dwVersion of CARD_FILE_INFO, 0 or 1
 * @throws MinidriverError ERROR_REVISION_MISMATCH above 1; SCARD_E_DIR_NOT_FOUND, SCARD_E_FILE_NOT_FOUND,
 *   SCARD_E_INVALID_PARAMETER as CardReadFile
 */
export function cardGetFileInfo(
  cardData: CardData,
  directoryName: string | null,
  fileName: string,
  version = 1,
): Promise<CardFileInfo> {
  return entryPoint(['CardGetFileInfo', pathOf(directoryName, fileName)], cardData, async (contents) => {
    ARGUMENTS.cardGetFileInfo(directoryName, fileName, version);
    checkStructVersion('CARD_FILE_INFO', version, 1);
    const { accessCondition, read } = await file(contents, directoryName, fileName);
    return { version: 1, fileSize: (await read()).length, accessCondition };
  });
}
