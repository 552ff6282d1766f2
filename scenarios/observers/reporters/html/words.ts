/** What the HTML report says, in both languages. */
import type { Language } from '#common/language.ts';
import type { PowerEvent, ScenarioResult } from '#trace/event.ts';

export interface ReportWords {
  title: string;
  toContents: string;
  on: string;
  began: string;
  took: string;
  summary: string;
  scenario: string;
  outcome: string;
  duration: string;
  steps: string;
  file: string;
  outcomes: Readonly<Record<ScenarioResult['outcome'] | 'flaky' | 'notRun', string>>;
  timeline: string;
  axis: string;
  legend: string;
  looks: Readonly<Record<'good' | 'bad' | 'idle' | 'on' | 'call', string>>;
  power: Readonly<Record<PowerEvent['action'], string>>;
  cardInside: string;
  calls: string;
  faults: string;
  around: string;
  notVerified: string;
  changed: string;
  moreLanes(count: number): string;
  told: string;
  exchange(count: number): string;
  number: string;
  command: string;
  response: string;
  state: string;
  failed: string;
  source: string;
  stepAt(number: number): string;
  expectation: string;
  expected: string;
  found: string;
  error: string;
  earlier(count: number): string;
  baseline: string;
  sameAsBaseline: string;
  newScenario: string;
  outcomeBefore(before: string, now: string): string;
  sameExchange(count: number): string;
  firstDifference(number: number): string;
  before: string;
  now: string;
  nothing: string;
  counts(before: number, now: number): string;
  goneScenarios: string;
  left: string;
  printed: string;
  notEnded: string;
  ended(exitCode: number): string;
}

const EN: ReportWords = {
  title: 'Report of cps-sim',
  toContents: 'Skip to the contents',
  on: 'Target',
  began: 'Began',
  took: 'Took',
  summary: 'Summary',
  scenario: 'Scenario',
  outcome: 'Outcome',
  duration: 'Duration',
  steps: 'Steps',
  file: 'File',
  outcomes: {
    passed: 'passed',
    failed: 'failed',
    error: 'could not be played',
    interrupted: 'interrupted',
    flaky: 'flaky',
    notRun: 'not run',
    skipped: 'skipped',
  },
  timeline: 'Timeline',
  axis: 'Time is squeezed: a long wait takes little more room than a command. Times, in milliseconds from the beginning, show under the pointer.',
  legend: 'Colours',
  looks: {
    good: 'done, verified',
    bad: 'refused, failed, blocked',
    idle: 'code not verified, reset',
    on: 'card inside, powered',
    call: 'call, service, PIN pad',
  },
  power: { powerOn: 'powered', powerOff: 'off', reset: 'reset' },
  cardInside: 'card inside',
  calls: 'Driver calls',
  faults: 'Faults',
  around: 'Services, PIN pad',
  notVerified: 'not verified',
  changed: 'changed',
  moreLanes: (count) => `${count} more lanes are left out.`,
  told: 'What happened',
  exchange: (count) => `The exchange, APDU by APDU (${count}), with the state of codes and files`,
  number: 'No.',
  command: 'Command',
  response: 'Response',
  state: 'State of the card then, where it changes: codes, → current file',
  failed: 'What went wrong',
  source: 'Its place in the file',
  stepAt: (number) => `Step ${number}`,
  expectation: 'Expectation',
  expected: 'Expected',
  found: 'Found',
  error: 'Error',
  earlier: (count) => (count === 1 ? 'The try before' : `The ${count} tries before`),
  baseline: 'Against the last good run',
  sameAsBaseline: 'No difference',
  newScenario: 'This scenario is not in it.',
  outcomeBefore: (before, now) => `Outcome: ${before} then, ${now} now.`,
  sameExchange: (count) => (count === 1 ? 'The same APDU.' : `The same ${count} APDUs.`),
  firstDifference: (number) => `The exchange differs from APDU ${number} on:`,
  before: 'Then',
  now: 'Now',
  nothing: '(nothing more)',
  counts: (before, now) => `APDUs: ${before} then, ${now} now.`,
  goneScenarios: 'Scenarios of the last good run that are not in this one',
  printed: 'What the program printed',
  notEnded: 'it had not ended',
  ended: (exitCode) => `exit code ${exitCode}`,
  left: 'Left out, so that the report stays small: --trace FILE records everything.',
};

const FR: ReportWords = {
  title: 'Rapport de cps-sim',
  toContents: 'Aller au contenu',
  on: 'Cible',
  began: 'Début',
  took: 'Durée',
  summary: 'Résumé',
  scenario: 'Scénario',
  outcome: 'Issue',
  duration: 'Durée',
  steps: 'Étapes',
  file: 'Fichier',
  outcomes: {
    passed: 'réussi',
    failed: 'échec',
    error: 'injouable',
    interrupted: 'interrompu',
    flaky: 'instable',
    notRun: 'non joué',
    skipped: 'écarté',
  },
  timeline: 'Chronologie',
  axis: "Le temps est resserré : une longue attente prend à peine plus de place qu'une commande. Les instants, en millisecondes depuis le début, se lisent sous le pointeur.",
  legend: 'Couleurs',
  looks: {
    good: 'fait, vérifié',
    bad: 'refusé, échoué, bloqué',
    idle: 'code non vérifié, réinitialisation',
    on: 'carte présente, sous tension',
    call: 'appel, service, pavé numérique',
  },
  power: { powerOn: 'sous tension', powerOff: 'hors tension', reset: 'réinitialisation' },
  cardInside: 'carte présente',
  calls: 'Appels du pilote',
  faults: 'Pannes',
  around: 'Services, pavé',
  notVerified: 'non vérifié',
  changed: 'modifié',
  moreLanes: (count) => `${count} autres lignes sont laissées de côté.`,
  told: "Ce qui s'est passé",
  exchange: (count) => `L'échange, APDU par APDU (${count}), avec l'état des codes et des fichiers`,
  number: 'N°',
  command: 'Commande',
  response: 'Réponse',
  state: 'État de la carte alors, là où il change : codes, → fichier courant',
  failed: "Ce qui n'a pas réussi",
  source: 'Sa place dans le fichier',
  stepAt: (number) => `Étape ${number}`,
  expectation: 'Attente',
  expected: 'Attendu',
  found: 'Trouvé',
  error: 'Erreur',
  earlier: (count) => (count === 1 ? "L'essai précédent" : `Les ${count} essais précédents`),
  baseline: 'Face à la dernière bonne exécution',
  sameAsBaseline: 'Aucune différence',
  newScenario: "Ce scénario n'y est pas.",
  outcomeBefore: (before, now) => `Issue : ${before} alors, ${now} maintenant.`,
  sameExchange: (count) => (count === 1 ? 'La même APDU.' : `Les mêmes ${count} APDU.`),
  firstDifference: (number) => `L'échange diffère à partir de l'APDU ${number} :`,
  before: 'Alors',
  now: 'Maintenant',
  nothing: '(plus rien)',
  counts: (before, now) => `APDU : ${before} alors, ${now} maintenant.`,
  goneScenarios: 'Scénarios de la dernière bonne exécution qui ne sont pas dans celle-ci',
  printed: 'Ce que le programme a écrit',
  notEnded: 'pas encore fini',
  ended: (exitCode) => `code de sortie ${exitCode}`,
  left: 'Laissé de côté pour que le rapport reste petit : --trace FICHIER enregistre tout.',
};

export const REPORT_WORDS: Readonly<Record<Language, ReportWords>> = { fr: FR, en: EN };
