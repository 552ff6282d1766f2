/** What can be asked of the door, as its OpenAPI document tells it; a test holds this against what is served. */
import type { Text } from '#common/language.ts';
import type { ANSWERS } from './schemas.ts';

export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: Text;
  /** What is sent, by its name in the document. */
  readonly body?: 'NewWorld' | 'step' | 'Wait' | 'DialogAnswer' | 'Keys' | 'NewRecording' | 'NewRun';
  readonly status: 200 | 201 | 204;
  readonly answer?: keyof typeof ANSWERS;
  /** With 200 in the place of the status, lines of it. */
  readonly mayGive?: keyof typeof ANSWERS;
  readonly list?: boolean;
  /** A line of JSON each. */
  readonly stream?: boolean;
  readonly since?: true;
  /** Who listens may type at PIN pads. */
  readonly typist?: true;
}

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'listWorlds',
    method: 'get',
    path: '/worlds',
    summary: { en: 'The worlds that are open', fr: 'Les mondes ouverts' },
    status: 200,
    answer: 'World',
    list: true,
  },
  {
    id: 'openWorld',
    method: 'post',
    path: '/worlds',
    summary: {
      en: 'Opens a world: what stands in a scenario file beside its steps, and a name',
      fr: 'Ouvre un monde : ce qui, dans un fichier de scénario, est à côté des étapes, et un nom',
    },
    body: 'NewWorld',
    status: 201,
    answer: 'World',
  },
  {
    id: 'resetAll',
    method: 'post',
    path: '/reset',
    summary: {
      en: 'Makes every world what it was at first, and brings the first one back',
      fr: 'Remet chaque monde comme au début, et fait revenir le premier',
    },
    status: 200,
    answer: 'World',
    list: true,
  },
  {
    id: 'worldState',
    method: 'get',
    path: '/worlds/{world}',
    summary: { en: 'Its readers, cards, codes and faults', fr: 'Ses lecteurs, cartes, codes et pannes' },
    status: 200,
    answer: 'World',
  },
  {
    id: 'closeWorld',
    method: 'delete',
    path: '/worlds/{world}',
    summary: {
      en: 'Closes a world; 200 with its recording where one was under way, as the end of the recording gives it',
      fr: "Ferme un monde ; 200 avec son enregistrement s'il y en avait un en cours, tel que la fin de l'enregistrement le donne",
    },
    status: 204,
    mayGive: 'Event',
  },
  {
    id: 'resetWorld',
    method: 'post',
    path: '/worlds/{world}/reset',
    summary: { en: 'Makes it what it was at first', fr: 'Le remet comme au début' },
    status: 200,
    answer: 'World',
  },
  {
    id: 'doStep',
    method: 'post',
    path: '/worlds/{world}/steps',
    summary: {
      en: 'Does one step of scenarios, and answers when it is done; 409 when it is not as expected',
      fr: "Fait une étape de scénario, et répond quand elle est faite ; 409 quand elle n'est pas comme attendu",
    },
    body: 'step',
    status: 200,
    answer: 'Played',
  },
  {
    id: 'answerDialog',
    method: 'post',
    path: '/worlds/{world}/dialogs/{dialog}',
    summary: { en: 'Answers a dialog that a program shows', fr: "Répond à un dialogue qu'un programme montre" },
    body: 'DialogAnswer',
    status: 204,
  },
  {
    id: 'pressKeys',
    method: 'post',
    path: '/worlds/{world}/entries/{entry}',
    summary: {
      en: 'Presses keys of a PIN pad that asks for a code; who does listens to the events of the world as that typist',
      fr: 'Presse des touches d’un clavier de lecteur qui demande un code ; qui le fait écoute les événements du monde comme ce typist',
    },
    body: 'Keys',
    status: 204,
  },
  {
    id: 'worldEvents',
    method: 'get',
    path: '/worlds/{world}/events',
    summary: { en: 'What happens, behind event since, as it happens', fr: 'Ce qui se passe, après since, à mesure' },
    status: 200,
    answer: 'Event',
    stream: true,
    since: true,
    typist: true,
  },
  {
    id: 'waitFor',
    method: 'post',
    path: '/worlds/{world}/wait',
    summary: { en: 'Waits for an event, in one call', fr: 'Attend un événement, en un appel' },
    body: 'Wait',
    status: 200,
    answer: 'Event',
  },
  {
    id: 'startRecording',
    method: 'post',
    path: '/worlds/{world}/recording',
    summary: {
      en: 'Records from now on what passes between programs, readers and cards, codes masked',
      fr: 'Enregistre désormais ce qui passe entre programmes, lecteurs et cartes, codes masqués',
    },
    body: 'NewRecording',
    status: 201,
    answer: 'Recording',
  },
  {
    id: 'endRecording',
    method: 'delete',
    path: '/worlds/{world}/recording',
    summary: {
      en: 'Ends the recording, and gives it as cps-sim record writes one; refused, and kept nowhere, with a code in it',
      fr: "Arrête l'enregistrement et le donne tel que cps-sim record l'écrit ; refusé, et gardé nulle part, avec un code dedans",
    },
    status: 200,
    answer: 'Event',
    stream: true,
  },
  {
    id: 'listScenarios',
    method: 'get',
    path: '/scenarios',
    summary: { en: 'The scenarios of the library', fr: 'Les scénarios de la bibliothèque' },
    status: 200,
    answer: 'Scenario',
    list: true,
  },
  {
    id: 'playScenario',
    method: 'post',
    path: '/runs',
    summary: { en: 'Plays a scenario in a world of its own', fr: 'Joue un scénario dans un monde à lui' },
    body: 'NewRun',
    status: 201,
    answer: 'Run',
  },
  {
    id: 'runState',
    method: 'get',
    path: '/runs/{run}',
    summary: { en: 'How far it has come', fr: 'Où il en est' },
    status: 200,
    answer: 'Run',
  },
  {
    id: 'stopRun',
    method: 'delete',
    path: '/runs/{run}',
    summary: { en: 'Ends it', fr: "L'arrête" },
    status: 200,
    answer: 'Run',
  },
  {
    id: 'runEvents',
    method: 'get',
    path: '/runs/{run}/events',
    summary: { en: 'What happens in it, to its end', fr: "Ce qui s'y passe, jusqu'à sa fin" },
    status: 200,
    answer: 'Event',
    stream: true,
    since: true,
  },
];
