/** From a profile and a seed to a card's state. */
export { signingWith } from './consent.ts';
export { foreignCard } from './foreign-card.ts';
export { holderOf } from './holder.ts';
export { identifiedAs, madeFor } from './made-for.ts';
export { onLineUpdate } from './on-line-update.ts';
export { type MadeCard, type Opposition, opposeCard } from './opposition.ts';
export { PersonalisationError } from './personalisation-error.ts';
export { checkSeed, findKeys, keysAreKnown, personalise, personaliseApart } from './personalise.ts';
export { profileOf, seedsWithKeys, shippedProfile, shippedProfileNames } from './shipped-profiles.ts';
export { type Validity, validFor } from './validity.ts';
