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
  visit,
  type YAMLError,
} from 'yaml';
import { followedBy, sameInEach, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { lookalikeIn } from '#common/text-decoding.ts';
import { STEPS } from '../steps/index.ts';
import { isAmongCodes, takesCode, withoutCodes } from './masking.ts';
import { type Fault, ScenarioFileError } from './scenario-file-error.ts';
import { filledText, variableIn } from './variable-text.ts';
import { SECRET_KEYS } from './vocabulary.ts';
import { yamlDocument } from './yaml-document.ts';
import { yamlExpected } from './yaml-expected.ts';

export type Path = readonly PropertyKey[];

/** What a variable is, and where that is written. */
export interface Variable {
  readonly value: unknown;
  readonly source: SourceFile;
  readonly path: Path;
}

/** By name; of one row of a table. */
export type Variables = ReadonlyMap<string, Variable>;

/** Nobody means a no-break space where only blanks can stand. */
const INDENTATION = /^[ \u00a0\u202f]*[\u00a0\u202f][ \u00a0\u202f]*/gm;

const LONGEST_SHOWN = 40;

const QUOTED_VARIABLE: Text = {
  en: `between { } and [ ] a variable stands in quotes: "\${name}"`,
  fr: `entre { } et [ ], une variable se met entre guillemets : "\${nom}"`,
};
const END_OF_FILE: Text = { en: 'the end of the file', fr: 'la fin du fichier' };
const UNRESOLVABLE: Text = {
  en: "found more '*' and '<<' than can be put in place, expected a file without them",
  fr: "trouvé plus de '*' et de '<<' qu'on ne peut en remplacer, attendu : un fichier sans eux",
};
export const ANOTHER_KEY: Text = { en: 'another key', fr: 'une autre clé' };
/** `{ { a } }`: as YAML has it, the inner one is a key. */
const COLLECTION_AS_KEY: Text = { en: 'a mapping or a list as a key', fr: 'une table ou une liste comme clé' };
const EMPTY_LIST: Text = { en: 'an empty list', fr: 'une liste vide' };
const EMPTY_MAPPING: Text = { en: 'an empty mapping', fr: 'une table vide' };
const MAPPING: Text = { en: 'a mapping', fr: 'une table' };
const LIST: Text = { en: 'a list', fr: 'une liste' };
export const NOTHING: Text = { en: 'nothing', fr: 'rien' };
const CUT_TO = 72;

/** Numbers with something between them, as a date has it. */
const LIKE_A_DATE = /^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ][0-9:.+Z-]{1,20})?$/;

/** What stands at a place, and where it is written: a variable's value, where the variable is. */
interface Written {
  readonly source: SourceFile;
  readonly path: Path;
}

export class SourceFile {
  readonly file: string;
  /** In whose places values stand: of the row that is read now. */
  variables: Variables = new Map();
  readonly #text: string;
  readonly #textLines: readonly string[];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed<ParsedNode, true>;

  /** @throws ScenarioFileError when there is too much of it */
  constructor(file: string, written: string) {
    const text = written.replace(INDENTATION, (blanks) => ' '.repeat(blanks.length));
    this.file = file;
    this.#text = text;
    this.#textLines = text.split('\n');
    this.#document = yamlDocument(text, file, this.#lines);
  }

  /** What is no YAML; empty when the text is well-formed. The first one alone: it makes the others. */
  syntaxFaults(): readonly Fault[] {
    const [first] = this.#document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
    return first === undefined ? this.#unresolvedAliases() : [this.#malformed(first)];
  }

