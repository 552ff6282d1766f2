/** The services Windows gets drivers from: Windows Update, its catalogue, and WSUS. */
export { type CatalogueEntry, minidriverPackage, packageOf } from './catalogue.ts';
export { FAULTS, type PackageVariant, SIGNATURES } from './driver-packages.ts';
export { parseServicesState, type SearchRequest, UpdateServices } from './update-services.ts';
