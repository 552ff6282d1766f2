/** What a world can be asked for: cards, kinds of readers, events. The language of scenarios writes the same down. */

import { oneOf } from '#common/arguments.ts';

/** The profiles that come with cps-sim, one card each. */
export const SHIPPED_PROFILES = [
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

/**
 * What a reader is: with contacts, with an antenna, with both, or with contacts and a PIN pad. `vpcd` has contacts, and the
 * driver of vsmartcard, which knows neither attributes nor features; that of the others is one of USB readers.
 */
export const READER_KINDS = ['contact', 'contactless', 'dual', 'pinpad', 'vpcd'] as const;
export type ReaderKind = (typeof READER_KINDS)[number];
export const READER_KIND = oneOf(READER_KINDS);

/** What happens to readers and cards, as programs see it. */
export const EVENT_NAMES = ['card-inserted', 'card-removed', 'reader-plugged', 'reader-unplugged'] as const;
export type EventName = (typeof EVENT_NAMES)[number];
/** Where an event is due. */
export const EVENT = oneOf(EVENT_NAMES);
