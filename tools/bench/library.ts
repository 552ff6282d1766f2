/** Scenarios on the embedded target, as `cps-sim run` runs them: the library, and many small ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN } from './compiled.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';
import { startOfNode } from './start.ts';

const ROUNDS = 3;

export async function libraryTime(): Promise<Outcome> {
  const readings = await byTurns(
    ROUNDS,
    () => startOfNode('-e', '0'),
    () => startOfNode(MAIN, 'run', '--target', 'embedded'),
  );
  const [bare, library] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'the scenario library, embedded target, the whole process',
    value: library / bare,
    unit: 'times the start of node',
    bar: 100,
    sense: 'most',
    details: `${time(library)} beside ${time(bare)}`,
  };
}

const SITUATIONS = 200;

/** A code typed wrong, one typed right, a signature, a removal. */
function situation(number: number): string {
  return `scenario: situation ${number}
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
  - CardAuthenticateEx: { pin: "0000" }
    expect: { error: SCARD_W_WRONG_CHV, attemptsRemaining: 2 }
  - CardAuthenticateEx: { pin: "1234" }
  - CardSignData: { container: SIGN, hash: sha256, text: ordonnance }
    expect: { signature: verifies }
  - remove: medecin
    expect: { event: card-removed, within: 1s }
`;
}

/** About as much of it is reading the files as playing them. */
export async function situationsTime(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-bench-'));
  try {
    for (let i = 0; i < SITUATIONS; i++) writeFileSync(join(folder, `${i}.yaml`), situation(i));
    const readings = await byTurns(
      ROUNDS,
      () => startOfNode('-e', '0'),
      () => startOfNode(MAIN, 'run', '--target', 'embedded', folder),
    );
    const [bare, situations] = [undisturbed(readings[0]), undisturbed(readings[1])];
    return {
      name: `${SITUATIONS} scenarios, embedded target, the whole process`,
      value: situations / bare,
      unit: 'times the start of node',
      bar: 55,
      aim: 50,
      sense: 'most',
      details: `${time(situations)} beside ${time(bare)}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
