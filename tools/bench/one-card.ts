/** A process of its own, in which nothing is known yet: prints what a card of a profile costs it, its certificates with it. */
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';

const [name = ''] = process.argv.slice(2);
const profile = shippedProfile(name);
const before = process.cpuUsage();
const { contents, keys } = personalise(profile, 1);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ us: user + system, files: Object.keys(contents).length, keys: Object.keys(keys).length }));
