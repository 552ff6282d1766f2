/** How often a signature wants the code: a policy that issuers choose, and that programs which sign many documents trip over. */
import type { DfNode, Profile } from '../card/profile/schema.ts';

/** `once`: one presentation lasts until the card is reset; `each`: it is worth one signature. Source: reference/pitfalls.md E4. */
export const SIGNATURE_CODES = ['once', 'each'] as const;
export type SignatureCode = (typeof SIGNATURE_CODES)[number];

function keysWith(keys: DfNode['keys'], userConsent: SignatureCode): DfNode['keys'] {
  return Object.fromEntries(
    Object.entries(keys).map(([reference, key]) => [
      reference,
      key.nonRepudiation === '01' ? { ...key, userConsent } : key,
    ]),
  );
}

function dfWith(df: DfNode, consent: SignatureCode): DfNode {
  const children = Object.entries(df.children).map(
    ([fid, node]) => [fid, node.type === 'df' ? dfWith(node, consent) : node] as const,
  );
  return { ...df, keys: keysWith(df.keys, consent), children: Object.fromEntries(children) };
}

/** The profile, or another one whose keys of non-repudiation want the code so. */
export function signingWith(profile: Profile, consent: SignatureCode | undefined): Profile {
  return consent === undefined ? profile : { ...profile, mf: dfWith(profile.mf, consent) };
}
