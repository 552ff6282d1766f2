/**
 * A winscard function that did not return SCARD_S_SUCCESS.
 */
import { CodedError } from '#common/coded-error.ts';
import { followedBy, inEach, type Language, type Text } from '#common/language.ts';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import { codeHex, codeName, type ScardName } from '#windows/codes.ts';

const ADVICE: Readonly<Record<number, Text>> = {
  [SCARD.E_NO_SERVICE]: {
    en: 'the smart card service does not answer; start it (Debian: apt install pcscd, then systemctl start pcscd.socket or pcscd)',
    fr: 'le service de carte à puce ne répond pas ; démarrez-le (Debian : apt install pcscd, puis systemctl start pcscd.socket ou pcscd)',
  },
  [SCARD.E_SERVICE_STOPPED]: {
    en: 'the smart card service was stopped; start it and establish a new context',
    fr: 'le service de carte à puce a été arrêté ; démarrez-le et établissez un nouveau contexte',
  },
  [SCARD.F_COMM_ERROR]: {
    en: 'the connection to the smart card service or to the card broke; establish a new context',
    fr: 'la connexion au service de carte à puce ou à la carte est rompue ; établissez un nouveau contexte',
  },
  [SCARD.E_NO_ACCESS]: {
    en: 'the smart card service refuses this user; see its polkit rules (org.debian.pcsc-lite.access_pcsc)',
    fr: 'le service de carte à puce refuse cet utilisateur ; voyez ses règles polkit (org.debian.pcsc-lite.access_pcsc)',
  },
  [SCARD.W_SECURITY_VIOLATION]: {
    en: 'the smart card service refuses this user; see its polkit rules (org.debian.pcsc-lite.access_card)',
    fr: 'le service de carte à puce refuse cet utilisateur ; voyez ses règles polkit (org.debian.pcsc-lite.access_card)',
  },
  [SCARD.E_UNKNOWN_READER]: {
    en: 'no reader of that name',
    fr: 'aucun lecteur de ce nom',
  },
  [SCARD.E_NO_READERS_AVAILABLE]: {
    en: 'no reader is plugged in',
    fr: "aucun lecteur n'est branché",
  },
  [SCARD.E_READER_UNAVAILABLE]: {
    en: 'the reader was unplugged; plug it in and connect again',
    fr: 'le lecteur a été débranché ; rebranchez-le et reconnectez-vous',
  },
  [SCARD.E_NO_SMARTCARD]: {
    en: 'no card in the reader; insert one',
    fr: 'pas de carte dans le lecteur ; insérez-en une',
  },
  [SCARD.W_REMOVED_CARD]: {
    en: 'the card was removed; insert it and connect again',
    fr: 'la carte a été retirée ; insérez-la et reconnectez-vous',
  },
  [SCARD.W_RESET_CARD]: {
    en: 'another program reset the card; reconnect, then select and authenticate again',
    fr: 'un autre programme a réinitialisé la carte ; reconnectez-vous, puis sélectionnez et authentifiez de nouveau',
  },
  [SCARD.W_UNRESPONSIVE_CARD]: {
    en: 'the card gives no ATR; check that it is inserted the right way round',
    fr: "la carte ne donne pas d'ATR ; vérifiez qu'elle est insérée dans le bon sens",
  },
  [SCARD.W_UNPOWERED_CARD]: {
    en: 'the card has no power; reconnect to power it on',
    fr: "la carte n'est pas alimentée ; reconnectez-vous pour l'alimenter",
  },
  [SCARD.E_SHARING_VIOLATION]: {
    en: 'another program holds the card exclusively; close it or wait',
    fr: 'un autre programme tient la carte pour lui seul ; fermez-le ou attendez',
  },
  [SCARD.E_PROTO_MISMATCH]: {
    en: 'the card or the reader does not speak the wanted protocol; connect with T=0 and T=1 allowed',
    fr: 'la carte ou le lecteur ne parle pas le protocole voulu ; connectez-vous en permettant T=0 et T=1',
  },
  [SCARD.E_INVALID_HANDLE]: {
    en: 'the handle or the context is closed already',
    fr: 'le handle ou le contexte est déjà fermé',
  },
  [SCARD.E_INVALID_VALUE]: {
    en: 'a parameter is out of range, or the reader of this handle was unplugged',
    fr: 'un paramètre est hors limites, ou le lecteur de ce handle a été débranché',
  },
  [SCARD.E_INSUFFICIENT_BUFFER]: {
    en: 'the response is longer than the buffer',
    fr: 'la réponse est plus longue que le tampon',
  },
  [SCARD.E_NOT_TRANSACTED]: {
    en: 'the reader did not carry the command, or no transaction is open',
    fr: "le lecteur n'a pas porté la commande, ou aucune transaction n'est ouverte",
  },
  [SCARD.E_TIMEOUT]: {
    en: 'nothing happened within the time',
    fr: "rien n'est arrivé dans le temps donné",
  },
  [SCARD.E_CANCELLED]: {
    en: 'the wait was cancelled',
    fr: "l'attente a été annulée",
  },
};

