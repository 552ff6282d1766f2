/** A process of its own, so that its memory is the lists' alone: prints what a hundred thousand revocations cost it. */
import { Pki } from '../../simulator/pki/index.ts';
import { AuthorityRegister } from '../../simulator/pki/revocation/register.ts';

const CERTIFICATES = 100_000;
const REASONS = ['keyCompromise', 'superseded', 'unspecified', 'cessationOfOperation'] as const;
const ISSUED = new Date('2026-01-01T00:00:00Z');
const MINUTE = 60_000;

function cpuOf<T>(work: () => T): { readonly us: number; readonly value: T } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { us: user + system, value };
}

const pki = new Pki();
const register = pki.register('sante-test-fort-personnes');
if (!(register instanceof AuthorityRegister)) throw new Error('expected the register of an authority');
for (let i = 0; i < CERTIFICATES; i++) {
  const serial = Buffer.alloc(16, 0x11);
  serial.writeUInt32BE(i, 12);
  register.enter(serial, ISSUED);
  const at = new Date(ISSUED.getTime() + i * MINUTE);
  register.revoke(serial.toString('hex'), { at, reason: REASONS[i % REASONS.length] ?? 'unspecified' });
}
pki.authority('sante-test-fort-personnes').key.export({ type: 'pkcs1', format: 'der' });
const last = new Date(ISSUED.getTime() + CERTIFICATES * MINUTE);
const full = cpuOf(() => register.at(new Date(last.getTime() + 1440 * MINUTE)).crl());
const delta = cpuOf(() => register.at(last).deltaCrl());
if (full.value.length !== CERTIFICATES || delta.value.length === 0) throw new Error('lists without their entries');
console.log(
  JSON.stringify({
    ...{ fullUs: full.us, deltaUs: delta.us, bytes: full.value.crl.length, deltaEntries: delta.value.length },
    peakBytes: 1024 * process.resourceUsage().maxRSS,
  }),
);
