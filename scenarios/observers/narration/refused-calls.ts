/** Calls of PC/SC that were refused: no command of theirs reached a card, so that nothing else tells of them. */
import type { Language } from '#common/language.ts';
import type { PcscEvent } from '#trace/event.ts';

type Meaning = Readonly<Record<Language, string>>;

/** What a program sees every day or has asked for itself. */
const NO_REFUSALS: readonly string[] = ['SCARD_S_SUCCESS', 'SCARD_E_TIMEOUT', 'SCARD_E_CANCELLED'];

/** Source: PC/SC part 5, 3; winscard.h; reference/pcsclite-protocol.md 5. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  SCARD_E_INVALID_HANDLE: { en: 'no context or card has that handle', fr: "ce handle n'est celui de rien" },
  SCARD_E_INVALID_PARAMETER: { en: 'a parameter is wrong', fr: 'un paramètre est faux' },
  SCARD_E_INVALID_VALUE: { en: 'a parameter has a wrong value', fr: "la valeur d'un paramètre est fausse" },
  SCARD_E_INSUFFICIENT_BUFFER: {
    en: "the program's buffer is too small for the answer",
    fr: 'le tampon du programme est trop petit pour la réponse',
  },
  SCARD_E_UNKNOWN_READER: { en: 'no reader has that name', fr: 'aucun lecteur de ce nom' },
  SCARD_E_SHARING_VIOLATION: {
    en: 'another program has the card for itself',
    fr: 'un autre programme a la carte pour lui seul',
  },
  SCARD_E_NO_SMARTCARD: { en: 'no card in the reader', fr: 'pas de carte dans le lecteur' },
  SCARD_E_PROTO_MISMATCH: {
    en: 'the card does not work with that protocol',
    fr: 'la carte ne travaille pas avec ce protocole',
  },
  SCARD_E_NOT_TRANSACTED: { en: 'nothing was exchanged with the card', fr: "rien n'a été échangé avec la carte" },
  SCARD_E_READER_UNAVAILABLE: { en: 'the reader is gone', fr: "le lecteur n'est plus là" },
  SCARD_E_NO_READERS_AVAILABLE: { en: 'there is no reader', fr: "il n'y a aucun lecteur" },
  SCARD_E_NO_SERVICE: { en: 'PC/SC does not run', fr: 'PC/SC ne tourne pas' },
  SCARD_E_SERVICE_STOPPED: { en: 'PC/SC was stopped', fr: 'PC/SC a été arrêté' },
  // pcsc-lite gives its SCARD_E_UNSUPPORTED_FEATURE this number.
  SCARD_E_UNEXPECTED: { en: 'the reader cannot do that', fr: 'le lecteur ne sait pas le faire' },
  SCARD_E_UNSUPPORTED_FEATURE: { en: 'the reader cannot do that', fr: 'le lecteur ne sait pas le faire' },
  SCARD_W_UNSUPPORTED_CARD: {
    en: 'the answer to reset is not understood',
    fr: "réponse au reset qui n'est pas comprise",
  },
  SCARD_W_UNRESPONSIVE_CARD: { en: 'the card does not answer', fr: 'la carte ne répond pas' },
  SCARD_W_UNPOWERED_CARD: { en: 'the card has no power', fr: "la carte n'est pas alimentée" },
  SCARD_W_RESET_CARD: {
    en: 'another program has reset the card: SCardReconnect',
    fr: 'un autre programme a réinitialisé la carte : SCardReconnect',
  },
  SCARD_W_REMOVED_CARD: { en: 'the card was taken out', fr: 'la carte a été retirée' },
};

/** `calls SCardTransmit (SCARD_PCI_T1): refused, SCARD_E_PROTO_MISMATCH, ...`; undefined for a call that was not refused. */
export function refusedCall({ call, detail, result }: PcscEvent, language: Language): string | undefined {
  if (NO_REFUSALS.includes(result)) return undefined;
  const asked = detail === undefined ? call : `${call} (${detail})`;
  const meaning = Object.hasOwn(MEANINGS, result) ? MEANINGS[result]?.[language] : undefined;
  const why = meaning === undefined ? result : `${result}, ${meaning}`;
  return language === 'fr' ? `appelle ${asked} : refusé, ${why}` : `calls ${asked}: refused, ${why}`;
}
