/** The lanes of a story as a picture: inline SVG, the labels outside of it, times under the pointer. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import type { StampedEvent } from '#trace/event.ts';
import { type Lane, type Look, lanesOf, type Mark } from './lanes.ts';
import { type Html, name, shown, tenths } from './shown.ts';
import { SqueezedAxis, type Wait } from './squeezed-axis.ts';
import { REPORT_WORDS } from './words.ts';

/** Of one lane; that of the style sheet. */
const HEIGHT = 22;
const AXIS = 18;
const MARGIN = 8;
/** What took no time is as wide, and can still be pointed at. */
const NARROWEST = 2;
/** How fine the picture is: what takes more room in the file, and what less. */
export interface Grain {
  /** Pixels: marks of one look that stand closer are drawn as one stroke, and named together. */
  readonly close: number;
  /** Names under the pointer, and the length of each: the lists have all of it. */
  readonly names: number;
  readonly longest: number;
  /** Steps by their numbers alone. */
  readonly stepNumbers?: true;
}

export const GRAIN = {
  fine: { close: 14, names: 3, longest: 40 },
  coarse: { close: 60, names: 2, longest: 28, stepNumbers: true },
} as const satisfies Readonly<Record<string, Grain>>;
const WIDEST_LINE = 4000;
const WAIT_LABELS_APART = 56;
const MOST_LANES = 24;

/** Classes of the style sheet, which has their colours and, so that no colour says something alone, their heights. */
const CLASSES: Readonly<Record<Look, string>> = { good: 'g', bad: 'b', idle: 'i', on: 'o', call: 'c', step: 's' };

/** Marks that are drawn as one. */
interface Stroke {
  readonly look: Look;
  readonly left: number;
  right: number;
  readonly from: number;
  readonly texts: string[];
}

/** `SELECT, READ BINARY (8)` */
function inOne(texts: readonly string[], { names, longest }: Grain): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);
  const all = [...counts].map(([text, count]) => (count === 1 ? cut(text) : `${cut(text)} (${count})`));
  return all.length > names ? `${all.slice(0, names).join(', ')}…` : all.join(', ');
}

class Picture {
  readonly #axis: SqueezedAxis;
  readonly #start: number;
  readonly #language: Language;
  readonly #grain: Grain;

  constructor(lanes: readonly Lane[], language: Language, grain: Grain) {
    this.#grain = grain;
    const moments = lanes.flatMap(({ marks }) => marks.flatMap(({ from, to }) => [from, to]));
    this.#axis = new SqueezedAxis(moments, WIDEST_LINE);
    this.#start = moments.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
    this.#language = language;
  }

  svg(lanes: readonly Lane[]): Html {
    const width = Math.ceil(this.#axis.width + 2 * MARGIN);
    const height = AXIS + lanes.length * HEIGHT;
    const rows = lanes.map((lane, i) => this.#lane(lane, AXIS + i * HEIGHT));
    return html`<svg role="img" aria-label="${REPORT_WORDS[this.#language].timeline}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${this.#waits()}${rows}</svg>`;
  }

  #waits(): Html[] {
    let last = Number.NEGATIVE_INFINITY;
    const far = ({ x }: Wait) => {
      if (x - last < WAIT_LABELS_APART) return false;
      last = x;
      return true;
    };
    return this.#axis.waits.filter(far).map(({ x, ms }) => {
      const anchor = x < WAIT_LABELS_APART / 2 ? 'start' : 'middle';
      return html`<text x="${Math.round(x + MARGIN)}" y="13" text-anchor="${anchor}">${tenths(ms / 1000, this.#language)} s</text>`;
    });
  }

  /** Marks stand around its middle. */
  #lane({ marks, joins }: Lane, y: number): Html {
    const strokes = this.#strokes(marks, joins).map((stroke) => this.#drawn(stroke));
    return html`<g transform=translate(0,${y + HEIGHT / 2})>${strokes}</g>`;
  }

  #strokes(marks: readonly Mark[], joins: boolean): Stroke[] {
    const strokes: Stroke[] = [];
    for (const { from, to, look, text } of marks) {
      const left = Math.round(this.#axis.x(from) + MARGIN);
      const right = Math.max(left + NARROWEST, Math.round(this.#axis.x(to) + MARGIN));
      const last = strokes.at(-1);
      const isClose = last?.look === look && left - last.right <= this.#grain.close;
      if (joins && last !== undefined && isClose) {
        last.right = Math.max(last.right, right);
        last.texts.push(text);
      } else strokes.push({ look, left, right, from, texts: [text] });
    }
    return strokes;
  }

  #said(look: Look, texts: readonly string[]): string {
    const [first = ''] = texts;
    return look === 'step' && this.#grain.stepNumbers ? first.slice(0, first.indexOf(' ')) : inOne(texts, this.#grain);
  }

  #drawn({ look, left, right, from, texts }: Stroke): Html {
    const at = tenths(from - this.#start, this.#language);
    return html`<path class=${CLASSES[look]} d=M${left},0h${right - left}><title>${at} ${shown(this.#said(look, texts))}</title></path>`;
  }
}

/** Nothing where nothing happened. */
export function timeline(events: readonly StampedEvent[], language: Language, grain: Grain): Html | '' {
  const all = lanesOf(events, language);
  const lanes = all.slice(0, MOST_LANES);
  if (lanes.length === 0) return '';
  const words = REPORT_WORDS[language];
  const left = all.length - lanes.length;
  return html`<h3>${words.timeline}</h3><div class="time"><ul><li>${lanes.map((lane) => html`<li>${name(lane.label)}`)}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="${words.timeline}">${new Picture(lanes, language, grain).svg(lanes)}</div></div>${left === 0 ? '' : html`<p class="note">${words.moreLanes(left)}</p>`}`;
}
