/**
 * A scenario file as text with positions: every fault tells its line, its column and what was found there.
 */

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
} from 'yaml';
import { CodedError } from '#common/coded-error.ts';
import { SECRET_KEYS } from './vocabulary.ts';

export type Path = readonly PropertyKey[];

export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A scenario file that cannot be run; `faults` holds all of them, the message one line each. */
export class ScenarioFileError extends CodedError {
  override readonly name = 'ScenarioFileError';
  readonly code = 'ERR_SCENARIO_FILE';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

const LONGEST_SHOWN = 40;

const CODES = new RegExp(`\\b((?:${[...SECRET_KEYS].join('|')})["']?\\s*:)[^,}]*`, 'g');

/** YAML's own faults in the words of this project. */
const YAML_EXPECTED: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'each key once in a mapping',
  MULTIPLE_DOCS: 'one scenario a file',
  TAB_AS_INDENT: 'blanks for indentation, not tabs',
};

export class SourceFile {
  readonly file: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed<ParsedNode, true>;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    this.#document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: this.#lines,
      prettyErrors: false,
    }) as Document.Parsed<ParsedNode, true>;
  }

  /** What is no YAML; empty when the text is well-formed. */
  syntaxFaults(): readonly Fault[] {
    return [...this.#malformed(), ...this.#unresolvedAliases()];
  }

  #malformed(): readonly Fault[] {
    return this.#document.errors.map((error) => {
      const expected = YAML_EXPECTED[error.code];
      const line = this.#lines.linePos(error.pos[0]).line;
      const text = withoutCodes(this.#text.split('\n')[line - 1]?.trim() ?? '');
      const found = `found ${text === '' && error.pos[0] >= this.#text.trimEnd().length ? 'the end of the file' : quoted(text)}`;
      return this.#faultAt(error.pos[0], expected ? `${found}, expected ${expected}` : `${found}: ${error.message}`);
    });
  }

  #unresolvedAliases(): readonly Fault[] {
    const faults: Fault[] = [];
    visit(this.#document, {
      Alias: (_key, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        const message = `found '*${alias.source}', expected the name of an anchor '&${alias.source}' above it`;
        faults.push(this.#faultAt(alias.range?.[0] ?? 0, message));
      },
    });
    return faults;
  }

  /** The content: mappings, lists and texts only; syntaxFaults must have found nothing. */
  value(): unknown {
    return this.#document.toJS();
  }

  fault(path: Path, message: string): Fault {
    return this.#faultAt(this.#offset(path), message);
  }

  /** A fault at the key itself, not at its value. */
  faultAtKey(path: Path, message: string): Fault {
    const parent = this.#node(path.slice(0, -1));
    const pair = isMap(parent) ? parent.items.find(({ key }) => textOf(key) === String(path.at(-1))) : undefined;
    const range = (pair?.key as Node | undefined)?.range;
    return range ? this.#faultAt(range[0], message) : this.fault(path, message);
  }

  position(path: Path): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(this.#offset(path));
    return { line, column: col };
  }

  /** What stands at that place, in words; a code is never repeated. */
  found(path: Path): string {
    const node = this.#node(path);
    if (isMap(node)) return node.items.length === 0 ? 'an empty mapping' : 'a mapping';
    if (isSeq(node)) return 'a list';
    const text = textOf(node);
    if (text === undefined || text === '') return 'nothing';
    return SECRET_KEYS.has(String(path.at(-1))) ? `${text.length} characters` : quoted(text);
  }

  #faultAt(offset: number, message: string): Fault {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line, column: col, message };
  }

  #node(path: Path): unknown {
    return path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
  }

  /** Offset of the node, or of the nearest one above it when it is missing. */
  #offset(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const node = this.#node(path.slice(0, length)) as Node | undefined;
      if (node?.range && textOf(node) !== '') return node.range[0];
    }
    return this.#document.contents?.range[0] ?? 0;
  }
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) ? String(node.value) : undefined;
}

/** A line as it stands, the codes in it masked. */
function withoutCodes(line: string): string {
  return line.replace(CODES, '$1****');
}

function quoted(text: string): string {
  return `'${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text}'`;
}