/** What is known beside the return code. */
export interface ScardErrorDetails {
  readonly reader?: string | undefined;
  /** Added to the advice, for instance the reader names that were found. */
  readonly hint?: Text | undefined;
}

function nameOf(scard: number, func: string): ScardName {
  const capability = /^SCard(Control|GetAttrib|SetAttrib)$/.test(func);
  return capability && scard === PCSCLITE_E_UNSUPPORTED_FEATURE ? 'SCARD_E_UNSUPPORTED_FEATURE' : codeName(scard);
}

function whyOf(scard: number, hint: Text | undefined): Text | undefined {
  const advice = ADVICE[scard];
  return advice === undefined ? hint : followedBy(advice, hint);
}

function messageOf(language: Language, code: string, func: string, reader: string | undefined, why = ''): string {
  const french = language === 'fr';
  const where = reader === undefined ? '' : ` ${french ? 'sur' : 'on'} '${reader}'`;
  const colon = french ? ' :' : ':';
  return `${func}${where}${colon} ${code}${why && `${colon} ${why}`}`;
}

/** Tell cases apart by `scard`, never by the message. */
export class ScardError extends CodedError {
  override readonly name = 'ScardError';
  readonly code = 'ERR_SCARD';
  /** Return code, unsigned 32 bits: SCARD.W_REMOVED_CARD. */
  readonly scard: number;
  /** `SCARD_W_REMOVED_CARD` */
  readonly scardName: ScardName;
  /** The winscard function: `SCardTransmit`. */
  readonly function: string;
  readonly reader: string | undefined;
  /** What it means and what to do, without function and code; empty when the code says it all. */
  readonly why: string;
  /** `why` in each language; undefined when it is empty. */
  readonly whyText: Text | undefined;

  constructor(scard: number, func: string, { reader, hint }: ScardErrorDetails = {}) {
    const symbol = nameOf(scard, func);
    const why = whyOf(scard, hint);
    super(inEach((language) => messageOf(language, `${symbol} (${codeHex(scard)})`, func, reader, why?.[language])));
    this.scard = scard;
    this.scardName = symbol;
    this.function = func;
    this.reader = reader;
    this.why = why?.en ?? '';
    this.whyText = why;
  }
}

const SERVICE_LOST: readonly number[] = [
  SCARD.E_NO_SERVICE,
  SCARD.E_SERVICE_STOPPED,
  SCARD.F_COMM_ERROR,
  // The service went away while the call was under way: the context is not known to the next one.
  SCARD.E_INVALID_HANDLE,
];

/** Whether the smart card service went away, and with it every context, handle and reader. */
export function isServiceLost(error: unknown): boolean {
  return error instanceof ScardError && SERVICE_LOST.includes(error.scard);
}

/** The result itself when `rv` is S_SUCCESS. @throws ScardError otherwise */
export function successful<T extends { readonly rv: number }>(result: T, func: string, details?: ScardErrorDetails): T {
  if (result.rv !== SCARD.S_SUCCESS) throw new ScardError(result.rv, func, details);
  return result;
}
