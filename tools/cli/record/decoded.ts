/** `cps-sim decode FILE`: what the client of a recorded exchange was doing, and what of the card it met. */
import type { Language, Text } from '#common/language.ts';
import { RecordingError, type RecordingHeader } from '#trace/recording.ts';
import {
  Coverage,
  type CoverageReport,
  coverageLines,
  Narration,
} from '../../../scenarios/observers/narration/index.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { profileAt, profileIfThere } from '../card/profile-source.ts';
import type { TextLine } from '../text-lines.ts';
import { UsageError } from '../usage-error.ts';
import { type RecordedExchange, readRecording, refuseCut } from './exchange.ts';

export interface RecordingOptions {
  readonly language: Language;
  /** Of the names of what was met. */
  readonly reportLanguage: Language;
  readonly coverage: boolean;
  /** The card, where the recording does not name its profile. */
  readonly card: string | undefined;
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

/** What the header says of the cards of that name; without one, of all cards: the events of a driver name the reader. */
export function sourcesOf(header: RecordingHeader | undefined, card: string | undefined): readonly string[] {
  const profiles = header?.profiles ?? {};
  if (card !== undefined && Object.hasOwn(profiles, card)) return profiles[card] ?? [];
  return unique(Object.values(profiles).flat());
}

/** By the name of a card, as recordings of older versions tell it: `cps3-medecin seed 1`; they have no header. */
function namedByCard(card: string): Profile | undefined {
  const name = card.replace(/ seed \d+$/, '');
  return shippedProfileNames().includes(name) ? profileIfThere(name) : undefined;
}

const NOTHING: Readonly<Record<Language, string>> = { en: '(no exchange in it)', fr: '(aucun échange)' };

/** A recording in words, one after the other: it may be longer than memory. */
export class DecodedRecording {
  readonly #file: string;
  readonly #options: RecordingOptions;
  readonly #recording: RecordedExchange;
  readonly #given: Profile | undefined;
  readonly #known = new Map<string | undefined, Profile | undefined>();
  #coverage: Coverage | undefined;

  /** @throws RecordingError, TooLargeError; CardFileError, ProfileError of the card */
  constructor(file: string, lines: Iterable<TextLine>, options: RecordingOptions) {
    this.#file = file;
    this.#options = options;
    this.#recording = readRecording(file, lines);
    this.#given = options.card === undefined ? undefined : profileAt(options.card);
  }

  /** What happened. @throws RecordingError, behind all that is whole where it is cut; UsageError when the profile that the coverage needs is unknown */
  *lines(): Generator<string> {
    const { coverage, language } = this.#options;
    this.#coverage = coverage ? this.#coverageOf(this.#recording.firstCard()) : undefined;
    const narration = new Narration({ profileOf: (card) => this.#profileOf(card), language });
    let told = false;
    for (const event of this.#recording.events()) {
      this.#coverage?.add(event);
      for (const line of narration.add(event)) {
        told = true;
        yield line;
      }
    }
    const last = narration.end();
    if (!told && last.length === 0) yield NOTHING[language];
    yield* last;
    refuseCut(this.#file, this.#recording);
  }

  /** What was met, when all lines were taken; undefined when it was not asked for. */
  report(): CoverageReport | undefined {
    return this.#coverage?.report();
  }

  /** The lines, and what was met if it was asked for. @throws as `lines` */
  *all(): Generator<string> {
    yield* this.lines();
    const report = this.report();
    if (report !== undefined) yield* coverageLines(report, this.#options.language);
  }

  #coverageOf(card: string | undefined): Coverage {
    const profile = this.#profileOf(card);
    if (profile === undefined) throw unknownProfile(this.#file, sourcesOf(this.#recording.header, card));
    return new Coverage(profile, this.#options.reportLanguage);
  }

  #profileOf(card: string | undefined): Profile | undefined {
    if (!this.#known.has(card)) this.#known.set(card, this.#given ?? recordedProfile(this.#recording.header, card));
    return this.#known.get(card);
  }
}

/** Whether no sentence is to be told of lines with arrows, or they are no exchange: they say more one by one. */
export function tellsNothing(file: string, lines: Iterable<TextLine>): boolean {
  const narration = new Narration({ profileOf: () => undefined, language: 'en' });
  try {
    for (const event of readRecording(file, lines).events()) if (narration.add(event).length > 0) return false;
  } catch (error) {
    if (error instanceof RecordingError) return true;
    throw error;
  }
  return narration.end().length === 0;
}

/** Undefined where the recording names none, or several for one card, or one that is not there. */
function recordedProfile(header: RecordingHeader | undefined, card: string | undefined): Profile | undefined {
  const [source, ...others] = sourcesOf(header, card);
  if (source !== undefined && others.length === 0) return profileIfThere(source);
  return card === undefined ? undefined : namedByCard(card);
}

function unknownProfile(file: string, sources: readonly string[]): UsageError {
  const [source, ...others] = sources;
  const todo: Text = {
    en: '--card PROFILE tells what there is to be met',
    fr: "--card PROFIL dit ce qu'il y a à rencontrer",
  };
  if (source === undefined)
    return new UsageError({
      en: `${file} does not say which card it was: ${todo.en}`,
      fr: `${file} ne dit pas quelle carte c'était : ${todo.fr}`,
    });
  if (others.length > 0)
    return new UsageError({
      en: `${file} is of several cards of that name (${sources.join(', ')}): ${todo.en} on one of them`,
      fr: `${file} est de plusieurs cartes de ce nom (${sources.join(', ')}) : ${todo.fr} sur l'une d'elles`,
    });
  return new UsageError({
    en: `${file} is of a card of ${source}, which is not there: ${todo.en}`,
    fr: `${file} est d'une carte de ${source}, qui n'est pas là : ${todo.fr}`,
  });
}
