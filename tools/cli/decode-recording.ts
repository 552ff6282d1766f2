/** `cps-sim decode FILE`: what the client of a recorded exchange was doing, and what of the card it met. */
import type { Language } from '#common/language.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Coverage, coverageLines, Narration } from '../../scenarios/observers/narration/index.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { profileOf, shippedProfileNames } from '../../simulator/personalisation/index.ts';
import { isCardFile } from './card/source.ts';
import { type RecordedExchange, readRecording } from './recorded-exchange.ts';
import { UsageError } from './usage-error.ts';

export interface RecordingOptions {
  readonly language: Language;
  readonly coverage: boolean;
  /** The card, where the recording does not name its profile. */
  readonly card: string | undefined;
}

function profileNamed(card: string): Profile {
  return isCardFile(card) ? CardFile.openReadOnly(card).profile : profileOf(card);
}

/** Profiles by the names that transcripts and `exec` give their cards: `cps3-medecin seed 1`. */
function shipped(card: string): Profile | undefined {
  const name = card.replace(/ seed \d+$/, '');
  return shippedProfileNames().includes(name) ? profileOf(name) : undefined;
}

function firstCard(events: readonly TraceEvent[]): string | undefined {
  return events.find((event) => event.kind === 'apdu' || event.kind === 'power')?.card;
}

/** The lines. @throws RecordingError, UsageError when the profile that the coverage needs is unknown */
export function recordingLines(file: string, { language, coverage, card }: RecordingOptions): string[] {
  const recording = readRecording(file);
  const { events, header } = recording;
  const given = card === undefined ? undefined : profileNamed(card);
  const known = (name: string) => given ?? shipped(onlyOf(header?.profiles?.[name]) ?? name);
  const narration = new Narration({ profileOf: known, language });
  const told = [
    ...events.flatMap((event) => narration.add(event)),
    ...narration.end(),
    ...incomplete(recording, language),
  ];
  return coverage ? [...told, ...coverageOf(events, known(firstCard(events) ?? ''), language, file)] : told;
}

function onlyOf(names: readonly string[] = []): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

function incomplete({ missing, cutOff }: RecordedExchange, language: Language): string[] {
  const french = language === 'fr';
  const events = french ? `il manque ${missing} événement(s)` : `${missing} event(s) missing`;
  const end = french ? 'le fichier est coupé au milieu d’un événement' : 'the file ends in the middle of an event';
  return [...(missing > 0 ? [`!! ${events}`] : []), ...(cutOff ? [`!! ${end}`] : [])];
}

function coverageOf(
  events: readonly TraceEvent[],
  profile: Profile | undefined,
  language: Language,
  file: string,
): string[] {
  if (profile === undefined)
    throw new UsageError(`${file} does not say which card it was: --card PROFILE tells what there is to be met`);
  const coverage = new Coverage(profile, language);
  for (const event of events) coverage.add(event);
  return coverageLines(coverage.report(), language);
}
