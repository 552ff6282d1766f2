/**
 * What a certificate is worth at an instant: the one judgement of all services. It says everything that is wrong with it, in
 * the order of the layers; which of it counts is the affair of each service.
 *
 * Dates are those of the simulation's clock, so OpenSSL, which reads the machine's, is not asked.
 * Source: RFC 5280, 6.1; reference/pki-services.md 4.
 */
import type { X509Certificate } from 'node:crypto';
import type { ChainOptions } from './chain.ts';
import { type CertificatePurpose, usageFault } from './extensions.ts';
import {
  type CertificateFacts,
  type ReadCertificate,
  readCertificate,
  type SentCertificates,
} from './read-certificate.ts';
import { type BrokenRule, broken, nameIn, type StandingLayer, type StandingRule } from './rules.ts';

/** What is known of a revocation. `unknown`: nobody could say. */
export type RevocationAnswer =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | {
      readonly status: 'revoked';
      readonly at: Date;
      readonly reason: string;
      /** The list that says so; `delta`: the full one does not yet. */
      readonly list?: 'full' | 'delta';
    };

export type KnownRevocation = Extract<RevocationAnswer, { status: 'revoked' }>;

/** What it is held against beside what is installed. */
interface MomentOptions {
  readonly at: Date;
  /** What it has to be made for; anything by default. */
  readonly purpose?: CertificatePurpose | undefined;
  /** Undefined where nobody asks. */
  readonly revocation?: ((certificate: X509Certificate, issuer: X509Certificate) => RevocationAnswer) | undefined;
}

export type JudgeOptions = ChainOptions & MomentOptions;

export interface CertificateStanding extends CertificateFacts {
  readonly revocation: KnownRevocation | undefined;
  /** Every rule that it breaks, in the order in which they are looked at; none: it is good. */
  readonly broken: readonly BrokenRule[];
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

function isValid({ validFrom, validTo }: X509Certificate, at: Date): boolean {
  return new Date(validFrom) <= at && at <= new Date(validTo);
}

function datesRule(rule: StandingRule, late: X509Certificate, at: Date): BrokenRule {
  const [from, to, today] = [day(late.validFrom), day(late.validTo), at.toISOString().slice(0, 10)];
  return broken(rule, nameIn(late), {
    en: `valid from ${from} to ${to}, it is ${today}`,
    fr: `valable du ${from} au ${to}, nous sommes le ${today}`,
  });
}

function brokenDates([certificate, ...authorities]: readonly X509Certificate[], at: Date): BrokenRule[] {
  const own = certificate !== undefined && !isValid(certificate, at);
  const rule = own && at < new Date(certificate.validFrom) ? 'notYetValid' : 'expired';
  const late = authorities.find((one) => !isValid(one, at));
  return [
    ...(own ? [datesRule(rule, certificate, at)] : []),
    ...(late === undefined ? [] : [datesRule('authorityDates', late, at)]),
  ];
}

function brokenRevocation(person: string, answer: RevocationAnswer | undefined): BrokenRule | undefined {
  if (answer === undefined || answer.status === 'good') return undefined;
  if (answer.status === 'unknown')
    return broken('revocationUnknown', person, {
      en: 'nobody could say whether it is revoked, and that must be known',
      fr: "personne n'a pu dire s'il est révoqué, et il faut le savoir",
    });
  const { at, reason, list } = answer;
  const says = {
    full: { en: ', the full list says so', fr: ', la liste complète le dit' },
    delta: { en: ', the delta list alone says so', fr: ', seule la liste delta le dit' },
    none: { en: '', fr: '' },
  }[list ?? 'none'];
  const since = at.toISOString();
  if (reason === 'certificateHold')
    return broken('onHold', person, {
      en: `on hold since ${since}${says.en}`,
      fr: `suspendu depuis le ${since}${says.fr}`,
    });
  return broken('revoked', person, {
    en: `revoked on ${since} (${reason})${says.en}`,
    fr: `révoqué le ${since} (${reason})${says.fr}`,
  });
}

function askedOf([certificate, issuer]: readonly X509Certificate[], { revocation }: MomentOptions) {
  return certificate === undefined || issuer === undefined ? undefined : revocation?.(certificate, issuer);
}

/** @param sent the certificate, and those that came with it, in DER */
export function standingOf(sent: SentCertificates, options: JudgeOptions): CertificateStanding {
  return standingAt(readCertificate(sent, options), options);
}

/** What is worth at that moment what has been read. */
export function standingAt({ facts, found, fault }: ReadCertificate, options: MomentOptions): CertificateStanding {
  const { at, purpose } = options;
  const { chain, broken: trust } = found;
  const { person, usage } = facts;
  const unfit = purpose === undefined || fault !== undefined ? undefined : usageFault(usage, purpose);
  // Whoever did not sign it has no list with it.
  const answer = askedOf(chain, options);
  // OpenSSL builds no chain on extensions that are broken.
  const ofChain = fault !== undefined && trust?.rule === 'incompleteChain' ? undefined : trust;
  const rules = [
    fault && broken('extensions', person, fault),
    ofChain,
    ...brokenDates(chain, at),
    unfit && broken('usage', person, unfit),
    brokenRevocation(person, answer),
  ];
  return {
    ...facts,
    revocation: answer?.status === 'revoked' ? answer : undefined,
    broken: rules.filter((rule) => rule !== undefined),
  };
}

/** The first rule that is broken in these layers, in that order; rules in `lenient` are not looked at. */
export function firstBroken(
  { broken: rules }: Pick<CertificateStanding, 'broken'>,
  layers: readonly StandingLayer[],
  lenient: readonly StandingRule[] = [],
): BrokenRule | undefined {
  const counting = rules.filter(({ rule }) => !lenient.includes(rule));
  for (const layer of layers) {
    const found = counting.find((one) => one.layer === layer);
    if (found !== undefined) return found;
  }
  return undefined;
}
