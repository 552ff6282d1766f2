/** Node and the native parts below us. */
import { readFileSync } from 'node:fs';
import { textOf } from '#common/coded-error.ts';
import { sameInEach } from '#common/language.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { bad, type Finding, ok } from './finding.ts';

function lowestNode(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { engines?: { node?: string } }).engines?.node?.replace('>=', '') ?? '20.19';
}

/** True when `version` is at least `lowest`; both as numbers with dots. */
export function isAtLeast(version: string, lowest: string): boolean {
  const [have, want] = [version, lowest].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (const [i, number] of (want ?? []).entries()) {
    const difference = (have?.[i] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export function checkNode(): Finding {
  const lowest = lowestNode();
  return isAtLeast(process.version, lowest)
    ? ok(sameInEach(`Node ${process.version}`))
    : bad(
        { en: `Node ${process.version} is too old`, fr: `Node ${process.version} est trop ancien` },
        { en: `install Node ${lowest} or later`, fr: `installez Node ${lowest} ou plus récent` },
      );
}

/** winscard, when the native binding and the system's library load. */
export async function openWinScard(): Promise<{ finding: Finding; winscard?: WinScard }> {
  let native: typeof import('../../../driver/pcsc/native.ts');
  try {
    native = await import('../../../driver/pcsc/native.ts');
  } catch (error) {
    const why = textOf(error);
    const found = {
      en: `koffi, the native binding, does not load: ${why.en}`,
      fr: `koffi, la liaison native, ne se charge pas : ${why.fr}`,
    };
    const remedy = {
      en: 'npm install (without --omit=optional: its binary is an optional dependency)',
      fr: 'npm install (sans --omit=optional : son binaire est une dépendance optionnelle)',
    };
    return { finding: bad(found, remedy) };
  }
  try {
    const winscard = native.nativeWinScard();
    return {
      finding: ok({ en: 'the PC/SC library loads through koffi', fr: 'la bibliothèque PC/SC se charge par koffi' }),
      winscard,
    };
  } catch (error) {
    return { finding: bad(textOf(error)) };
  }
}
