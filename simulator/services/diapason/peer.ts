/**
 * What one program makes of the certificate that another one shows. Each check fails by itself, and says which layer, which rule
 * and whose certificate it was.
 *
 * Dates are those of the simulation's clock, so OpenSSL, which reads the machine's, is not asked.
 * Source: reference/documents.md D15, D18, D19; reference/pki-services.md 4.
 */
import type { X509Certificate } from 'node:crypto';
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CertificateStatus, firstBroken, type StandingLayer, standingOf } from '../../pki/index.ts';

export type Role = 'TPE' | 'GAP' | 'PSP';
/** In the order in which they are looked at. */
export type Rule =
  | 'notResolved'
  | 'notReached'
  | 'noCertificate'
  | 'authority'
  | 'dates'
  | 'usage'
  | 'name'
  | 'revoked'
  | 'revocationUnknown'
  | 'service'
  | 'message';
type Layer = 'network' | 'trust' | 'revocation' | 'authorisation' | 'protocol';

const LAYERS: Readonly<Record<Rule, Layer>> = {
  notResolved: 'network',
  notReached: 'network',
  noCertificate: 'trust',
  authority: 'trust',
  dates: 'trust',
  usage: 'trust',
  name: 'trust',
  revoked: 'revocation',
  revocationUnknown: 'revocation',
  service: 'authorisation',
  message: 'protocol',
};

/** Why something was refused. */
export interface Refusal {
  /** Who refuses. */
  readonly by: Role;
  readonly layer: Layer;
  readonly rule: Rule;
  readonly text: Text;
}

export function refusal(by: Role, rule: Rule, { en, fr }: Text): Refusal {
  return { by, layer: LAYERS[rule], rule, text: { en: `${by}: ${en}`, fr: `${by} : ${fr}` } };
}

/** What is asked of a peer. */
export interface Expected {
  readonly by: Role;
  /** Roots, and intermediates that one has of one's own, in DER. */
  readonly trusted: readonly Bytes[];
  readonly now: Date;
  /** Of an extended key usage, as OpenSSL numbers it. */
  readonly usage: 'serverAuth' | 'clientAuth';
  /** Name that was typed where the peer is asked for. */
  readonly name?: string;
  /** Undefined where nobody asks; what `undefined` answers could not be found out. */
  readonly revocation?: {
    readonly mandatory: boolean;
    readonly status: (certificate: X509Certificate) => CertificateStatus | undefined;
  };
}

const RULES: Readonly<Record<StandingLayer, Rule>> = {
  certificate: 'usage',
  trust: 'authority',
  validity: 'dates',
  usage: 'usage',
  revocation: 'revoked',
};

/** The first rule that the peer's certificate breaks; undefined when it is as expected. */
export function refusalOf([leaf, ...others]: readonly Bytes[], expected: Expected): Refusal | undefined {
  const { by, revocation, name } = expected;
  if (leaf === undefined)
    return refusal(by, 'noCertificate', {
      en: 'no certificate was shown, expected one',
      fr: "aucun certificat n'a été présenté, il en faut un",
    });
  const status = (certificate: X509Certificate) => revocation?.status(certificate) ?? ({ status: 'unknown' } as const);
  const standing = standingOf([leaf, ...others], {
    ...{ trusted: expected.trusted, at: expected.now, purpose: expected.usage },
    revocation: revocation && status,
  });
  const found = firstBroken(standing, ['trust', 'validity', 'certificate', 'usage']);
  if (found !== undefined) return refusal(by, RULES[found.layer], found.text);
  const last = firstBroken(standing, ['revocation'], revocation?.mandatory ? [] : ['revocationUnknown']);
  return (
    nameRefusal(by, standing.certificate, name) ??
    (last && refusal(by, last.rule === 'revocationUnknown' ? 'revocationUnknown' : RULES[last.layer], last.text))
  );
}

function nameRefusal(by: Role, { subject }: X509Certificate, name: string | undefined): Refusal | undefined {
  const who = terminalText(/^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', '));
  if (name === undefined || who.toLowerCase() === name.toLowerCase()) return undefined;
  return refusal(by, 'name', {
    en: `the certificate is that of ${who}, expected ${terminalText(name)}, the name that was typed`,
    fr: `le certificat est celui de ${who}, attendu : ${terminalText(name)}, le nom saisi`,
  });
}
