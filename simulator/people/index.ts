/** Who holds cards, and where they work: fictitious people, as data. */
export { personNamed, shippedPersonNames } from './load.ts';
export {
  cardTypeCode,
  civilityCode,
  isProfessional,
  type Person,
  personSchema,
  type Structure,
  situationNumbers,
  situationOf,
} from './person.ts';
export { PersonError } from './person-error.ts';
