/** The services Windows gets drivers from: Windows Update, its catalogue, and WSUS. */
export { type CatalogueEntry, minidriverPackage, packageOf } from './catalogue.ts';
export { FAULTS, type PackageVariant, SIGNATURES } from './driver-packages.ts';
export { CatalogueError, newServicesState, type ServicesState, UpdateServices } from './update-services.ts';
