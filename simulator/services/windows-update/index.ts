/** The services Windows gets drivers from: Windows Update, its catalogue, and WSUS. */
export { minidriverPackage, packageOf } from './catalogue.ts';
export { FAULTS, type PackageVariant, SIGNATURES } from './driver-packages.ts';
export { UpdateServices } from './update-services.ts';
