/**
 * The flows of a mail operator of MSSanté during the move from IGC-CPS to IGC-Santé, as data: names, certificates that are shown,
 * authorities whose cards are taken, dates.
 *
 * Source: reference/documents.md M01 to M04, M10 to M22 (the notice of 18/12/2017, table 1 and footnotes).
 */
import type { AuthorityId, CertificateProfileId } from '../../pki/index.ts';

/** The flow of before, and the new one. */
export const FLOWS = ['2bis', 'igcsante'] as const;
export type Flow = (typeof FLOWS)[number];

/** What mail programs connect to. */
export const INTERFACES = ['imap', 'smtp', 'soap'] as const;
export type Interface = (typeof INTERFACES)[number];

/** `bi-flux`: both flows; `mono-flux`: one, whose certificate changes; `igcsante`: a new operator, the new flow alone (M11). */
export const STRATEGIES = ['bi-flux', 'mono-flux', 'igcsante'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** `formation`: the training environment, with TEST certificates and for test cards only (M22). */
export const ENVIRONMENTS = ['production', 'formation'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A certificate of the operator. */

export type Shown = '2bis' | 'igcsante' | 'commercial';

/** Families of cards: 2TER of professionals, 2TER of staff, FORT PERSONNES, STANDARD PERSONNES. */
export const FAMILIES = ['2ter', '2ter-personnel', 'fort', 'standard'] as const;
export type Family = (typeof FAMILIES)[number];

interface Cell {
  readonly shown: Shown;
  /** Whoever shows a card of these comes in. */
  readonly accepted: readonly Family[];
}

const NOMINATIVE: readonly Family[] = ['2ter', 'fort'];
const OLD: Cell = { shown: '2bis', accepted: NOMINATIVE };
const NEW: Cell = { shown: 'igcsante', accepted: NOMINATIVE };

/**
 * Table 1. Footnote 2, for history: the ASIP operator shows a commercial certificate on the flow 2BIS of the web services; see
 * `commercialOnSoap` of the settings.
 */
export const TABLE_1: Readonly<Record<Interface, Readonly<Record<Flow, Cell>>>> = {
  imap: { '2bis': OLD, igcsante: NEW },
  smtp: { '2bis': OLD, igcsante: NEW },
  soap: { '2bis': OLD, igcsante: NEW },
};

/**
 * Taken as well by an operator who wants staff. Source: reference/documents.md M16; that 2TER cards of staff go with them: simulation.
 */
export const OF_STAFF: readonly Family[] = ['2ter-personnel', 'standard'];

interface FamilyAuthorities {
  readonly production: readonly AuthorityId[];
  readonly formation: readonly AuthorityId[];
}

export const AUTHORITIES_OF: Readonly<Record<Family, FamilyAuthorities>> = {
  '2ter': { production: ['2ter-classe-1'], formation: ['2ter-test-classe-1'] },
  '2ter-personnel': {
    production: ['2ter-classe-2', '2ter-classe-3'],
    formation: ['2ter-test-classe-2', '2ter-test-classe-3'],
  },
  fort: { production: ['sante-fort-personnes'], formation: ['sante-test-fort-personnes'] },
  standard: { production: ['sante-standard-personnes'], formation: ['sante-test-standard-personnes'] },
};

/** Families of IGC-Santé: an operator who has not adapted in time rejects them (M13). */
export const NEW_CARDS: readonly Family[] = ['fort', 'standard'];

interface IssuedBy {
  readonly profile: CertificateProfileId;
  readonly authority: Readonly<Record<Environment, AuthorityId>>;
}

/** Whoever issues the operator's own certificates; the commercial authority is none of the health world's. */
export const ISSUED_BY: Readonly<Record<Exclude<Shown, 'commercial'>, IssuedBy>> = {
  '2bis': { profile: '2bis-ssl', authority: { production: '2bis-classe-4', formation: '2bis-test-classe-4' } },
  igcsante: {
    profile: 'sante-serv-ssl',
    authority: {
      production: 'sante-elementaire-organisations',
      formation: 'sante-test-elementaire-organisations',
    },
  },
};

/** Hosts of an interface: the web services have two, for messages and for authentication. */
const HOSTS = {
  imap: ['frontimap'],
  smtp: ['frontsmtp'],
  soap: ['mss-msg', 'mss-idp'],
} as const satisfies Readonly<Record<Interface, readonly string[]>>;

/** Those of the training environment: simulation, the notice does not print them. */
const DOMAINS: Readonly<Record<Environment, string>> = {
  production: 'mssante.fr',
  formation: 'formation.mssante.fr',
};

/** `frontimap-igcsante.mssante.fr`. Source: reference/documents.md M19. */
export function hostNames(of: Interface, flow: Flow, environment: Environment): string[] {
  return HOSTS[of].map((host) => `${host}${flow === 'igcsante' ? '-igcsante' : ''}.${DOMAINS[environment]}`);
}

/** In both environments: programs that hold the names of production come to either. */
export function allHostNames(of: Interface, flow: Flow): string[] {
  return ENVIRONMENTS.flatMap((environment) => hostNames(of, flow, environment));
}

/** The calendar (M04), and what follows from it. */
export const CALENDAR = {
  /** Software certificates of IGC-Santé are issued. */
  igcSanteSoftware: new Date('2016-03-01T00:00:00Z'),
  /** Test cards of IGC-Santé are issued. */
  testCards: new Date('2017-02-01T00:00:00Z'),
  /** No 2BIS certificate is issued any more; revoked they can still be. */
  last2bis: new Date('2017-06-01T00:00:00Z'),
  /** The training environment has both flows (M22), and the ASIP operator takes the new cards (notice, 4.4.3). */
  bothFlows: new Date('2017-09-01T00:00:00Z'),
  /** "Ideally before the middle of 2018" (M25). */
  newFlow: new Date('2018-06-01T00:00:00Z'),
  /** Production cards of IGC-Santé are issued. */
  productionCards: new Date('2018-07-01T00:00:00Z'),
  /** Roots and intermediates of the old authorities are withdrawn. */
  oldAuthoritiesEnd: new Date('2021-01-01T00:00:00Z'),
} as const;
