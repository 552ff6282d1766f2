/**
 * The sections of an INF file and their entries, `key = value, value`, with %strings% replaced.
 *
 * Names of sections and keys are compared without regard to case; a section that comes twice is one.
 *
 * Source: Microsoft, General Syntax Rules for INF Files; INF Strings Section.
 */
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { InfError, type SetupCode } from '../setup-error.ts';
import { type InfLine, infLines } from './lines.ts';

export interface InfEntry {
  readonly line: number;
  /** What stands before `=`; absent in a line of values only. */
  readonly key?: string;
  readonly values: readonly string[];
}

export interface InfSection {
  readonly name: string;
  readonly line: number;
  readonly entries: readonly InfEntry[];
}

const MAX_SECTION_NAME = 255;
const STRINGS = 'strings';
/** Characters that %strings% may stand for, all together. */
const MOST_EXPANDED = 4_000_000;

interface Draft {
  readonly name: string;
  readonly line: number;
  readonly lines: InfLine[];
}

export class InfFile {
  /** Name for errors. */
  readonly name: string;
  readonly #sections: ReadonlyMap<string, InfSection>;

  private constructor(name: string, sections: ReadonlyMap<string, InfSection>) {
    this.name = name;
    this.#sections = sections;
  }

  /** @throws InfError with the line of the first fault */
  static parse(bytes: Bytes, name: string): InfFile {
    const drafts = sectionsOf(infLines(bytes, name), name);
    const strings = stringsOf(drafts.get(STRINGS), name);
    const sections = new Map<string, InfSection>();
    const expanded = expander(strings, name);
    for (const [key, { lines, ...section }] of drafts) {
      const expand = key === STRINGS ? (text: string) => text : expanded;
      sections.set(key, { ...section, entries: lines.map((line) => entryOf(line, name, expand)) });
    }
    return new InfFile(name, sections);
  }

  section(name: string): InfSection | undefined {
    return this.#sections.get(name.toLowerCase());
  }

  /** @param line where the section is named; 1 when the format asks for it. @throws InfError ERROR_SECTION_NOT_FOUND */
  required(name: string, line = 1): InfSection {
    const section = this.section(name);
    if (section === undefined)
      throw this.fault('ERROR_SECTION_NOT_FOUND', line, {
        en: `expected a section [${name}]`,
        fr: `attendu : une section [${name}]`,
      });
    return section;
  }

  fault(symbol: SetupCode, line: number, why: Text): InfError {
    return new InfError(symbol, this.name, line, why);
  }
}

/** The first entry of each key of a section, made when it is asked for: a list of files is asked for each file. */
const entriesByKey = new WeakMap<InfSection, ReadonlyMap<string, InfEntry>>();

function byKey({ entries }: InfSection): ReadonlyMap<string, InfEntry> {
  const keyed = entries.filter(({ key }) => key !== undefined);
  return new Map(keyed.toReversed().map((entry) => [entry.key?.toLowerCase() ?? '', entry]));
}

/** The entry of that key, undefined when there is none. */
export function entryNamed(section: InfSection, key: string): InfEntry | undefined {
  const known = entriesByKey.get(section) ?? byKey(section);
  entriesByKey.set(section, known);
  return known.get(key.toLowerCase());
}

function sectionsOf(lines: readonly InfLine[], file: string): Map<string, Draft> {
  const sections = new Map<string, Draft>();
  let current: Draft | undefined;
  for (const line of lines) {
    if (line.text.startsWith('[')) current = opened(sections, line, file);
    else if (current !== undefined) current.lines.push(line);
    else {
      const why = {
        en: `found '${line.text}', expected a section such as [Version]`,
        fr: `trouvé '${line.text}', attendu : une section telle que [Version]`,
      };
      throw new InfError('ERROR_EXPECTED_SECTION_NAME', file, line.number, why);
    }
  }
  return sections;
}

