/** Whether a text is of one language: the small words of the other give it away. */

const ENGLISH = new Set(
  `the of is are and with which this that from expected found nothing cannot such its was were has have must nobody than
  into when there what to for by be been it only until without`
    .trim()
    .split(/\s+/),
);
const FRENCH = new Set(
  `le la les des du est sont une un dans avec pour qui que cette ces ce pas ne sur aucun aucune attendu trouvé carte
  cartes lecteur lecteurs étape étapes fichier fichiers et ou par au aux il elle`
    .trim()
    .split(/\s+/),
);

/** Names, commands, paths and what stands between quotation marks belong to no language. */
const NO_PROSE =
  /plug and play|'[^'\n]*'(?!\p{L})|"[^"\n]*"|<[^>\n]*>|\[[^\]\n]*\]|--?[\w-]+|[\w./*-]*[/=.:_][\w./*:=-]+|\b\w+-sim\b[^\n]*/giu;

function foreign(text: string, words: ReadonlySet<string>): string[] {
  const prose = text.replace(NO_PROSE, ' ').toLowerCase();
  return (prose.match(/\p{L}+/gu) ?? []).filter((word) => words.has(word));
}

/** The English words in a French text. */
export function englishIn(text: string): string[] {
  return foreign(text, ENGLISH);
}

/** The French words in an English text. */
export function frenchIn(text: string): string[] {
  return foreign(text, FRENCH);
}
