/** Who holds cards, and where they work: fictitious people, as data. */
export { CARD_KINDS, CARD_TYPES } from './card-kinds.ts';
export { Directory, type KnownPerson, personOf, shippedDirectory } from './directory.ts';
export {
  personNamed,
  shippedPersonNames,
  shippedStructureNames,
  structureNamed,
  withStructures,
} from './load.ts';
export {
  cardTypeCode,
  cardTypeOf,
  civilityCode,
  civilityOf,
  fullName,
  isOfService,
  isProfessional,
  type Person,
  personSchema,
  professionOf,
  situationNumbers,
  situationOf,
} from './person.ts';
export { PersonError } from './person-error.ts';
export type { Structure } from './structure.ts';
