/** Where services keep what happened from one start to the next. */
import type { z } from 'zod';
import { type KeptPart, NOT_KEPT } from '#common/kept-part.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** Folders of files beside the state, each with the mails of one service. */
export const KEPT_FOLDERS = ['mails', 'mssante'] as const;
export type KeptFolder = (typeof KEPT_FOLDERS)[number];

/** Files that are written once, beside the state that names them. */
export interface KeptFiles {
  /** @throws StateError `write` */
  write(name: string, bytes: Bytes): void;
  /** @throws StateError `damaged` when it is not there */
  read(name: string): Bytes;
  /** All others go, once no state names them any more: it is asked for the names when the state of then is written. */
  keepOnly(names: () => readonly string[]): void;
}

export interface Memory {
  /** A part of the state, such as a service's own. @throws StateError `damaged` for one that the schema does not take */
  part<T>(name: string, schema: z.ZodType<T>): KeptPart<T>;
  /** Mails as they came, in that folder; undefined where nothing is kept. */
  files(folder: KeptFolder): KeptFiles | undefined;
}

/** Nothing is kept. */
export const NO_MEMORY: Memory = { part: () => NOT_KEPT, files: () => undefined };
