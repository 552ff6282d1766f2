/** From a profile and a seed to a card's state. */
export { efActua } from './business-data.ts';
export { authorityCertificates, toPem } from './certificate-authority.ts';
export { foreignCard } from './foreign-card.ts';
export { PersonalisationError } from './personalisation-error.ts';
export { personalise } from './personalise.ts';
export { profileOf, shippedProfile, shippedProfileNames } from './shipped-profiles.ts';
