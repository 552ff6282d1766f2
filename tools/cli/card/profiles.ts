/** `cps-sim card list-profiles`: the cards there are, and for whom. */
import type { Text } from '#common/language.ts';
import { fullName } from '../../../simulator/people/index.ts';
import { holderOf, shippedProfile, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { columns } from '../columns.ts';
import { say } from '../language.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';

const HEADINGS: readonly Text[] = [
  { en: 'PROFILE', fr: 'PROFIL' },
  { en: 'CARD', fr: 'CARTE' },
  { en: 'CERTIFICATES', fr: 'CERTIFICATS' },
  { en: 'HOLDER', fr: 'PORTEUR' },
  { en: 'WHAT IT IS', fr: "CE QUE C'EST" },
];
const BRANCHES: Readonly<Record<'test' | 'production', Text>> = {
  test: { en: 'test', fr: 'test' },
  production: { en: 'production', fr: 'production' },
};

/** What can be told of a shipped profile. */
function told(name: string) {
  const profile = shippedProfile(name);
  const holder = holderOf(profile);
  const { generation, branch } = profile.personalisation;
  return { name, title: profile.title, cardType: holder.cardType, holder: fullName(holder), generation, branch };
}

export function profiles({ json }: { readonly json?: true }): void {
  const all = shippedProfileNames().map(told);
  const rows = all.map(({ name, title, cardType, holder, generation, branch }) => [
    name,
    cardType,
    `${generation}, ${say(BRANCHES[branch])}`,
    holder,
    say(title),
  ]);
  if (json) printJson(all);
  else printLines(columns([HEADINGS.map(say), ...rows]).join('\n'));
}
