/** `cps-sim diff`: two recordings of the exchange, command by command, in words. */
import type { Language, Text } from '#common/language.ts';
import { toHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { explainExchange, explainResponse } from '#trace/explain.ts';
import { type Difference, differences, type NumberedExchange } from '../../scenarios/observers/recording/difference.ts';
import { EXIT } from './exit-code.ts';
import { spokenLanguage } from './language.ts';
import { printJson } from './print-json.ts';
import { printEach } from './print-lines.ts';
import { wholeRecording } from './record/exchange.ts';

export interface DiffOptions {
  readonly lang?: Language;
  readonly json?: true;
}

interface Compared {
  readonly exchanges: readonly NumberedExchange[];
  /** Of the first card that was powered. */
  readonly atr: string | undefined;
}

function comparedFile(file: string): Compared {
  const exchanges: NumberedExchange[] = [];
  let atr: string | undefined;
  const add = (event: TraceEvent) => {
    if (event.kind === 'power') atr ??= event.atr && toHex(event.atr);
    if (event.kind !== 'apdu') return;
    const { command, response } = event;
    exchanges.push({ number: exchanges.length + 1, command, response });
  };
  for (const event of wholeRecording(file)) add(event);
  return { exchanges, atr };
}

const SAID: Readonly<Record<Exclude<Difference['kind'], 'same'>, Text>> = {
  answer: { en: 'other answer', fr: 'autre réponse' },
  data: { en: 'other data', fr: 'autres données' },
  'only-a': { en: 'only in the first', fr: 'seulement dans le premier' },
  'only-b': { en: 'only in the second', fr: 'seulement dans le second' },
};

function alike(count: number, language: Language): string {
  return language === 'fr' ? `  ${count} commande(s) pareille(s)` : `  ${count} command(s) alike`;
}

const inWords = ({ command, response }: NumberedExchange, language: Language) =>
  explainExchange(command, response, language);

/** Where two answers with the same words part. */
function otherByte(a: NumberedExchange, b: NumberedExchange, language: Language): string {
  const at = a.response.findIndex((byte, i) => byte !== b.response[i]);
  return language === 'fr' ? `, à partir de l'octet ${at + 1}` : `, from byte ${at + 1} on`;
}

/** A command with what is said of it, in the punctuation of the language. */
function remarked(of: string, remark: string, language: Language): string {
  return `${of}${language === 'fr' ? ' :' : ':'} ${remark}`;
}

function answers(a: NumberedExchange, b: NumberedExchange, language: Language): string[] {
  const [before, now] = [a, b].map(({ command, response }) => explainResponse(response, command, language));
  const number = `${a.number}/${b.number}`;
  const of = `~ ${number} ${inWords(a, language)}`;
  if (before === now) return [remarked(of, SAID.answer[language] + otherByte(a, b, language), language)];
  return [of, `  ${' '.repeat(number.length)} => ${now}`];
}

function lines(difference: Exclude<Difference, { kind: 'same' }>, language: Language): string[] {
  if (difference.kind === 'only-a') return [`- ${difference.a.number} ${inWords(difference.a, language)}`];
  if (difference.kind === 'only-b') return [`+ ${difference.b.number} ${inWords(difference.b, language)}`];
  const { a, b } = difference;
  if (difference.kind === 'answer') return answers(a, b, language);
  return [remarked(`~ ${a.number}/${b.number} ${inWords(a, language)}`, SAID.data[language], language)];
}

function* inWordsOf(found: readonly Difference[], language: Language): Generator<string> {
  let same = 0;
  for (const difference of found) {
    if (difference.kind === 'same') {
      same++;
      continue;
    }
    if (same > 0) yield alike(same, language);
    same = 0;
    yield* lines(difference, language);
  }
  if (same > 0) yield alike(same, language);
}

function* atrLines(a: Compared, b: Compared, language: Language): Generator<string> {
  if (a.atr === b.atr || a.atr === undefined || b.atr === undefined) return;
  yield language === 'fr' ? `~ ATR ${a.atr}, puis ${b.atr}` : `~ ATR ${a.atr}, then ${b.atr}`;
}

function summary(found: readonly Difference[], language: Language): string {
  const count = (wanted: string) => found.filter(({ kind }) => kind === wanted).length;
  const kinds = Object.entries(SAID).filter(([kind]) => count(kind) > 0);
  const others = kinds.map(([kind, text]) => `${count(kind)} ${text[language]}`);
  return [alike(count('same'), language).trim(), ...others].join(', ');
}

/** @throws RecordingError, TooLargeError */
export async function diff(first: string, second: string, { json }: DiffOptions): Promise<void> {
  const [a, b] = [comparedFile(first), comparedFile(second)];
  const found = [...differences(a.exchanges, b.exchanges)];
  const language = spokenLanguage();
  const atr = [...atrLines(a, b, language)];
  const differs = atr.length > 0 || found.some(({ kind }) => kind !== 'same');
  process.exitCode = differs ? EXIT.FAILED : EXIT.OK;
  if (json) return printJson(found.filter(({ kind }) => kind !== 'same').map((one) => described(one, language)));
  await printEach([...atr, ...inWordsOf(found, language), summary(found, language)]);
}

/** Commands are masked already. */
function described(difference: Difference, language: Language): object {
  const of = (exchange: NumberedExchange) => ({
    number: exchange.number,
    command: toHex(exchange.command),
    response: toHex(exchange.response),
    words: inWords(exchange, language),
  });
  return {
    kind: difference.kind,
    ...('a' in difference && { first: of(difference.a) }),
    ...('b' in difference && { second: of(difference.b) }),
  };
}
