/** Who signs the lists of an authority: its own key, or one that signs nothing else. */
import { rsaKey } from '../../keys/rsa-key.ts';
import type { IssuingAuthority } from '../authority.ts';
import { type Signer, serviceCertificate } from '../service-certificate.ts';
import type { UrlForm } from '../urls.ts';
import type { RevocationLayout } from './layouts.ts';

/** The one that its layout has beside the authority's own; undefined when it has none. */
export function separateSigner(
  authority: IssuingAuthority,
  { crlSigner }: RevocationLayout,
  issuer: IssuingAuthority,
  urls: UrlForm,
): Signer | undefined {
  if (crlSigner === undefined) return undefined;
  const key = rsaKey(authority.stream('signer of lists'), crlSigner.keyBits);
  const { extensions } = crlSigner;
  return { key, certificate: serviceCertificate({ issuer, subject: authority.name, key, extensions, urls }) };
}
