/** What the errors of the system say: Node writes them in English. */
import type { Text } from './language.ts';
import { own } from './own.ts';

const NOT_ALLOWED: Text = { en: 'not allowed', fr: 'droit refusé' };

const SYSTEM_ERRORS: Readonly<Record<string, Text>> = {
  EACCES: NOT_ALLOWED,
  EADDRINUSE: { en: 'the address is in use', fr: "l'adresse est prise" },
  EBUSY: { en: 'it is busy', fr: 'il est occupé' },
  ECONNREFUSED: { en: 'nobody listens there', fr: "personne n'y écoute" },
  ECONNRESET: { en: 'the connection was cut off', fr: 'la connexion a été coupée' },
  EDQUOT: { en: 'the disk quota is used up', fr: 'le quota de disque est épuisé' },
  EEXIST: { en: 'it exists already', fr: 'il existe déjà' },
  EIO: { en: 'the device failed', fr: 'le périphérique a failli' },
  EISDIR: { en: 'it is a directory', fr: "c'est un dossier" },
  ELOOP: { en: 'too many links in the path', fr: 'trop de liens dans le chemin' },
  EMFILE: { en: 'too many files are open', fr: 'trop de fichiers sont ouverts' },
  ENAMETOOLONG: { en: 'the name is too long', fr: 'le nom est trop long' },
  ENOENT: { en: 'no such file or directory', fr: "ce fichier ou ce dossier n'existe pas" },
  ENOSPC: { en: 'no space is left', fr: "il n'y a plus de place" },
  ENOTDIR: { en: 'a part of the path is no directory', fr: "une partie du chemin n'est pas un dossier" },
  EPERM: NOT_ALLOWED,
  EPIPE: { en: 'nobody reads any more', fr: 'plus personne ne lit' },
  EROFS: { en: 'the file system is read-only', fr: 'le système de fichiers est en lecture seule' },
};

/** What that code says: `EISDIR`. Undefined for one that is not known here. */
export function systemWords(code: string): Text | undefined {
  return own(SYSTEM_ERRORS, code);
}

/** What no system is asked: Node refuses such a path itself. */
const NUL_IN_PATH: Text = { en: 'a NUL character stands in the path', fr: 'un caractère NUL est dans le chemin' };

/** `EISDIR: it is a directory (read)`; undefined for an error that is none of the system's, or is not known here. */
export function systemErrorText(error: NodeJS.ErrnoException): Text | undefined {
  const { code = '', syscall, path } = error;
  if (code === 'ERR_INVALID_ARG_VALUE' && error.message.includes('without null bytes')) return NUL_IN_PATH;
  const text = systemWords(code);
  if (text === undefined || syscall === undefined) return undefined;
  const where = path === undefined ? syscall : `${syscall} '${path}'`;
  return { en: `${code}: ${text.en} (${where})`, fr: `${code} : ${text.fr} (${where})` };
}
