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
import { terminalText } from '#common/terminal-text.ts';
import { STEPS } from '../steps/index.ts';
import { isAmongCodes, takesCode, withoutCodes } from './masking.ts';
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
    super(
      faults.map(({ file, line, column, message }) => terminalText(`${file}:${line}:${column}: ${message}`)).join('\n'),
    );
    this.faults = faults;
  }
}

const LONGEST_SHOWN = 40;

/** YAML's own faults in the words of this project. */
const YAML_EXPECTED: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'each key once in a mapping',
  MULTIPLE_DOCS: 'one scenario a file',
  TAB_AS_INDENT: 'blanks for indentation, not tabs',
  TAG_RESOLVE_FAILED: "no tag: a text that begins with '!' stands in quotes",
  BAD_COLLECTION_TYPE: "no tag: a text that begins with '!' stands in quotes",
  BAD_DIRECTIVE: "no directive: a text that begins with '%' stands in quotes",
  BAD_DQ_ESCAPE: "no '\\' in double quotes: put the text in single ones",
};

export class SourceFile {
  readonly file: string;
  readonly #text: string;
  readonly #textLines: readonly string[];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed<ParsedNode, true>;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    this.#textLines = text.split('\n');
    this.#document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error', // a warning repeats what it warns of
    }) as Document.Parsed<ParsedNode, true>;
  }

  /** What is no YAML; empty when the text is well-formed. */
  syntaxFaults(): readonly Fault[] {
    return [...this.#malformed(), ...this.#unresolvedAliases()];
  }

  #malformed(): readonly Fault[] {
    return this.#document.errors.map((error) => {
      const expected = YAML_EXPECTED[error.code];
      const line = this.#lines.linePos(error.pos[0]).line - 1;
      const text = this.#withoutCodes(this.#textLines[line]?.trim() ?? '', line);
      const found = `found ${text === '' && error.pos[0] >= this.#text.trimEnd().length ? 'the end of the file' : quoted(text)}`;
      return this.#faultAt(error.pos[0], expected ? `${found}, expected ${expected}` : `${found}: ${ofYaml(error)}`);
    });
  }

  #unresolvedAliases(): readonly Fault[] {
    const faults: Fault[] = [];
    visit(this.#document, {
      Alias: (_key, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        const offset = alias.range?.[0] ?? 0;
        const name = this.#withoutCodes(alias.source, this.#lines.linePos(offset).line - 1);
        faults.push(this.#faultAt(offset, `found '*${name}', expected the name of an anchor '&${name}' above it`));
      },
    });
    return faults;
  }

  /** What stands on that line, from 0, codes masked. */
  #withoutCodes(text: string, line: number): string {
    return isAmongCodes(this.#textLines, line) ? withoutCodes(text, true) : withoutCodes(text);
  }

  /**
   * The content: mappings, lists and texts only; syntaxFaults must have found nothing.
   * @throws ScenarioFileError when it cannot be made
   */
  value(): unknown {
    try {
      return this.#document.toJS();
    } catch (error) {
      throw new ScenarioFileError([this.fault([], ofYaml(error as Error))]);
    }
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
    if (isUnderCode(path)) return `${text.length} characters`;
    return quoted(this.#isHarmless(path) ? text : withoutCodes(text));
  }

  /** The key at the end of the path; `near`: the one that is meant, when it is like one. */
  foundKey(path: Path, near?: string): string {
    const key = String(path.at(-1));
    if (near !== undefined && /^[\p{L}_]+$/u.test(key)) return quoted(key);
    if (isUnderCode(path.slice(0, -1))) return 'another key';
    return quoted(this.#isHarmless(path) ? key : withoutCodes(key));
  }

  /** The text at that place, which may be a code. */
  text(path: Path): string | undefined {
    return textOf(this.#node(path));
  }

  /** True beside the steps, and in a step that is known and takes no code. */
  #isHarmless(path: Path): boolean {
    if (path[0] !== 'steps') return path.length > 1;
    const step = this.#node(path.slice(0, 2));
    const keys = isMap(step) ? step.items.map(({ key }) => textOf(key) ?? '') : [];
    const known = keys.filter((key) => Object.hasOwn(STEPS, key));
    return path.length > 2 && known.length > 0 && !keys.some((key) => takesCode(key) || SECRET_KEYS.has(key));
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

/** True for what is given to a step that takes a code, and for the value of a key of codes anywhere. */
function isUnderCode(path: Path): boolean {
  return (path[0] === 'steps' && takesCode(String(path[2]))) || path.some((key) => SECRET_KEYS.has(String(key)));
}

/** YAML's words without what they repeat of the file. */
function ofYaml({ message }: Error): string {
  return withoutCodes(message.replace(/: (?!in |is |between ).*$/s, ''), false);
}

function quoted(text: string): string {
  return `'${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text}'`;
}
