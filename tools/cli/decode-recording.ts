/** `cps-sim decode FILE`: what the client of a recorded exchange was doing, and what of the card it met. */
import type { Language, Text } from '#common/language.ts';
import type { TraceEvent } from '#trace/event.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { Coverage, type CoverageReport, coverageLines, Narration } from '../../scenarios/observers/narration/index.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { shippedProfileNames } from '../../simulator/personalisation/index.ts';
import { profileAt, profileIfThere } from './card/profile-source.ts';
import { type RecordedExchange, readRecording } from './recorded-exchange.ts';
import { UsageError } from './usage-error.ts';

export interface RecordingOptions {
  readonly language: Language;
  readonly coverage: boolean;
  /** The card, where the recording does not name its profile. */
  readonly card: string | undefined;
  /** Of the file, for whom has read it. */
  readonly text?: string | undefined;
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

/** What the header says of the cards of that name; without one, of all cards: the events of a driver name the reader. */
function sourcesOf(header: RecordingHeader | undefined, card: string | undefined): readonly string[] {
  const profiles = header?.profiles ?? {};
  if (card !== undefined && Object.hasOwn(profiles, card)) return profiles[card] ?? [];
  return unique(Object.values(profiles).flat());
}

/** Profiles by the names that transcripts give their cards: `cps3-medecin seed 1`. */
function namedByCard(card: string): Profile | undefined {
  const name = card.replace(/ seed \d+$/, '');
  return shippedProfileNames().includes(name) ? profileIfThere(name) : undefined;
}

const NOTHING: Readonly<Record<Language, string>> = { en: '(no exchange in it)', fr: '(aucun échange)' };

function firstCard(events: readonly TraceEvent[]): string | undefined {
  return events.find((event) => event.kind === 'apdu' || event.kind === 'power')?.card;
}

export interface DecodedRecording {
  readonly lines: readonly string[];
  /** When it was asked for; in English, as programs read it. */
  readonly report?: CoverageReport;
  /** The report for people. */
  readonly reportLines: readonly string[];
}

/** @throws RecordingError, UsageError when the profile that the coverage needs is unknown */
export function decodeRecording(file: string, { language, coverage, card, text }: RecordingOptions): DecodedRecording {
  const recording = readRecording(file, text);
  const { events, header } = recording;
  const given = card === undefined ? undefined : profileAt(card);
  const known = new Map<string | undefined, Profile | undefined>();
  const profileOf = (name: string | undefined) => {
    if (!known.has(name)) known.set(name, given ?? recordedProfile(header, name));
    return known.get(name);
  };
  const narration = new Narration({ profileOf, language });
  const told = [...events.flatMap((event) => narration.add(event)), ...narration.end()];
  const lines = [...(told.length === 0 ? [NOTHING[language]] : told), ...incomplete(recording, language)];
  if (!coverage) return { lines, reportLines: [] };
  const first = firstCard(events);
  const profile = profileOf(first);
  if (profile === undefined) throw unknownProfile(file, sourcesOf(header, first));
  const reportLines = coverageLines(coverageOf(events, profile, language), language);
  return { lines, report: coverageOf(events, profile, 'en'), reportLines };
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

function incomplete({ missing, cutOff }: RecordedExchange, language: Language): string[] {
  const french = language === 'fr';
  const events = french ? `il manque ${missing} événement(s)` : `${missing} event(s) missing`;
  const end = french ? 'le fichier est coupé au milieu d’un événement' : 'the file ends in the middle of an event';
  return [...(missing > 0 ? [`!! ${events}`] : []), ...(cutOff ? [`!! ${end}`] : [])];
}

function coverageOf(events: readonly TraceEvent[], profile: Profile, language: Language): CoverageReport {
  const coverage = new Coverage(profile, language);
  for (const event of events) coverage.add(event);
  return coverage.report();
}
