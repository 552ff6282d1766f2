/** The rules that a certificate may break, each with the layer that it belongs to and in words. */
import type { X509Certificate } from 'node:crypto';
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';

/** In the order in which they are looked at. */
export type StandingLayer = 'certificate' | 'trust' | 'validity' | 'usage' | 'revocation';

/** What a certificate can break, in the order in which it is looked at. */
export type StandingRule =
  | 'extensions'
  | 'forged'
  | 'otherBranch'
  | 'otherAuthority'
  | 'incompleteChain'
  | 'unknownIssuer'
  | 'notYetValid'
  | 'expired'
  | 'authorityDates'
  | 'usage'
  | 'revoked'
  | 'onHold'
  | 'revocationUnknown';

const LAYERS: Readonly<Record<StandingRule, StandingLayer>> = {
  extensions: 'certificate',
  forged: 'trust',
  otherBranch: 'trust',
  otherAuthority: 'trust',
  incompleteChain: 'trust',
  unknownIssuer: 'trust',
  notYetValid: 'validity',
  expired: 'validity',
  authorityDates: 'validity',
  usage: 'usage',
  revoked: 'revocation',
  onHold: 'revocation',
  revocationUnknown: 'revocation',
};

/** What people call the layers. */
export const STANDING_LAYERS: Readonly<Record<StandingLayer, Text>> = {
  certificate: { en: 'certificate', fr: 'certificat' },
  trust: { en: 'chain of trust', fr: 'chaîne de confiance' },
  validity: { en: 'validity of the certificate', fr: 'validité du certificat' },
  usage: { en: 'usage of the certificate', fr: 'usage du certificat' },
  revocation: { en: 'revocation', fr: 'révocation' },
};

/** A rule that a certificate breaks. */
export interface BrokenRule {
  readonly layer: StandingLayer;
  readonly rule: StandingRule;
  /** Whose certificate it is. */
  readonly person: string;
  /** Whose certificate, and what is wrong with it. */
  readonly text: Text;
}

/** @param text what is wrong; whose certificate it is goes before it */
export function broken(rule: StandingRule, person: string, { en, fr }: Text): BrokenRule {
  const text = { en: `certificate of ${person}: ${en}`, fr: `certificat de ${person} : ${fr}` };
  return { layer: LAYERS[rule], rule, person, text };
}

/** Longer names are cut where they are shown. */
const LONGEST_NAME = 200;

/** A name on one line, as it may be shown. */
export function shown(name: string): string {
  return terminalText(name.replaceAll('\n', ', ').slice(0, LONGEST_NAME));
}

function attribute(subject: string, type: string): string | undefined {
  return new RegExp(`(?:^|\\+ )${type}=(.*?)(?: \\+ |$)`, 'm').exec(subject)?.[1];
}

/** Whom a certificate names: `CLAIRE MEDECIN9990001 (899909990001)`, or the CN of what is no person. */
export function nameIn({ subject }: X509Certificate): string {
  const [commonName, family, given] = ['CN', 'SN', 'GN'].map((type) => attribute(subject, type));
  if (commonName === undefined) return shown(subject);
  return shown(family === undefined ? commonName : `${given ?? ''} ${family} (${commonName})`.trim());
}
