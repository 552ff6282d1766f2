/** How the operator works, as whoever runs it has chosen. Every default that no document gives is marked: simulation. */
import { FLAG, instanceOf, listOf, members, oneOf, optional, TEXT } from '#common/arguments.ts';
import {
  CALENDAR,
  ENVIRONMENTS,
  type Environment,
  type Family,
  type Flow,
  type Interface,
  NEW_CARDS,
  OF_STAFF,
  type Shown,
  STRATEGIES,
  type Strategy,
  TABLE_1,
} from './flows.ts';

/**
 * What IMAP wants after the certificate (simulation: the DST is not public). `external`: AUTHENTICATE EXTERNAL, with or without
 * an identity; `externalWithIdentity`: only with one; `certificate`: nothing more, and whatever is tried succeeds;
 * `password`: LOGIN or AUTHENTICATE PLAIN with the address and the password of the box.
 */
export const AUTHENTICATIONS = ['external', 'externalWithIdentity', 'certificate', 'password'] as const;
export type Authentication = (typeof AUTHENTICATIONS)[number];

/** What goes wrong on purpose. Source: reference/pitfalls.md D1, D2, D3. */
export const MAIL_FAULTS = [
  'noStartTls',
  'startTlsRefused',
  'startTlsInjection',
  'preauth',
  'commonNameOnly',
  'otherName',
  'expired',
  'noCaList',
] as const;
export type MailFault = (typeof MAIL_FAULTS)[number];

export interface MssanteSettings {
  readonly environment: Environment;
  readonly strategy: Strategy;
  /** The moment at which the one flow of `mono-flux` changes its certificate. */
  readonly switchesAt: Date;
  /** The moment since when `bi-flux` has its second flow. */
  readonly newFlowFrom: Date;
  /** Since when cards of IGC-Santé are taken; never: an operator who has not adapted (M13). */
  readonly newCardsFrom: Date | 'never';
  /** Whether CDE, CDA, CPE and CPA are taken (M16). */
  readonly staff: boolean;
  /** Footnote 2 of table 1 (M18). */
  readonly commercialOnSoap: boolean;
  /** Whether the operator reads the delta lists too (M15). */
  readonly readsDelta: boolean;
  readonly authentication: Authentication;
  /** Of every mailbox, where a password is wanted. */
  readonly password: string;
  readonly faults: readonly MailFault[];
}

const DATE = instanceOf(Date, 'a Date');

/** Settings as a caller gives them. */
export const SETTINGS = members({
  environment: optional(oneOf(ENVIRONMENTS)),
  strategy: optional(oneOf(STRATEGIES)),
  switchesAt: optional(DATE),
  newFlowFrom: optional(DATE),
  newCardsFrom: optional((value, path) => (value === 'never' ? undefined : DATE(value, path))),
  staff: optional(FLAG),
  commercialOnSoap: optional(FLAG),
  readsDelta: optional(FLAG),
  authentication: optional(oneOf(AUTHENTICATIONS)),
  password: optional(TEXT),
  faults: optional(listOf(oneOf(MAIL_FAULTS))),
});

/** Those that nobody has chosen; `now` is when the operator starts. */
export function defaultSettings(now: Date): MssanteSettings {
  return {
    // The cards of a world are test cards unless it says otherwise.
    environment: 'formation',
    // Who starts after the end of 2BIS is a new operator.
    strategy: now < CALENDAR.oldAuthoritiesEnd ? 'bi-flux' : 'igcsante',
    switchesAt: CALENDAR.newFlow,
    newFlowFrom: CALENDAR.bothFlows,
    newCardsFrom: CALENDAR.bothFlows,
    staff: false,
    commercialOnSoap: true,
    readsDelta: true,
    authentication: 'external',
    password: 'simulation',
    faults: [],
  };
}

/** The flows that the operator has at that moment, the one without SNI first (M10, M11, M12). */
export function flowsAt({ strategy, newFlowFrom }: MssanteSettings, now: Date): readonly Flow[] {
  // Nobody issues a certificate for the new one yet.
  if (now < CALENDAR.igcSanteSoftware) return ['2bis'];
  if (strategy === 'igcsante') return ['igcsante'];
  if (strategy === 'mono-flux') return ['2bis'];
  return now < newFlowFrom ? ['2bis'] : ['2bis', 'igcsante'];
}

/** The certificate that is shown on that flow at that moment (table 1, footnote 2, M12). */
export function shownOn(settings: MssanteSettings, of: Interface, flow: Flow, now: Date): Shown {
  const { strategy, switchesAt, commercialOnSoap } = settings;
  const issued = now >= CALENDAR.igcSanteSoftware;
  if (strategy === 'mono-flux' && issued && now >= switchesAt) return 'igcsante';
  if (of === 'soap' && flow === '2bis' && commercialOnSoap) return 'commercial';
  return TABLE_1[of][flow].shown;
}

/** Families of cards that come in on that flow at that moment (table 1, M13, M16). */
export function acceptedOn(settings: MssanteSettings, of: Interface, flow: Flow, now: Date): readonly Family[] {
  const { staff, newCardsFrom } = settings;
  const families = [...TABLE_1[of][flow].accepted, ...(staff ? OF_STAFF : [])];
  const adapted = newCardsFrom !== 'never' && now >= newCardsFrom;
  return families.filter((family) => adapted || !NEW_CARDS.includes(family));
}
