/** What the HTML report knows beside the events: the profiles of the cards, and the last good run. */
import type { Text } from '#common/language.ts';
import { RecordingReader } from '#trace/recording.ts';
import type { Scenario } from '../../../scenarios/engine/file/schema.ts';
import { Baseline } from '../../../scenarios/observers/reporters/html/baseline.ts';
import type { ReportSources } from '../../../scenarios/observers/reporters/index.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { profileIfThere, profilesNamed } from '../card/profile-source.ts';
import { spokenLanguage } from '../language.ts';
import { exchangeLines, notWhole } from '../record/exchange.ts';
import { UsageError } from '../usage-error.ts';
import type { RunOptions } from './options.ts';

const NEEDS_HTML: Text = {
  en: '--baseline needs --reporter html=FILE, which shows the difference',
  fr: '--baseline demande --reporter html=FICHIER, qui montre la différence',
};

function nothingInIt(file: string): Text {
  return {
    en: `--baseline ${file}: no scenario has ended in it, expected the recording of a run: cps-sim run --trace FILE`,
    fr: `--baseline ${file} : aucun scénario ne s'y termine, attendu : l'enregistrement d'une exécution, cps-sim run --trace FICHIER`,
  };
}

/** @throws RecordingError with file and line, UsageError when it is of no run; an error of the file system */
function baselineAt(file: string): Baseline {
  const reader = new RecordingReader(file);
  let lastLine = 0;
  const read = function* () {
    for (const line of exchangeLines(file)) {
      lastLine = line.number;
      const event = reader.read(line);
      if (event !== undefined) yield event;
    }
  };
  const baseline = Baseline.of(read(), spokenLanguage());
  if (reader.cutOff) throw notWhole(file, { cutOff: true, missing: 0, lastLine });
  if (baseline === undefined) throw new UsageError(nothingInIt(file));
  return baseline;
}

/** A profile that cannot be read is the scenario's error: here its files are told by their numbers. */
function profileOrNone(source: string): Profile | undefined {
  try {
    return profileIfThere(source);
  } catch {
    return undefined;
  }
}

function profilesOf(scenarios: readonly Scenario[]): NonNullable<ReportSources['profileOf']> {
  const sources = new Map(scenarios.map((scenario) => [scenario.file, new Map(profilesNamed(scenario))]));
  const known = new Map<string, Profile | undefined>();
  return (file, card) => {
    const source = sources.get(file)?.get(card);
    if (source === undefined) return undefined;
    if (!known.has(source)) known.set(source, profileOrNone(source));
    return known.get(source);
  };
}

/** @throws UsageError, RecordingError, an error of the file system */
export function reportSources(
  { reporter, baseline }: Pick<RunOptions, 'reporter' | 'baseline'>,
  scenarios: readonly Scenario[],
): ReportSources {
  const wanted = reporter.some((spec) => /^html(=|$)/.test(spec));
  if (baseline !== undefined && !wanted) throw new UsageError(NEEDS_HTML);
  return {
    profileOf: profilesOf(scenarios),
    ...(baseline !== undefined && { baseline: baselineAt(baseline) }),
  };
}
