/**
 * What a simulated computer knows between two starts: its settings, registry, devices, event log. One JSON file.
 */

import { z } from 'zod';
import { LANGUAGES, type Text } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import { decodeText } from '#common/text-decoding.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { fileErrorText } from '#files/file-error.ts';
import { createAtomically, writeAtomically } from '#files/index.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { Registry } from '../registry/index.ts';
import { ComputerError } from './computer-error.ts';
import { decodeRegistry, encodeRegistry, registryContents } from './registry-contents.ts';
import { ARCHITECTURES, DEFAULT_WINDOWS, UPDATE_SERVICES, WINDOWS_NAMES } from './windows.ts';

const settings = z.strictObject({
  windows: z.enum(WINDOWS_NAMES),
  architecture: z.enum(ARCHITECTURES),
  language: z.enum(LANGUAGES),
  /** Where drivers are looked for when the driver store has none. */
  updates: z.enum(UPDATE_SERVICES),
});

const device = z.strictObject({
  /** Reader it is in, or the reader itself. */
  reader: z.string(),
  kind: z.enum(['reader', 'card']),
  /** Hardware ids, the most special one first. */
  hardwareIds: z.array(z.string()).min(1),
  /** Whether it is there now. */
  present: z.boolean(),
  status: z.enum(['working', 'null-driver', 'no-driver', 'failed']),
  description: z.string(),
  /** `oem0.inf`; absent when no package of the store drives it. */
  driver: z.string().optional(),
  driverVersion: z.string().optional(),
  /** `failed`: why. */
  error: z.string().optional(),
});

const installation = z.strictObject({
  /** Keys that installing the package has written. */
  keys: z.array(z.string()),
  /** Paths below the folder of Windows, with `\`. */
  files: z.array(z.string()),
});

const event = z.strictObject({
  time: z.string(),
  id: z.number().int(),
  level: z.enum(['Error', 'Information']),
  source: z.string(),
  message: z.string(),
});

const stateSchema = z.strictObject({
  format: z.literal('cps-sim-computer-1'),
  settings,
  publishers: z.record(z.string(), z.enum(['trusted', 'distrusted'])),
  registry: registryContents,
  devices: z.array(device),
  /** By the published name of the package. */
  installations: z.record(z.string(), installation),
  events: z.array(event),
});

export type ComputerState = Omit<z.infer<typeof stateSchema>, 'registry'> & { readonly registry: Registry };
export type ComputerSettings = z.infer<typeof settings>;
export type Device = z.infer<typeof device>;
export type LogEntry = z.infer<typeof event>;

const DEFAULT_SETTINGS: ComputerSettings = {
  windows: DEFAULT_WINDOWS,
  architecture: 'amd64',
  language: 'fr',
  updates: 'windows-update',
};

export function newState(given: Partial<ComputerSettings> = {}): ComputerState {
  return {
    format: 'cps-sim-computer-1',
    settings: { ...DEFAULT_SETTINGS, ...given },
    publishers: {},
    registry: new Registry(),
    devices: [],
    installations: {},
    events: [],
  };
}

/** The state in that file, undefined when there is none yet. @throws ComputerError when it cannot be used */
export function loadState(path: string): ComputerState | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const text = {
      en: `${path}: no JSON (${(cause as Error).message}); ${REMEDY.en}`,
      fr: `${path} : ce n'est pas du JSON ; ${REMEDY.fr}`,
    };
    throw new ComputerError('notJson', text, { cause });
  }
  const { data, error } = stateSchema.safeParse(value);
  if (data !== undefined) return { ...data, registry: decodeRegistry(data.registry) };
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new ComputerError('format', {
    en: `${path}: '${where}' is not as it was written; ${REMEDY.en}`,
    fr: `${path} : '${where}' n'est pas tel qu'il a été écrit ; ${REMEDY.fr}`,
  });
}

/** Replaces the state. @throws ComputerError */
export function saveState(path: string, state: ComputerState): void {
  write(path, state, writeAtomically);
}

/** The state of a new computer; where another program was faster, its one stays. @throws ComputerError */
export function createState(path: string, state: ComputerState): void {
  write(path, state, createAtomically);
}

function write(path: string, state: ComputerState, how: (path: string, text: string) => unknown): void {
  const text = JSON.stringify({ ...state, registry: encodeRegistry(state.registry) }, null, 2);
  try {
    how(path, `${text}\n`);
  } catch (cause) {
    const why = fileErrorText(cause);
    throw new ComputerError(
      'notWritten',
      { en: `${path}: cannot be written (${why.en})`, fr: `${path} : ne peut être écrit (${why.fr})` },
      { cause },
    );
  }
}

/** Some ten thousand devices and events. */
const LARGEST = 8_000_000;
const REMEDY: Text = {
  en: 'mend it, or remove the folder and start with a new computer',
  fr: 'corrigez-le, ou supprimez le dossier et recommencez avec un nouvel ordinateur',
};

function textOf(path: string): string | undefined {
  try {
    return decodeText(readRegularFile(path, LARGEST)).text ?? '';
  } catch (cause) {
    if (hasErrorCode(cause, 'ENOENT')) return undefined;
    const why = cause instanceof TooLargeError ? cause.why : fileErrorText(cause);
    const text = {
      en: `${path}: cannot be read (${why.en})`,
      fr: `${path} : ne peut être lu (${why.fr})`,
    };
    throw new ComputerError('notRead', text, { cause });
  }
}
