/**
 * How much a scenario file is made of, before anything is made of it: what reads YAML goes into itself at each level, through
 * the whole file at each alias, and through a whole mapping at each of its keys.
 */
import { CST, Lexer, type LineCounter, Parser } from 'yaml';
import type { Text } from '#common/language.ts';
import { type Fault, ScenarioFileError } from './scenario-file-error.ts';

/** Of each, ten times what the largest scenario of the library has, and more. */
const MOST = {
  /** Mappings and lists in each other. */
  levels: 50,
  /** Marks of YAML, words and ends of lines. */
  tokens: 100_000,
  aliases: 200,
  /** Keys of a mapping, cards and readers among them. */
  keys: 1000,
  /** Items of a list, steps among them. */
  items: 5000,
} as const;
type Counted = keyof typeof MOST;

const NAMES: Readonly<Record<Counted, Text>> = {
  levels: { en: 'levels', fr: 'niveaux' },
  tokens: { en: 'words and marks', fr: 'mots et signes' },
  aliases: { en: "aliases ('*')", fr: "renvois ('*')" },
  keys: { en: 'keys in one mapping', fr: 'clés dans une table' },
  items: { en: 'items in one list', fr: 'éléments dans une liste' },
};

/** Too much of something, and where. */
interface Excess {
  readonly counted: Counted;
  readonly offset: number;
}

/**
 * Lexes and parses into `documents` without going into itself, and no further than the first excess: what is open is stacked,
 * the document first.
 */
function excessOf(text: string, lines: LineCounter, documents: CST.Token[]): Excess | undefined {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let aliases = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    documents.push(...parser.next(token));
    const { offset } = parser;
    if (CST.tokenType(token) === 'alias' && ++aliases > MOST.aliases) return { counted: 'aliases', offset };
    if (++tokens > MOST.tokens) return { counted: 'tokens', offset };
    if (parser.stack.length > MOST.levels + 1) return { counted: 'levels', offset };
  }
  documents.push(...parser.end());
  return tooManyIn(documents);
}

/** Mappings and lists one after the other, those inside them among them. */
function tooManyIn(documents: readonly CST.Token[]): Excess | undefined {
  const left: CST.Token[] = [...documents];
  for (let token = left.pop(); token !== undefined; token = left.pop()) {
    if (token.type === 'document' && token.value) left.push(token.value);
    if (!('items' in token)) continue;
    const { items, offset, type } = token;
    const counted =
      type === 'block-seq' || (type === 'flow-collection' && token.start.source === '[') ? 'items' : 'keys';
    if (items.length > MOST[counted]) return { counted, offset };
    for (const { key, value } of items) left.push(...[key, value].filter((inside) => inside != null));
  }
  return undefined;
}

/**
 * The documents of a text, parsed and not yet composed.
 * @param lines told where each line begins
 * @throws ScenarioFileError when it is too much for a scenario
 */
export function documentsIn(text: string, file: string, lines: LineCounter): readonly CST.Token[] {
  const documents: CST.Token[] = [];
  const excess = excessOf(text, lines, documents);
  if (excess !== undefined) throw new ScenarioFileError([excessFault(excess, file, lines)]);
  return documents;
}

function excessFault(excess: Excess, file: string, lines: LineCounter): Fault {
  const { line, col: column } = lines.linePos(excess.offset);
  const [most, name] = [MOST[excess.counted], NAMES[excess.counted]];
  const message: Text = {
    en: `found more than ${most} ${name.en}, expected fewer`,
    fr: `trouvé plus de ${most} ${name.fr}, attendu : moins`,
  };
  return { file, line, column, message: message.en, text: message };
}