  #malformed(error: YAMLError): Fault {
    const [offset] = error.pos;
    const { line } = this.#lines.linePos(offset);
    const text = this.#withoutCodes(this.#textLines[line - 1]?.trim() ?? '', line - 1);
    const found = text === '' && offset >= this.#text.trimEnd().length ? END_OF_FILE : sameInEach(quoted(text));
    const wanted = yamlExpected(error);
    const message = {
      en: `found ${found.en}, expected ${wanted.en}`,
      fr: `trouvé ${found.fr}, attendu : ${wanted.fr}`,
    };
    const hint = text.includes('${') ? QUOTED_VARIABLE : undefined;
    return { ...this.#faultAt(offset, followedBy(message, hint)), excerpt: this.#excerpt(offset) };
  }

  /** The line of that offset, and a caret under it; codes masked on both sides of it. */
  #excerpt(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    const text = (this.#textLines[line - 1] ?? '').replace(/\s+$/, '');
    const [before, after] = [text.slice(0, col - 1), text.slice(col - 1)].map((part) =>
      terminalText(this.#withoutCodes(part.replaceAll('\t', ' '), line - 1)),
    ) as [string, string];
    const shown = before.slice(-CUT_TO);
    return `${shown}${after.slice(0, CUT_TO)}\n${' '.repeat(shown.length)}^`;
  }

