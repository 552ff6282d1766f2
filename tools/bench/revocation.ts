/** What lists of a hundred thousand certificates cost, and OCSP answers beside the signature in each. */
import { execFileSync } from 'node:child_process';
import { createPublicKey, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toPem } from '#asn1/pem.ts';
import { rsaKey } from '../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../simulator/keys/seeded-bytes.ts';
import { type IssuedCertificate, Pki } from '../../simulator/pki/index.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, cpuOf, undisturbed } from './rounds.ts';

const LONG_LIST = fileURLToPath(new URL('long-list.js', import.meta.url));
const ROUNDS = 30;
const ANSWERS = 100;

interface LongList {
  readonly fullUs: number;
  readonly deltaUs: number;
  readonly bytes: number;
  readonly deltaEntries: number;
  readonly peakBytes: number;
}

function longList(): LongList {
  return JSON.parse(execFileSync(process.execPath, [LONG_LIST], { encoding: 'utf8' })) as LongList;
}

export function longListTime(): Outcome {
  const { fullUs, bytes } = longList();
  return {
    name: 'a CRL of 100,000 certificates',
    value: fullUs / 1e6,
    unit: 's of CPU',
    bar: 2,
    sense: 'most',
    details: `${(bytes / 1e6).toFixed(2)} MB, signed by RSA-4096`,
  };
}

export function longListMemory(): Outcome {
  const { peakBytes } = longList();
  return {
    name: 'memory of a process with 100,000 revoked certificates and their CRL',
    value: peakBytes / 1e6,
    unit: 'MB at most',
    bar: 200,
    sense: 'most',
    details: 'peak of the whole process, node with it',
  };
}

export function deltaTime(): Outcome {
  const { deltaUs, deltaEntries } = longList();
  return {
    name: 'the delta CRL of 100,000 revoked certificates',
    value: deltaUs / 1e6,
    unit: 's of CPU',
    bar: 0.1,
    sense: 'most',
    details: `${deltaEntries} certificates since the full one`,
  };
}

/** OpenSSL's request about a certificate. */
function requestFor(pki: Pki, { certificate, authority }: IssuedCertificate): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-bench-'));
  try {
    const [issuer, cert] = [join(folder, 'issuer.pem'), join(folder, 'cert.pem')];
    writeFileSync(issuer, toPem(pki.authority(authority).certificate));
    writeFileSync(cert, toPem(certificate));
    return execFileSync('openssl', ['ocsp', '-issuer', issuer, '-cert', cert, '-reqout', '-'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Answers about one certificate, and signatures of the responder's algorithm alone, by turns. */
export async function ocspRate(): Promise<Outcome> {
  const pki = new Pki();
  const key = rsaKey(new SeededBytes('bench'));
  const card = { number: '8025000001/2999000001', type: 0 };
  const request = requestFor(pki, pki.issue('sante-technique', { kind: 'card', card }, createPublicKey(key)));
  const { responseStatus } = pki.ocsp.answer(request);
  if (responseStatus !== 'successful') throw new Error(`OCSP answered ${responseStatus}`);
  const bytes = new Uint8Array(300);
  const readings = await byTurns(
    ROUNDS,
    () => cpuOf(ANSWERS, () => pki.ocsp.answer(request)),
    () => cpuOf(ANSWERS, () => sign('sha256', bytes, key)),
  );
  const [answer, signature] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'OCSP answers',
    value: signature / answer,
    unit: "of node:crypto's rsa2048 signing rate",
    bar: 0.8,
    sense: 'least',
    details: `${time(answer)} of CPU beside ${time(signature)}`,
  };
}
