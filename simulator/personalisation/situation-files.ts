/** The files of situations d'exercice: as many as the holder has. */
import type { Content, DfNode, EfNode, Profile } from '../card/profile/schema.ts';
import { type Person, situationNumbers } from '../people/index.ts';

const FIRST = '01';

/** The number of the situation that a file of that content tells: the first unless it says so; undefined when it tells none. */
function numberIn(content: Content): string | undefined {
  if (!('build' in content) || !/^cps(2ter)?-activity$/.test(content.build)) return undefined;
  return content.activity ?? FIRST;
}

/** The file of that situation, made like that of the first. */
function fileFor(number: string, first: EfNode): EfNode {
  const named = (text: string) => text.replace(`_${FIRST}_`, `_${number}_`);
  const { name, content, cia } = first;
  const told = 'build' in content ? { ...content, activity: number } : content;
  return { ...first, name: named(name), content: told, ...(cia && { cia: { ...cia, label: named(cia.label) } }) };
}

/** Its file identifier: those of the situations follow each other. Source: reference/cps-facts.md (b). */
function fidFor(number: string, first: string): string {
  const fid = Number.parseInt(first, 16) + Number(number) - Number(FIRST);
  return fid.toString(16).toUpperCase().padStart(4, '0');
}

function filesIn(df: DfNode, numbers: readonly string[]): DfNode {
  const children = Object.entries(df.children).flatMap(([fid, node]): [string, EfNode | DfNode][] => {
    if (node.type === 'df') return [[fid, filesIn(node, numbers)]];
    const number = numberIn(node.content);
    if (number === undefined) return [[fid, node]];
    return number === FIRST ? numbers.map((one) => [fidFor(one, fid), fileFor(one, node)]) : [];
  });
  return { ...df, children: Object.fromEntries(children) };
}

/** The profile with a file for each situation of that holder, made like the file of the first; in both volets. */
export function withSituationFiles(profile: Profile, holder: Person): Profile {
  const numbers = situationNumbers(holder);
  const { mf, cps2ter } = profile;
  return {
    ...profile,
    mf: filesIn(mf, numbers),
    ...(cps2ter && { cps2ter: { ...cps2ter, mf: filesIn(cps2ter.mf, numbers) } }),
  };
}
