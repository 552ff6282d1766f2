/** The services Windows gets drivers from: Windows Update, its catalogue, and WSUS. */
export { type CatalogueEntry, minidriverPackage, packageOf } from './catalogue.ts';
export { FAULTS, type Fault, type PackageContents, type PackageVariant, SIGNATURES } from './driver-packages.ts';
export {
  type Answer as SearchAnswer,
  type Offer,
  parseServicesState,
  type SearchRequest,
  type ServicesState,
  UpdateServices,
} from './update-services.ts';
