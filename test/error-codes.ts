/** The classes of errors and their codes, read from the text of the sources. */
import type { Sources } from './import-graph.ts';

/** Where the base of all errors is. */
const BASE = 'common/coded-error.ts';

const CLASS = /^(?:export )?(?:abstract )?class (?<name>\w+) extends (?<base>\w+)\b(?<body>.*?)^\}/gms;
const CODE = /'(?<code>ERR_[A-Z0-9_]+)'/g;

function codesIn(text: string): string[] {
  return [...text.matchAll(CODE)].map(({ groups = {} }) => groups.code ?? '');
}

/** Names of the classes that extend Error, or another of the language's errors, beside the one base. */
export function classesBesideTheBase(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => path !== BASE)
    .flatMap(([, text]) => [...text.matchAll(CLASS)])
    .filter(({ groups = {} }) => /^(|Type|Range|Syntax|Aggregate)Error$/.test(groups.base ?? ''))
    .map(({ groups = {} }) => groups.name ?? '');
}

/** The codes of the union, as often as they stand in it. */
export function codesOfTheUnion(sources: Sources): string[] {
  return codesIn(sources.get(BASE) ?? '');
}

/** The codes that classes declare, in themselves or in a type beside them, as often as they do. */
export function declaredCodes(sources: Sources): string[] {
  const declaring = /^ {2}(?:static )?(?:override )?readonly code\b[^;]*;|^(?:export )?type \w+Code =[^;]*;/gm;
  return [...sources]
    .filter(([path, text]) => path !== BASE && /\b(?:Coded|Reasoned)Error\b/.test(text))
    .flatMap(([, text]) => [...text.matchAll(declaring)].flatMap(([declaration]) => codesIn(declaration)));
}