function opened(sections: Map<string, Draft>, { text, number }: InfLine, file: string): Draft {
  const [, name] = /^\[\s*([^\][]+?)\s*\]$/.exec(text) ?? [];
  if (name === undefined)
    throw new InfError('ERROR_BAD_SECTION_NAME_LINE', file, number, {
      en: `found '${text}', expected [name] alone on its line`,
      fr: `trouvé '${text}', attendu : [nom] seul sur sa ligne`,
    });
  if (name.length > MAX_SECTION_NAME) {
    const why = {
      en: `the section's name has ${name.length} characters, expected at most ${MAX_SECTION_NAME}`,
      fr: `le nom de la section a ${name.length} caractères, attendu : ${MAX_SECTION_NAME} au plus`,
    };
    throw new InfError('ERROR_SECTION_NAME_TOO_LONG', file, number, why);
  }
  const section = sections.get(name.toLowerCase()) ?? { name, line: number, lines: [] };
  sections.set(name.toLowerCase(), section);
  return section;
}

function stringsOf(section: Draft | undefined, file: string): ReadonlyMap<string, string> {
  const strings = new Map<string, string>();
  for (const line of section?.lines ?? []) {
    const { key, values } = entryOf(line, file, (text) => text);
    if (key === undefined)
      throw new InfError('ERROR_GENERAL_SYNTAX', file, line.number, {
        en: `found '${line.text}', expected name = "text"`,
        fr: `trouvé '${line.text}', attendu : nom = "texte"`,
      });
    strings.set(key.toLowerCase(), values.join(','));
  }
  return strings;
}

type Expand = (text: string, line: number) => string;

/** %name% by [Strings], %% by %, %11% (a directory) left as it is. */
function expander(strings: ReadonlyMap<string, string>, file: string): Expand {
  let length = 0;
  const counted = (value: string, line: number) => {
    length += value.length;
    if (length <= MOST_EXPANDED) return value;
    const why = {
      en: `the texts of [Strings] make more than ${MOST_EXPANDED} characters of this file, expected fewer`,
      fr: `les textes de [Strings] font de ce fichier plus de ${MOST_EXPANDED} caractères, attendu : moins`,
    };
    throw new InfError('ERROR_GENERAL_SYNTAX', file, line, why);
  };
  return (text, line) =>
    text.replaceAll(/%([^%]*)%/g, (found, name: string) => {
      if (name === '') return '%';
      const value = strings.get(name.toLowerCase());
      if (value !== undefined) return counted(value, line);
      if (/^-?[0-9]+$/.test(name)) return found;
      throw new InfError('ERROR_LINE_NOT_FOUND', file, line, {
        en: `found ${found}, expected '${name}' in [Strings]`,
        fr: `trouvé ${found}, attendu : '${name}' dans [Strings]`,
      });
    });
}

function entryOf({ text, number }: InfLine, file: string, expand: Expand): InfEntry {
  const [left, right] = splitOutsideQuotes(text, '=', 2);
  const unquoted = (part: string) => expand(unquote(part.trim(), file, number), number);
  const list = right ?? left ?? '';
  const values = list.trim() === '' ? [] : splitOutsideQuotes(list, ',').map(unquoted);
  return right === undefined ? { line: number, values } : { line: number, key: unquoted(left ?? ''), values };
}

function splitOutsideQuotes(text: string, separator: string, limit = Number.POSITIVE_INFINITY): string[] {
  const parts: string[] = [''];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted && parts.length < limit) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** The text between quotation marks, a doubled one being one. @throws InfError when one is left open */
function unquote(part: string, file: string, line: number): string {
  if (!part.includes('"')) return part;
  if (part.split('"').length % 2 === 0)
    throw new InfError('ERROR_GENERAL_SYNTAX', file, line, {
      en: `found ${part}, expected a closing quotation mark`,
      fr: `trouvé ${part}, attendu : un guillemet fermant`,
    });
  return part.replaceAll(/"((?:[^"]|"")*)"/g, (_, inside: string) => inside.replaceAll('""', '"'));
}
