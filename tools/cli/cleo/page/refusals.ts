/** A refusal as the page shows it: which layer refused, by which rule, and what to do. */
import { CodedError, textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import { CleoError } from '../../../../driver/cleo/index.ts';

const LAYERS = {
  card: { en: 'CPS card', fr: 'carte CPS' },
  reader: { en: 'card reader (PC/SC)', fr: 'lecteur de cartes (PC/SC)' },
  mail: { en: 'mail', fr: 'courrier' },
  directory: { en: 'directory (LDAP)', fr: 'annuaire (LDAP)' },
  authority: { en: 'authority (registration server)', fr: "autorité (serveur d'inscription)" },
  files: { en: 'files and passwords', fr: 'fichiers et mots de passe' },
  program: { en: 'CleoCPS', fr: 'CleoCPS' },
} as const satisfies Readonly<Record<string, Text>>;

type Layer = keyof typeof LAYERS;

export interface Refusal {
  readonly layer: Text;
  /** A word that never changes; undefined where nobody gave one. */
  readonly rule: string | undefined;
  readonly text: Text;
}

const OF_CLEO: Readonly<Partial<Record<CleoError['reason'], Layer>>> = {
  cardAbsent: 'card',
  otherCard: 'card',
  cancelled: 'card',
  wrongCode: 'card',
  blocked: 'card',
  mailProgram: 'mail',
  directory: 'directory',
  server: 'directory',
  refused: 'authority',
  noCertificate: 'authority',
};

const OF_CODE: Readonly<Record<string, Layer>> = {
  ERR_SCARD: 'reader',
  ERR_PCSC_LIBRARY: 'reader',
  ERR_CSP: 'card',
  ERR_CSP_CONNECTION_LOST: 'card',
  ERR_MINIDRIVER: 'card',
  ERR_FORMAT: 'files',
  ERR_TOO_LARGE: 'files',
};

/** The rule that an answer of the registration server names, in the words of either language. */
export function ruleIn(answer: string): string | undefined {
  return /\b(?:règle|rule) ([A-Za-z]{1,40})\s?:/.exec(answer)?.[1];
}

/** What PC/SC says when it is not there itself. */
const NO_SERVICE: readonly unknown[] = [SCARD.E_NO_SERVICE, SCARD.E_SERVICE_STOPPED, SCARD.E_NO_READERS_AVAILABLE];

function layerOf(error: unknown): Layer {
  if (NO_SERVICE.includes((error as { readonly scard?: unknown }).scard)) return 'reader';
  if (error instanceof CleoError) return OF_CLEO[error.reason] ?? 'program';
  if (error instanceof CodedError) return OF_CODE[error.code] ?? 'program';
  return 'files';
}

function ruleOf(error: unknown): string | undefined {
  if (error instanceof CleoError && error.reason === 'refused') return ruleIn(error.message) ?? error.reason;
  const { reason, scardName, code } = error as {
    readonly reason?: unknown;
    readonly scardName?: unknown;
    readonly code?: unknown;
  };
  return [reason, scardName, code].find((one) => typeof one === 'string') as string | undefined;
}

/** Whether somebody foresaw it, and wrote its words for people. */
export function isForeseen(error: unknown): boolean {
  return error instanceof CodedError || typeof (error as NodeJS.ErrnoException | undefined)?.code === 'string';
}

export function refusalOf(error: unknown): Refusal {
  if (isForeseen(error)) return { layer: LAYERS[layerOf(error)], rule: ruleOf(error), text: textOf(error) };
  const text = { en: 'the page failed; the terminal says why', fr: 'la page a échoué ; le terminal dit pourquoi' };
  return { layer: LAYERS.program, rule: undefined, text };
}

/** A negative answer that came by mail. */
export function negativeAnswer(text: string): Refusal {
  return { layer: LAYERS.authority, rule: ruleIn(text), text: { en: text, fr: text } };
}
