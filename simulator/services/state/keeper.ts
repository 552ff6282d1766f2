/**
 * Keeps the state of services in a folder: the whole of it, each time something happened, before anybody is answered.
 *
 * A whole state and no journal of changes: who gives its state as data has neither to say what became of it nor to play it again,
 * and a file that is renamed into its place is never half there. Hundreds of orders are some hundred kilobytes, written within
 * milliseconds.
 */
import { z } from 'zod';
import type { KeptPart } from '#common/kept-part.ts';
import { followedBy, type Text } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { describeIssue, describeJsonError, issueText, sayWhatIsKnown } from '../../data/describe-issue.ts';
import { textOf as jsonText } from '../../data/json-file.ts';
import type { KeptFiles, KeptFolder, Memory } from './memory.ts';
import { StateError } from './state-error.ts';
import { StateFolder, stateError } from './state-folder.ts';

const FORMAT = 'cps-sim-services';
const VERSION = 1;

const frame = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  parts: z.record(z.string(), z.unknown()),
});
const newerFrame = z.object({
  format: z.literal(FORMAT),
  version: z
    .number()
    .int()
    .min(VERSION + 1),
});

const LEFT: Text = {
  en: 'it is left as it is: put a copy of it back, or name another folder',
  fr: 'il est laissé tel quel : remettez-en une copie, ou nommez un autre dossier',
};

/** Its part does not last longer than it: what services that are not started had kept stays as it is. */
type Parts = Readonly<Record<string, unknown>>;

/** Is told in words why nothing is kept, and that it is again. */
export type TellKeeping = (text: Text) => void;

export class Keeper implements Memory {
  readonly #folder: StateFolder;
  readonly #tell: TellKeeping;
  readonly #now = new Map<string, () => unknown>();
  #parts: Parts = {};
  #written = '';
  /** What stays of the folders in which something is to go. */
  readonly #left = new Map<KeptFolder, () => readonly string[]>();
  #due = false;
  #failed = false;
  /** Nothing is written before all have started, nor behind their end. */
  #closed = true;

  /** @throws StateError */
  constructor(path: string, tell: TellKeeping) {
    this.#folder = new StateFolder(path);
    this.#tell = tell;
    try {
      const bytes = this.#folder.read();
      if (bytes !== undefined) this.#parts = this.#read(bytes);
    } catch (error) {
      this.#folder.close();
      throw error;
    }
  }

  #read(bytes: Bytes): Parts {
    const { file } = this.#folder;
    const text = jsonText(bytes, file, (message) => new StateError('damaged', followedBy(message, LEFT)));
    let json: unknown;
    try {
      json = parseJson(text);
    } catch (cause) {
      throw stateError('damaged', file, followedBy(describeJsonError(cause, text), LEFT), cause);
    }
    const newer = newerFrame.safeParse(json);
    if (newer.success) throw this.#newer(newer.data.version);
    return this.#checked(frame, json).parts;
  }

  #newer(version: number): StateError {
    return stateError('newer', this.#folder.file, {
      en: `a state of version ${version}, this cps-sim reads ${VERSION}: start the newer cps-sim that wrote it, or name another folder`,
      fr: `un état de version ${version}, ce cps-sim lit la ${VERSION} : prenez le cps-sim plus récent qui l'a écrit, ou un autre dossier`,
    });
  }

  #checked<T>(schema: z.ZodType<T>, json: unknown, ...above: readonly string[]): T {
    const { success, data, error } = schema.safeParse(json, { error: sayWhatIsKnown });
    if (success) return data;
    const { path, message } = describeIssue(error, json);
    const said = issueText(this.#folder.file, { path: [...above, ...path], message });
    throw new StateError('damaged', followedBy(said, LEFT));
  }

  part<T>(name: string, schema: z.ZodType<T>): KeptPart<T> {
    const raw = this.#parts[name];
    return {
      last: raw === undefined ? undefined : this.#checked(schema, raw, 'parts', name),
      keep: (now) => {
        this.#now.set(name, () => z.encode(schema, now()));
        this.#soon();
      },
      changed: () => this.#soon(),
    };
  }

  files(folder: KeptFolder): KeptFiles {
    return {
      ...this.#folder.files(folder),
      keepOnly: (names) => {
        this.#left.set(folder, names);
        this.#soon();
      },
    };
  }

  /** Once what happens now has happened as a whole, and before an answer to it can leave. */
  #soon(): void {
    if (this.#due || this.#closed) return;
    this.#due = true;
    queueMicrotask(() => {
      if (this.#due) this.#tryWrite();
    });
  }

  #tryWrite(): void {
    try {
      this.#write();
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      this.#failed = true;
      this.#tell({ en: error.messageIn('en'), fr: error.messageIn('fr') });
    }
  }

  #write(): void {
    this.#due = false;
    const now = [...this.#now].map(([name, state]) => [name, state()] as const);
    const parts = { ...this.#parts, ...Object.fromEntries(now) };
    const text = `${JSON.stringify({ format: FORMAT, version: VERSION, parts })}\n`;
    if (text !== this.#written) {
      this.#folder.write(text);
      this.#written = text;
      this.#parts = parts;
      this.#keptAgain();
    }
    // Not before: what the state that stands still names is read at the next start.
    for (const [folder, names] of this.#left) this.#folder.sweep(folder, new Set(names()));
    this.#left.clear();
  }

  #keptAgain(): void {
    if (!this.#failed) return;
    this.#failed = false;
    const { file } = this.#folder;
    this.#tell({ en: `${file}: all is kept again`, fr: `${file} : tout est de nouveau gardé` });
  }

  /** All have started: from now on it is written. */
  begin(): void {
    this.#closed = false;
    this.#soon();
  }

  /** The services did not start: the state stays as it was. */
  abandon(): void {
    this.#folder.close();
  }

  /** Writes what is not written yet, and gives the folder back. @throws StateError `write` */
  close(): void {
    if (this.#closed) return;
    try {
      this.#write();
    } finally {
      this.#closed = true;
      this.#folder.close();
    }
  }
}
