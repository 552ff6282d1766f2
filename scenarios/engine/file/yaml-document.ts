/** The YAML document in the text of a scenario file. */
import { Composer, type Document, type LineCounter, type ParsedNode, YAMLParseError } from 'yaml';
import { documentsIn } from './structure.ts';

/**
 * The first document, as `parseDocument` of the library makes it, of what was parsed once to see whether it is too much.
 * @param lines told where each line begins
 * @throws ScenarioFileError when there is too much of it
 */
export function yamlDocument(text: string, file: string, lines: LineCounter): Document.Parsed<ParsedNode, true> {
  const composer = new Composer<ParsedNode, true>({
    schema: 'failsafe',
    merge: true,
    prettyErrors: false,
    logLevel: 'error', // a warning repeats what it warns of
  });
  const [first, second] = composer.compose(documentsIn(text, file, lines), true, text.length);
  if (first === undefined) throw new Error('a text without a document');
  if (second !== undefined) {
    const [start, end] = second.range;
    first.errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', 'expected one document'));
  }
  return first as Document.Parsed<ParsedNode, true>;
}
