/** What a program does with a card, in sentences, and what of the card it has met. */
export { Coverage, type CoverageReport, coverageLines } from './coverage.ts';
export { Narration } from './narration.ts';
export { Narrator } from './narrator.ts';
export { worldSentence } from './words.ts';
