/** What was expected where a scenario file is no YAML. */
import type { YAMLError } from 'yaml';
import type { Text } from '#common/language.ts';

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

/** Brackets, which have several faults of each code. */
const BRACKETS: readonly (readonly [message: RegExp, expected: Text])[] = [
  [
    /^Flow (map|sequence) .*must/,
    {
      en: "a ']' for each '[' and a '}' for each '{' before it, on lines that stand further in than their key",
      fr: "un ']' pour chaque '[' et un '}' pour chaque '{' qui précède, sur des lignes plus en retrait que leur clé",
    },
  ],
  [
    /^Unexpected flow-(map|seq)-end/,
    { en: "a '[' for each ']' and a '{' for each '}'", fr: "un '[' pour chaque ']' et un '{' pour chaque '}'" },
  ],
  [
    /^Block collections are not allowed within flow/,
    {
      en: "between { } and [ ] a ',' behind each member, and no '- '",
      fr: "entre { } et [ ], une ',' derrière chaque membre, et pas de '- '",
    },
  ],
  [/^Missing closing ['"]quote/, { en: 'the quote that ends the text', fr: 'le guillemet qui finit le texte' }],
  [
    /must start at the same column/,
    {
      en: 'keys of one mapping, or items of one list, below each other',
      fr: "les clés d'une table, ou les éléments d'une liste, les uns sous les autres",
    },
  ],
];

/** What YAML has in that place. */
export function yamlExpected({ code, message }: YAMLError): Text {
  const [, expected] = BRACKETS.find(([fault]) => fault.test(message)) ?? [];
  return expected ?? YAML_EXPECTED[code] ?? YAML;
}

/** Any other: where a text stops being YAML says more than why. */
const YAML: Text = {
  en: 'YAML; a text with one of { } [ ] , : # stands in quotes',
  fr: "du YAML ; un texte qui contient l'un de { } [ ] , : # se met entre guillemets",
};
