/** From a profile and a seed to a card's state. */
export { foreignCard } from './foreign-card.ts';
export { onLineUpdate } from './on-line-update.ts';
export { PersonalisationError } from './personalisation-error.ts';
export { checkSeed, keyStreams, keysAreKnown, personalise, personaliseApart } from './personalise.ts';
export { profileOf, shippedProfile, shippedProfileNames } from './shipped-profiles.ts';
export { type Validity, validFor } from './validity.ts';
