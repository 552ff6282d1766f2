/** `cps-sim decode --scenario FILE`: a recording as a scenario with its expectations. */
import { basename } from 'node:path';
import type { Text } from '#common/language.ts';
import { scenarioLines } from '../../../scenarios/observers/recording/scenario.ts';
import { profileAt } from '../card/profile-source.ts';
import { DEFAULT_SEED, typedCard } from '../card/source.ts';
import { say, spokenLanguage } from '../language.ts';
import { printEach } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { sourcesOf } from './decoded.ts';
import { type RecordedExchange, readRecording, refuseCut } from './exchange.ts';

/** The profile that is to answer: the one that is named, else that of the card whose exchange it is. @throws UsageError */
function profileOf(
  file: string,
  { header }: RecordedExchange,
  first: string | undefined,
  card: string | undefined,
): string {
  // The profiles of a reader stand in the order in which their cards were used.
  const [recorded, ...others] = sourcesOf(header, first);
  const named = first !== undefined && Object.hasOwn(header?.profiles ?? {}, first);
  if (card !== undefined) return card;
  if (recorded !== undefined && (named || others.length === 0)) return recorded;
  throw new UsageError({
    en: `${file} does not say which card it was: --card PROFILE tells which one is to answer in the scenario`,
    fr: `${file} ne dit pas quelle carte c'était : --card PROFIL dit laquelle répondra dans le scénario`,
  });
}

function anotherCard(profiles: readonly string[]): Text {
  const all = profiles.join(', ');
  return {
    en: `a card was inserted here, one of ${all}: the steps below are for that one`,
    fr: `une carte a été insérée ici, parmi ${all} : les étapes qui suivent sont pour elle`,
  };
}

/** @throws RecordingError, TooLargeError, UsageError; CardFileError, ProfileError of the card */
export async function printScenario(file: string, card: string | undefined): Promise<void> {
  const recording = readRecording(file);
  // The header is read with the first event.
  const first = recording.firstCard();
  const profile = profileOf(file, recording, first, card);
  const { pins } = profileAt(profile);
  const { source, isFile } = typedCard(profile);
  const kinds = sourcesOf(recording.header, first);
  // A scenario is whole or not printed at all.
  for (const _ of recording.events());
  refuseCut(file, recording);
  const lines = scenarioLines(recording.events(), {
    title: say({ en: `As recorded: ${basename(file)}`, fr: `Comme enregistré : ${basename(file)}` }),
    spec: isFile ? { file: source } : { profile, seed: recording.header?.seed ?? DEFAULT_SEED },
    card: first,
    codeOf: (reference) => pins[reference.toString(16).padStart(2, '0')]?.initial,
    unknownCode: say({
      en: 'a code that the recording masks and the profile does not have',
      fr: "un code que l'enregistrement masque et que le profil n'a pas",
    }),
    elsewhere: (commands, reader) =>
      say({
        en: `${commands} command(s) to '${reader}' are not here: such a scenario has one reader`,
        fr: `${commands} commande(s) à '${reader}' ne sont pas ici : un tel scénario a un seul lecteur`,
      }),
    anotherCard: kinds.length < 2 ? undefined : say(anotherCard(kinds)),
    language: spokenLanguage(),
  });
  await printEach(lines);
}
