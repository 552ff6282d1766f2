/**
 * `npm run keys`: looks for the keys of the shipped profiles and of their authorities anew, and writes down where they
 * stand (fixtures/keys/shipped.json). To run when a profile or an authority has come, or a key in one. Takes minutes.
 */
import { rmSync } from 'node:fs';
import { addToKeyPool } from '../simulator/keys/key-pool.ts';
import { foundKeys, SHIPPED_KEYS } from '../simulator/keys/known-keys.ts';
import { personaliseApart, shippedProfile, shippedProfileNames } from '../simulator/personalisation/index.ts';
import { defaultPki, Pki } from '../simulator/pki/index.ts';

const USUAL_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Authorities of a second world, which know nothing of the first: those of its CPS and CPE. */
const SECOND = new Pki({ seed: 2 });

rmSync(SHIPPED_KEYS, { force: true });
process.env.CPS_SIM_KEYS = SHIPPED_KEYS;
for (const name of shippedProfileNames())
  for (const seed of USUAL_SEEDS) await personaliseApart(shippedProfile(name), seed);
await Promise.all(defaultPki.authorities().map(({ id }) => defaultPki.ready(id)));
await SECOND.ready(
  ...SECOND.authorities().flatMap(({ id }) => (/^sante-test-(fort|standard)(-personnes)?$/.test(id) ? id : [])),
);
await addToKeyPool(SHIPPED_KEYS, foundKeys());
console.log(`${SHIPPED_KEYS}: ${foundKeys().length} keys`);
