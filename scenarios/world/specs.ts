/** What a world can be asked for: cards, kinds of readers, events. The language of scenarios writes the same down. */

import { members, oneOf, optional } from '#common/arguments.ts';
import { SIGNATURE_CODES, type SignatureCode } from '../../simulator/personalisation/consent.ts';
import { type ListAddresses, REVOCATION_REASONS, type RevocationReason } from '../../simulator/pki/index.ts';
import { REPORTING_NAMES, type ReportingName } from '../../simulator/reader/reporting/profiles.ts';

export { REVOCATION_REASONS, SIGNATURE_CODES, type SignatureCode };

/** The profiles that come with cps-sim, one card each. */
export const SHIPPED_PROFILES = [
  'cda-directeur',
  'cde-directeur',
  'cpa-personnel',
  'cpe-hopital',
  'cpe-service',
  'cpf-interne',
  'cps-maxima',
  'cps-production',
  'cps-sans-structure',
  'cps3-2ter',
  'cps3-infirmier',
  'cps3-medecin',
  'cps3-medecin-references',
  'cps3-pharmacien',
  'cps4-medecin',
  'cps4-medecin-t0',
] as const;
/** One of them, or a profile file (`*.json`) of one's own. */
export type ProfileName = (typeof SHIPPED_PROFILES)[number] | (string & {});

/** A card made from a shipped profile (`cps3-medecin`) or a profile file (`*.json`). */
export interface SimulatedCardSpec {
  readonly profile: string;
  /** Same seed, same card: keys, certificates, serial number. */
  readonly seed?: number | undefined;
  /** Whom it is for, in the place of the profile's holder: a person by name, or a person file (`*.json`). */
  readonly identity?: string | undefined;
  /** `other`: issued by authorities of the same names and other keys, which nobody trusts. */
  readonly chain?: 'other' | undefined;
  /** How its certificates name revocation lists, where that is not as the documents have it. */
  readonly lists?: ListAddresses | undefined;
  /** How often its signature wants the code; as the profile has it by default. */
  readonly signatureCode?: SignatureCode | undefined;
  /** Its issuer has put it out of service: its certificates are revoked. */
  readonly opposed?: { readonly reason?: RevocationReason | undefined; readonly at?: string | undefined } | undefined;
  /** Other dates than those of the profile. */
  readonly valid?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
  /** `file`: the card lives in a card file of its own and survives a crash of its program. */
  readonly keptIn: 'memory' | 'file';
}

/** A card file (`*.cps.json`); the world works on a copy. */
export interface CardFileSpec {
  readonly file: string;
}

/** A card of another family: it answers to reset and refuses every command. */
export interface ForeignCardSpec {
  readonly kind: 'foreign';
}

export type CardSpec = SimulatedCardSpec | CardFileSpec | ForeignCardSpec;

/** What the certificates of a card are for; `technical`: of the antenna, without code. */
export const CERTIFICATE_USAGES = ['authentication', 'signature', 'technical'] as const;

/**
 * What a reader is: with contacts, with an antenna, with both, or with contacts and a PIN pad. `vpcd` has contacts, and the
 * driver of vsmartcard, which knows neither attributes nor features; that of the others is one of USB readers.
 */
export const READER_KINDS = ['contact', 'contactless', 'dual', 'pinpad', 'vpcd'] as const;
export type ReaderKind = (typeof READER_KINDS)[number];
export const READER_KIND = oneOf(READER_KINDS);

/** What a reader can be asked to be, beside its kind. */
export interface ReaderOptions {
  /** What programs are told when something is wrong with its card, as those readers and services tell it. */
  readonly reporting?: ReportingName | undefined;
}
export const READER_OPTIONS = optional(members({ reporting: optional(oneOf(REPORTING_NAMES)) }));

/** How many times as long as their profiles say cards and readers may be made to take: with more, PC/SC gives up waiting for an ATR. */
export const SHORTEST_TIMING = 0.001;
export const LONGEST_TIMING = 10;

export { REPORTING_NAMES, type ReportingName };

/** What happens to readers and cards, as programs see it. */
export const EVENT_NAMES = ['card-inserted', 'card-removed', 'reader-plugged', 'reader-unplugged'] as const;
export type EventName = (typeof EVENT_NAMES)[number];
/** Where an event is due. */
export const EVENT = oneOf(EVENT_NAMES);
