/** The name by which sites know a card. */
import { X509Certificate } from 'node:crypto';
import { walkFiles } from '../../../simulator/card/profile/walk-files.ts';
import type { CardStore } from '../../../simulator/card/state/store.ts';

/** Read from its text: toLegacyObject before anything has loaded node:tls leaves node:tls half-made (Node 20). */
const COMMON_NAME = /(?:^|\+ )CN=(.+?)(?= \+ |$)/m;

/** What a site is shown; undefined for a card that has none of ours. */
export function authenticationCertificate({ profile, state }: CardStore): X509Certificate | undefined {
  for (const { type, path, node } of walkFiles(profile)) {
    const der = state.contents[path];
    if (type === 'df' || !('build' in node.content) || !(der instanceof Uint8Array)) continue;
    if (node.content.build === 'authentication-certificate') return new X509Certificate(der);
  }
  return undefined;
}

/** Common name in the authentication certificate; undefined for a card that has none of ours. */
export function tlsSubject(store: CardStore): string | undefined {
  const certificate = authenticationCertificate(store);
  return certificate && COMMON_NAME.exec(certificate.subject)?.[1];
}
