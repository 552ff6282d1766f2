/**
 * Where authorities publish: the addresses that certificates name, and those of the authorities' pages.
 *
 * Source: the layouts of the certificates; reference/cps-facts.md (d), IGC-Santé: CAs, for the certificates of roots; of the
 * older generations: simulation.
 */
import { AUTHORITIES, type AuthorityId } from './authorities/index.ts';
import { fill } from './fields.ts';
import type { AuthorityLayout, ExtensionLayout } from './layout.ts';
import { CERTIFICATE_PROFILES } from './profiles/index.ts';

export const PUBLISHED_KINDS = ['certificate', 'crl', 'deltaCrl'] as const;
export type PublishedKind = (typeof PUBLISHED_KINDS)[number];

export interface PublicationPoint {
  readonly authority: AuthorityId;
  readonly what: PublishedKind;
  /** As the documents print it. */
  readonly url: string;
}

const ALL = Object.entries(AUTHORITIES) as [AuthorityId, AuthorityLayout<AuthorityId>][];
/** What the sites of the authorities publish beside; by the first letters of an authority's name. */
const PAGES: readonly { readonly start: string; readonly what: PublishedKind; readonly url: string }[] = [
  { start: 'sante', what: 'certificate', url: 'http://igc-sante.esante.gouv.fr/AC{path}/{file}.cer' },
  { start: 'sante', what: 'crl', url: 'http://igc-sante.esante.gouv.fr/CRL/{file}.crl' },
  { start: '2', what: 'certificate', url: 'http://annuaire.gip-cps.fr/ac/{id}.cer' },
];

function* addressesIn(extensions: readonly ExtensionLayout[]): Generator<readonly [PublishedKind, string]> {
  for (const extension of extensions) {
    if (extension.extension === 'cRLDistributionPoints') for (const url of extension.urls) yield ['crl', url];
    if (extension.extension === 'freshestCRL') for (const url of extension.urls) yield ['deltaCrl', url];
    if (extension.extension === 'authorityInfoAccess') yield ['certificate', extension.caIssuers];
  }
}

/** What the certificates of `authority` name, in which the fields of `layout` stand. */
function* named(authority: AuthorityId, extensions: readonly ExtensionLayout[], { fields }: AuthorityLayout) {
  for (const [what, text] of addressesIn(extensions)) {
    const url = fill(text, fields);
    if (url !== undefined) yield { authority, what, url };
  }
}

function* points(): Generator<PublicationPoint> {
  for (const [id, layout] of ALL) {
    yield* named(layout.issuer ?? id, layout.extensions, layout);
    for (const { what, url } of PAGES.filter(({ start }) => id.startsWith(start)))
      yield { authority: id, what, url: fill(url, { ...layout.fields, id }) ?? url };
  }
  for (const { issuers, extensions } of Object.values(CERTIFICATE_PROFILES))
    for (const id of issuers) yield* named(id, extensions, AUTHORITIES[id]);
}

/** Each address once, in the order of the authorities. */
export function publicationPoints(): readonly PublicationPoint[] {
  return [...new Map([...points()].map((point) => [point.url.toLowerCase(), point])).values()];
}
