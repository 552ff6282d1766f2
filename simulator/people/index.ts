/** Who holds cards, and where they work: fictitious people, as data. */
export { PersonError, personNamed, shippedPersonNames } from './load.ts';
export {
  cardTypeCode,
  isProfessional,
  type Person,
  personSchema,
  type Structure,
  situationNumbers,
  situationOf,
} from './person.ts';
