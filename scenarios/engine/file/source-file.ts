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
  type YAMLError,
} from 'yaml';
import { followedBy, sameInEach, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { lookalikeIn } from '#common/text-decoding.ts';
import { STEPS } from '../steps/index.ts';
import { isAmongCodes, takesCode, withoutCodes } from './masking.ts';
import { type Fault, ScenarioFileError } from './scenario-file-error.ts';
import { SECRET_KEYS } from './vocabulary.ts';

export type Path = readonly PropertyKey[];

/** Nobody means a no-break space where only blanks can stand. */
const INDENTATION = /^[ \u00a0\u202f]*[\u00a0\u202f][ \u00a0\u202f]*/gm;

const LONGEST_SHOWN = 40;

const NO_TAG: Text = {
  en: "no tag: a text that begins with '!' stands in quotes",
  fr: "pas d'étiquette : un texte qui commence par '!' se met entre guillemets",
};

/** YAML's own faults in the words of this project. */
const YAML_EXPECTED: Readonly<Record<string, Text>> = {
  DUPLICATE_KEY: { en: 'each key once in a mapping', fr: 'chaque clé une seule fois dans une table' },
  MULTIPLE_DOCS: { en: 'one scenario a file', fr: 'un scénario par fichier' },
  TAB_AS_INDENT: { en: 'blanks for indentation, not tabs', fr: 'des espaces en retrait, pas de tabulation' },
  TAG_RESOLVE_FAILED: NO_TAG,
  BAD_COLLECTION_TYPE: NO_TAG,
  BAD_DIRECTIVE: {
    en: "no directive: a text that begins with '%' stands in quotes",
    fr: "pas de directive : un texte qui commence par '%' se met entre guillemets",
  },
  BAD_DQ_ESCAPE: {
    en: "no '\\' in double quotes: put the text in single ones",
    fr: "pas de '\\' entre guillemets doubles : mettez le texte entre guillemets simples",
  },
};

/** Any other: where a text stops being YAML says more than why. */
const YAML: Text = {
  en: 'YAML; a text with one of { } [ ] , : # stands in quotes',
  fr: "du YAML ; un texte qui contient l'un de { } [ ] , : # se met entre guillemets",
};
const NO_VARIABLES: Text = {
  en: "scenarios have no variables, nobody replaces '$...': write the value",
  fr: "les scénarios n'ont pas de variables, personne ne remplace '$...' : écrivez la valeur",
};
const END_OF_FILE: Text = { en: 'the end of the file', fr: 'la fin du fichier' };
const UNRESOLVABLE: Text = {
  en: "found more '*' and '<<' than can be put in place, expected a file without them",
  fr: "trouvé plus de '*' et de '<<' qu'on ne peut en remplacer, attendu : un fichier sans eux",
};
export const ANOTHER_KEY: Text = { en: 'another key', fr: 'une autre clé' };
const EMPTY_MAPPING: Text = { en: 'an empty mapping', fr: 'une table vide' };
const MAPPING: Text = { en: 'a mapping', fr: 'une table' };
const LIST: Text = { en: 'a list', fr: 'une liste' };
export const NOTHING: Text = { en: 'nothing', fr: 'rien' };
const CUT_TO = 72;

export class SourceFile {
  readonly file: string;
  readonly #text: string;
  readonly #textLines: readonly string[];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed<ParsedNode, true>;

  constructor(file: string, written: string) {
    const text = written.replace(INDENTATION, (blanks) => ' '.repeat(blanks.length));
    this.file = file;
    this.#text = text;
    this.#textLines = text.split('\n');
    this.#document = parseDocument(text, {
      schema: 'failsafe',
      merge: true,
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error', // a warning repeats what it warns of
    }) as Document.Parsed<ParsedNode, true>;
  }

  /** What is no YAML; empty when the text is well-formed. The first one alone: it makes the others. */
  syntaxFaults(): readonly Fault[] {
    const [first] = this.#document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
    return first === undefined ? this.#unresolvedAliases() : [this.#malformed(first)];
  }

  #malformed({ code, pos: [offset] }: YAMLError): Fault {
    const { line } = this.#lines.linePos(offset);
    const text = this.#withoutCodes(this.#textLines[line - 1]?.trim() ?? '', line - 1);
    const found = text === '' && offset >= this.#text.trimEnd().length ? END_OF_FILE : sameInEach(quoted(text));
    const wanted = YAML_EXPECTED[code] ?? YAML;
    const message = {
      en: `found ${found.en}, expected ${wanted.en}`,
      fr: `trouvé ${found.fr}, attendu : ${wanted.fr}`,
    };
    const hint = text.includes('${') ? NO_VARIABLES : undefined;
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
    return this.#faultAt(this.#offset(path), message);
  }

  /** A fault at the key itself, not at its value. */
  faultAtKey(path: Path, message: Text): Fault {
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
  found(path: Path): Text {
    const node = this.#node(path);
    if (isMap(node)) return node.items.length === 0 ? EMPTY_MAPPING : MAPPING;
    if (isSeq(node)) return LIST;
    const text = textOf(node);
    if (text === undefined || text === '') return NOTHING;
    if (isUnderCode(path)) return { en: `${text.length} characters`, fr: `${text.length} caractères` };
    return sameInEach(quoted(this.#isHarmless(path) ? withoutPossibleCodes(text) : withoutCodes(text)));
  }

  /** The key at the end of the path; `near`: the one that is meant, when it is like one. */
  foundKey(path: Path, near?: string): Text {
    const key = String(path.at(-1));
    if (near !== undefined && /^[\p{L}_]+$/u.test(key)) return sameInEach(quoted(key));
    if (isUnderCode(path.slice(0, -1))) return ANOTHER_KEY;
    return sameInEach(quoted(this.#isHarmless(path) ? withoutPossibleCodes(key) : withoutCodes(key)));
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

  #faultAt(offset: number, message: Text): Fault {
    const { line, col } = this.#lines.linePos(offset);
    const text = followedBy(message, lookalikeIn(this.#textLines[line - 1] ?? ''));
    return { file: this.file, line, column: col, message: text.en, text };
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

function quoted(text: string): string {
  return `'${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text}'`;
}