  #unresolvedAliases(): readonly Fault[] {
    const faults: Fault[] = [];
    visit(this.#document, {
      Alias: (_key, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        const offset = alias.range?.[0] ?? 0;
        const name = this.#withoutCodes(alias.source, this.#lines.linePos(offset).line - 1);
        const message = {
          en: `found '*${name}', expected the name of an anchor '&${name}' above it`,
          fr: `trouvé '*${name}', attendu : le nom d'une ancre '&${name}' placée plus haut`,
        };
        faults.push(this.#faultAt(offset, message));
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
    } catch {
      throw new ScenarioFileError([this.fault([], UNRESOLVABLE)]);
    }
  }

  fault(path: Path, message: Text): Fault {
    const { source, path: at } = this.#written(path);
    return source.#faultAt(source.#offset(at), source === this && at === path ? message : this.#usedAt(path, message));
  }

  /** A fault at the key itself, not at its value. */
  faultAtKey(path: Path, message: Text): Fault {
    const { source, path: at } = this.#written(path.slice(0, -1));
    const range = (source.#pair([...at, path.at(-1) as PropertyKey])?.key as Node | undefined)?.range;
    return range ? source.#faultAt(range[0], message) : this.fault(path, message);
  }

  /** Of what is wrong in a variable: where it is used. */
  #usedAt(path: Path, message: Text): Text {
    const line = this.#lines.linePos(this.#offset(path)).line;
    return {
      en: `${message.en} (used at ${this.file}:${line})`,
      fr: `${message.fr} (utilisé en ${this.file}:${line})`,
    };
  }

  position(path: Path): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(this.#offset(path));
    return { line, column: col };
  }

  /** The lines of the key at the end of that path and of what stands behind it. */
  linesOf(path: Path): [first: number, last: number] {
    const pair = this.#pair(path);
    const start = (pair?.key as Node | undefined)?.range?.[0] ?? 0;
    const end = (pair?.value as Node | null | undefined)?.range?.[1] ?? start + 1;
    return [this.#lines.linePos(start).line, this.#lines.linePos(Math.max(start, end - 1)).line];
  }

  /** What stands at that place, in words; a code is never repeated. */
  found(path: Path): Text {
    const { source, path: at } = this.#written(path);
    const node = source.#node(at);
    if (isMap(node)) return node.items.length === 0 ? EMPTY_MAPPING : MAPPING;
    if (isSeq(node)) return node.items.length === 0 ? EMPTY_LIST : LIST;
    const text = this.#filled(node);
    if (text === undefined || text === '') return NOTHING;
    if (isUnderCode(path) || isVariable(path))
      return { en: `${text.length} characters`, fr: `${text.length} caractères` };
    // A day that is none is to be seen; digits alone may be a code, wherever they stand.
    if (path.length === 1 && path[0] === 'date' && LIKE_A_DATE.test(text)) return sameInEach(quoted(text));
    return sameInEach(quoted(this.#isHarmless(path) ? withoutPossibleCodes(text) : withoutCodes(text)));
  }

  /** The key at the end of the path; `near`: the one that is meant, when it is like one. */
  foundKey(path: Path, near?: string): Text {
    const key = String(path.at(-1));
    if (/^[{[]/.test(key)) return COLLECTION_AS_KEY;
    if (near !== undefined && /^[\p{L}_]+$/u.test(key)) return sameInEach(quoted(key));
    if (isUnderCode(path.slice(0, -1))) return ANOTHER_KEY;
    return sameInEach(quoted(this.#isHarmless(path) ? withoutPossibleCodes(key) : withoutCodes(key)));
  }

  /** The text at that place, which may be a code. */
  text(path: Path): string | undefined {
    const { source, path: at } = this.#written(path);
    return this.#filled(source.#node(at));
  }

  #filled(node: unknown): string | undefined {
    const text = textOf(node);
    return text === undefined ? undefined : filledText(text, this.variables);
  }

  /** Where that is written: past each variable that stands for a whole value. */
  #written(path: Path): Written {
    for (let length = 1; length <= path.length; length++) {
      const name = variableIn(textOf(this.#node(path.slice(0, length))) ?? '');
      const variable = name === undefined ? undefined : this.variables.get(name);
      if (variable !== undefined) return { source: variable.source, path: [...variable.path, ...path.slice(length)] };
    }
    return { source: this, path };
  }

  /** True beside the steps, and in a step that is known and takes no code. */
  #isHarmless(whole: Path): boolean {
    const path = insideStep(whole);
    if (path[0] !== 'steps') return path.length > 1;
    const step = this.#node(whole.slice(0, whole.length - path.length + 2));
    const keys = isMap(step) ? step.items.map(({ key }) => textOf(key) ?? '') : [];
    const known = keys.filter((key) => Object.hasOwn(STEPS, key));
    return path.length > 2 && known.length > 0 && !keys.some((key) => takesCode(key) || SECRET_KEYS.has(key));
  }

  #faultAt(offset: number, message: Text): Fault {
    const { line, col } = this.#lines.linePos(offset);
    const text = followedBy(message, lookalikeIn(this.#textLines[line - 1] ?? ''));
    return { file: this.file, line, column: col, message: text.en, text };
  }

  #node(path: Path): unknown {
    return path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
  }

  /** The key at the end of the path with what stands behind it. */
  #pair(path: Path) {
    const parent = this.#node(path.slice(0, -1));
    return isMap(parent) ? parent.items.find(({ key }) => textOf(key) === String(path.at(-1))) : undefined;
  }

  /** Offset of the node, of its key where nothing stands behind it, or of the nearest one above it when both are missing. */
  #offset(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const node = this.#node(path.slice(0, length)) as Node | undefined;
      if (node?.range && textOf(node) !== '') return node.range[0];
      const key = this.#pair(path.slice(0, length))?.key as Node | undefined;
      if (key?.range) return key.range[0];
    }
    return this.#document.contents?.range[0] ?? 0;
  }
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) ? String(node.value) : undefined;
}

/** The path in the innermost list of steps: groups around the step are left out. */
function insideStep(path: Path): Path {
  return path[0] === 'steps' && path[2] === 'steps' ? insideStep(path.slice(2)) : path;
}

/** True for what is given to a step that takes a code, and for the value of a key of codes anywhere. */
function isUnderCode(whole: Path): boolean {
  const path = insideStep(whole);
  return (path[0] === 'steps' && takesCode(String(path[2]))) || path.some((key) => SECRET_KEYS.has(String(key)));
}

/** True for what a variable is: nobody knows what it is used for. */
function isVariable([first]: Path): boolean {
  return first === 'variables' || first === 'rows';
}

function quoted(text: string): string {
  return `'${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text}'`;
}
