/** `cps-sim people`: the fictitious people who hold cards, and where they work. */
import type { Text } from '#common/language.ts';
import {
  CARD_KINDS,
  fullName,
  type KnownPerson,
  type Person,
  personOf,
  type Structure,
  shippedDirectory,
  situationNumbers,
  situationOf,
} from '../../simulator/people/index.ts';
import { columns } from './columns.ts';
import { say } from './language.ts';
import { printJson } from './print-json.ts';
import { printLines } from './print-lines.ts';

interface JsonOption {
  readonly json?: true;
}

const HEADINGS: readonly Text[] = [
  { en: 'NAME', fr: 'NOM' },
  { en: 'CARD', fr: 'CARTE' },
  { en: 'IDNAT_PS', fr: 'IDNAT_PS' },
  { en: 'WHO', fr: 'QUI' },
  { en: 'WHERE', fr: 'OÙ' },
];

function row({ name, person }: KnownPerson): string[] {
  const { cardType, nationalId, profession, situationExercice } = person;
  return [name, cardType, nationalId, `${fullName(person)}, ${profession}`, situationExercice?.name ?? '-'];
}

function summary({ name, person }: KnownPerson): object {
  const { cardType, nationalId, familyName, givenName, profession, situationExercice } = person;
  const structure = situationExercice && { name: situationExercice.name, nationalId: situationExercice.nationalId };
  return { name, cardType, nationalId, familyName, givenName, profession, ...(structure && { structure }) };
}

/** Everybody who comes with the package. */
export function list({ json }: JsonOption): void {
  const people = shippedDirectory().people();
  if (json) printJson(people.map(summary));
  else printLines(columns([HEADINGS.map(say), ...people.map(row)]).join('\n'));
}

const LABELS = {
  card: { en: 'card', fr: 'carte' },
  profession: { en: 'profession', fr: 'profession' },
  specialty: { en: 'specialty', fr: 'spécialité' },
  situation: { en: 'situation', fr: 'situation' },
  source: { en: 'source', fr: 'source' },
  nominative: { en: 'names nobody: a card of service', fr: 'ne nomme personne : carte de service' },
} as const satisfies Readonly<Record<string, Text>>;

function structureText({ name, nationalId, department, sector }: Structure): string {
  return `${name}, ${nationalId}, ${department}, ${sector}`;
}

function lines(person: Person): string[] {
  const { cardType, nationalId, profession, professionCode, specialty, nominative, source } = person;
  const code = professionCode === undefined ? '' : ` (${professionCode})`;
  const situations = situationNumbers(person).map((number) => {
    const structure = situationOf(person, number);
    return [`${say(LABELS.situation)} ${number}`, structure === undefined ? '' : structureText(structure)];
  });
  const kind = `${cardType}, ${say(CARD_KINDS[cardType].title)}`;
  return [
    fullName(person),
    ...columns([
      ['IdNat_PS', nationalId],
      [say(LABELS.card), nominative === false ? `${kind}, ${say(LABELS.nominative)}` : kind],
      [say(LABELS.profession), `${profession}${code}`],
      ...(specialty === undefined ? [] : [[say(LABELS.specialty), specialty]]),
      ...situations,
      [say(LABELS.source), source],
    ]),
  ];
}

/** One of them, or somebody of a JSON file. @throws PersonError */
export function show(nameOrFile: string, { json }: JsonOption): void {
  const person = personOf(nameOrFile);
  if (json) printJson(person);
  else printLines(lines(person).join('\n'));
}
