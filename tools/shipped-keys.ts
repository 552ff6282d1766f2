/**
 * `npm run keys`: looks for the keys of the shipped profiles, of their authorities and of the services anew, and writes down where they
 * stand (fixtures/keys/shipped.json). To run when a profile or an authority has come, or a key in one. Takes minutes.
 */
import { rmSync } from 'node:fs';
import { addToKeyPool } from '../simulator/keys/key-pool.ts';
import { foundKeys, SHIPPED_KEYS } from '../simulator/keys/known-keys.ts';
import {
  personaliseApart,
  seedsWithKeys,
  shippedProfile,
  shippedProfileNames,
} from '../simulator/personalisation/index.ts';
import { defaultPki, Pki } from '../simulator/pki/index.ts';
import { HealthServices } from '../simulator/services/index.ts';

/** Authorities of a second world, which know nothing of the first: those of its CPS and CPE. */
const SECOND = new Pki({ seed: 2 });

rmSync(SHIPPED_KEYS, { force: true });
process.env.CPS_SIM_KEYS = SHIPPED_KEYS;
for (const name of shippedProfileNames())
  for (const seed of seedsWithKeys(name)) await personaliseApart(shippedProfile(name), seed);
await Promise.all(defaultPki.authorities().map(({ id }) => defaultPki.ready(id)));
await SECOND.ready(
  ...SECOND.authorities().flatMap(({ id }) => (/^sante-test-(fort|standard)(-personnes)?$/.test(id) ? id : [])),
);
const services = await HealthServices.start();
await services.close();
await addToKeyPool(SHIPPED_KEYS, foundKeys());
console.log(`${SHIPPED_KEYS}: ${foundKeys().length} keys`);
