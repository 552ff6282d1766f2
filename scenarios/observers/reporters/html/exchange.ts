/** The exchange APDU by APDU, in words, under the state of codes and files that the card had. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { bytesAvailable, SW } from '#iso7816/status-word.ts';
import { APDU_WORDS } from '#trace/apdu-words.ts';
import type { ApduEvent, StampedEvent, StepEvent, TraceStamp } from '#trace/event.ts';
import { explainCommand, explainResponse } from '#trace/explain.ts';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import { CardStates } from './card-states.ts';
import { type Html, shown, tenths } from './shown.ts';
import { REPORT_WORDS } from './words.ts';

/** Bytes of a command or a response that are shown: --trace has the others. */
const MOST_BYTES = 24;
/** Of the words of a step, where the step itself is not of interest. */
const LONGEST_STEP = 80;

function hex(bytes: Bytes): string {
  return bytes.length > MOST_BYTES ? `${toHex(bytes.subarray(0, MOST_BYTES))}…` : toHex(bytes);
}

export interface ExchangeOptions {
  readonly profileOf: (card: string) => Profile | undefined;
  readonly language: Language;
  /** Every APDU with its first bytes; else what belongs together in one row: GET RESPONSE, readings one after the other. */
  readonly whole: boolean;
}

/** A step that begins. */
interface StepRow {
  readonly text: string;
  readonly at: number;
}

/** One APDU, or several that belong together. */
interface Row {
  readonly first: number;
  readonly event: ApduEvent & TraceStamp;
  last: number;
  /** The last answer, and the data of all. */
  response: Bytes;
  length: number;
  /** The state of the card behind it. */
  state: readonly string[];
}

function dataLength({ length }: Bytes): number {
  return Math.max(0, length - 2);
}

function swOf(response: Bytes): number {
  return ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
}

/** GET RESPONSE behind 61XX, and a reading behind one that succeeded. */
function continues({ event, response }: Row, next: ApduEvent): boolean {
  const [before, ins] = [event.command[1], next.command[1]];
  if (event.card !== next.card) return false;
  if (ins === INS.GET_RESPONSE) return bytesAvailable(swOf(response)) !== undefined;
  return (
    ins === INS.READ_BINARY && before === ins && swOf(response) === SW.SUCCESS && swOf(next.response) === SW.SUCCESS
  );
}

class Exchange {
  readonly #options: ExchangeOptions;
  readonly #states: CardStates;
  readonly #rows: (Row | StepRow)[] = [];
  #last: Row | undefined;
  readonly #start: number;
  readonly #cards = new Set<string>();
  count = 0;

  constructor(start: number, options: ExchangeOptions) {
    this.#options = options;
    this.#states = new CardStates(options.profileOf, options.language);
    this.#start = start;
  }

  add(event: StampedEvent): void {
    this.#states.add(event);
    const last = this.#last;
    if (event.kind === 'apdu') this.#apdu(event, last);
    else if (event.kind === 'step' && event.outcome === 'started') this.#step(event);
    // The state of a code is told behind the command that changed it.
    else if (event.kind === 'pin' && last?.event.card === event.card) last.state = this.#states.parts(event.card);
  }

  #step({ step, at, place }: StepEvent & TraceStamp): void {
    this.#last = undefined;
    this.#rows.push({ text: `${place?.step ?? ''}. ${step}`, at });
  }

  #apdu(event: ApduEvent & TraceStamp, last: Row | undefined): void {
    this.#cards.add(event.card);
    const { response, card } = event;
    const number = ++this.count;
    const state = this.#states.parts(card);
    const length = dataLength(response);
    if (last !== undefined && !this.#options.whole && continues(last, event))
      Object.assign(last, { last: number, response, length: last.length + length, state });
    else {
      this.#last = { first: number, last: number, event, response, length, state };
      this.#rows.push(this.#last);
    }
  }

  table(): Html {
    const words = REPORT_WORDS[this.#options.language];
    const known = new Map<string, readonly string[]>();
    const rows = this.#rows.map((row) => {
      if ('text' in row) return this.#stepRow(row);
      const { card } = row.event;
      const before = known.get(card) ?? [];
      known.set(card, row.state);
      return this.#row(row, row.state.filter((part) => !before.includes(part)).join(', '));
    });
    return html`<table class="apdus"><thead><tr><th scope="col">${words.number}<th scope="col">${words.command}<th scope="col">${words.response}<th scope="col">${words.state}</thead><tbody>${rows}</table>`;
  }

  #stepRow({ text, at }: StepRow): Html {
    const cut = this.#options.whole ? text : text.slice(0, LONGEST_STEP);
    return html`<tr><th colspan=4>${shown(cut)} <span class=at>${tenths(at - this.#start, this.#options.language)} ms</span>`;
  }

  #row({ first, last, event, response, length }: Row, state: string): Html {
    const { whole } = this.#options;
    const { card } = event;
    const number = first === last ? String(first) : `${first}–${last}`;
    const named = this.#cards.size > 1 ? `[${card}] ` : '';
    const code = (of: Bytes) => (whole ? html`<br><code>${hex(of)}</code>` : '');
    return html`<tr><td>${number}<td>${shown(named + this.#command(event))}${code(event.command)}<td>${shown(this.#answer(event, response, length))}${code(response)}<td>${shown(state)}`;
  }

  /** How much is asked for says nothing that the answer does not say, where only that is of interest. */
  #command({ command, response }: ApduEvent): string {
    const { language, whole } = this.#options;
    if (!whole && command[1] === INS.READ_BINARY && swOf(response) === SW.SUCCESS) return 'READ BINARY';
    return explainCommand(command, language);
  }

  /** `37 bytes` where nothing more is to be said. */
  #answer({ command, why, reason }: ApduEvent, response: Bytes, length: number): string {
    const { language } = this.#options;
    if (swOf(response) === SW.SUCCESS && length > 0) return APDU_WORDS[language].bytes(length);
    const said = why?.[language] ?? reason;
    return explainResponse(response, command, language) + (said === undefined ? '' : ` (${said})`);
  }
}

/** Nothing where no APDU was exchanged. */
export function exchangeTable(events: readonly StampedEvent[], options: ExchangeOptions): Html | '' {
  const exchange = new Exchange(events[0]?.at ?? 0, options);
  for (const event of events) exchange.add(event);
  if (exchange.count === 0) return '';
  const words = REPORT_WORDS[options.language];
  return html`<details><summary><h3>${words.exchange(exchange.count)}</h3></summary>${exchange.table()}</details>`;
}
