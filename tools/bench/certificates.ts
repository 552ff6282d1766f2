/** What it costs to issue a certificate, beside OpenSSL's own signature. */
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { rsaKey } from '../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../simulator/keys/seeded-bytes.ts';
import { Pki } from '../../simulator/pki/index.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, cpuOf, undisturbed } from './rounds.ts';

const ROUNDS = 8;
const CERTIFICATES = 50;

/** CPU microseconds of one RSA-4096 signature, as `openssl speed` measures them for a second. */
function opensslSignature(): number {
  const args = ['speed', '-mr', '-seconds', '1', 'rsa4096'];
  const printed = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const perSecond = /^\+F2:\d+:4096:([\d.]+):/m.exec(printed)?.[1];
  if (perSecond === undefined) throw new Error(`openssl speed printed no rate of RSA-4096 signatures: ${printed}`);
  return 1e6 / Number(perSecond);
}

/** Certificates of cards from an RSA-4096 authority, and OpenSSL's signatures alone, by turns. */
export async function issueRate(): Promise<Outcome> {
  const pki = new Pki();
  const publicKey = createPublicKey(rsaKey(new SeededBytes('bench')));
  const card = { number: '8025000001/2999000001', type: 0 };
  const person = { kind: 'person', givenName: 'CLAIRE', familyName: 'MEDECIN', nationalId: '899909990001' } as const;
  const subject = { ...person, profession: 'Médecin', professionCode: 10, card };
  const readings = await byTurns(
    ROUNDS,
    () => cpuOf(CERTIFICATES, () => pki.issue('sante-auth', subject, publicKey)),
    opensslSignature,
  );
  const [issued, signature] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'certificates of an RSA-4096 authority',
    value: signature / issued,
    unit: "of OpenSSL's rsa4096 signing rate",
    bar: 0.7,
    sense: 'least',
    details: `${time(issued)} of CPU beside ${time(signature)} of openssl speed`,
  };
}
