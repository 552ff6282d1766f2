/** The one base of the project's errors: each has a literal code, which tells its cases apart. */
import { inEach, type Language, type Text } from './language.ts';
import { systemErrorText } from './system-error.ts';

/** Codes that never change: a program tests them, and no message. Each belongs to one class. */
export type ErrorCode =
  | 'ERR_ACCESS_RULE'
  | 'ERR_APDU'
  | 'ERR_ARGUMENT'
  | 'ERR_BROWSER'
  | 'ERR_BUSY'
  | 'ERR_BYTES'
  | 'ERR_CARD'
  | 'ERR_CARD_ANSWER'
  | 'ERR_CARD_FILE'
  | 'ERR_CARD_GONE'
  | 'ERR_CARD_IN_USE'
  | 'ERR_CARD_MUTE'
  | 'ERR_CARD_PROBLEM'
  | 'ERR_CARD_TLS'
  | 'ERR_CATALOGUE'
  | 'ERR_CERTIFICATE_STORE'
  | 'ERR_CLEO'
  | 'ERR_COMPUTER'
  | 'ERR_CSP'
  | 'ERR_CSP_CONNECTION_LOST'
  | 'ERR_DER'
  | 'ERR_DOOR'
  | 'ERR_FACE'
  | 'ERR_FILE_KIND'
  | 'ERR_FOREIGN_FILE'
  | 'ERR_FORMAT'
  | 'ERR_GUEST'
  | 'ERR_IMAP'
  | 'ERR_INF'
  | 'ERR_KEY_POOL'
  | 'ERR_LDAP'
  | 'ERR_MINIDRIVER'
  | 'ERR_MINIDRIVER_REFUSAL'
  | 'ERR_MSSANTE'
  | 'ERR_NOT_SENT'
  | 'ERR_NO_SUCH_READER'
  | 'ERR_OWN_NETWORK'
  | 'ERR_PACKAGE_VARIANT'
  | 'ERR_PCSCLITE_PROTOCOL'
  | 'ERR_PCSCLITE_SOCKET'
  | 'ERR_PCSC_LIBRARY'
  | 'ERR_PERSON'
  | 'ERR_PERSONALISATION'
  | 'ERR_PIN_ENTRY_ENDED'
  | 'ERR_PIN_PAD_ANSWER'
  | 'ERR_PIN_STRUCTURE'
  | 'ERR_PKI'
  | 'ERR_PORTAL'
  | 'ERR_PROFILE'
  | 'ERR_READER_NAME'
  | 'ERR_RECIPIENT'
  | 'ERR_RECORDING'
  | 'ERR_REGISTRY'
  | 'ERR_REVOCATION_ANSWER'
  | 'ERR_SCARD'
  | 'ERR_SCENARIO_FILE'
  | 'ERR_SERVICE'
  | 'ERR_SETUP'
  | 'ERR_SLOT_OCCUPIED'
  | 'ERR_SOAP'
  | 'ERR_STALLED'
  | 'ERR_START_TLS'
  | 'ERR_STATE'
  | 'ERR_STATUS_WORD'
  | 'ERR_TARGET'
  | 'ERR_TEMPORARY_FOLDER'
  | 'ERR_TLV'
  | 'ERR_TOO_LARGE'
  | 'ERR_TOO_MANY_READERS'
  | 'ERR_TRACE_FILE'
  | 'ERR_USAGE'
  | 'ERR_VPCD_CARD'
  | 'ERR_VPCD_DISCONNECTED'
  | 'ERR_VPCD_HOST'
  | 'ERR_VPCD_LISTEN'
  | 'ERR_VPCD_MESSAGE_CUT'
  | 'ERR_VPCD_MESSAGE_TOO_LONG'
  | 'ERR_VPCD_NOT_LISTENING'
  | 'ERR_VPCD_PORT_TAKEN'
  | 'ERR_WINSCARD_DLL'
  | 'ERR_WORLD'
  | 'ERR_XML';

/**
 * An error that was foreseen: its message says to people what was read, where, and what was expected; `cause` keeps the
 * error it comes from. Several cases of one code are told apart by a literal `reason` (`ReasonedError`), or by `scard` or `sw`.
 * `message` is English; who shows it to people asks for their language. What only programmers meet is `englishOnly`.
 */
export abstract class CodedError extends Error {
  /** Written out: the names of classes do not survive a bundler. */
  abstract override readonly name: string;
  abstract readonly code: ErrorCode;
  readonly #text: Text;

  constructor(message: Text, options?: ErrorOptions) {
    super(message.en, options);
    this.#text = message;
  }

  messageIn(language: Language): string {
    return this.#text[language];
  }
}

/** What any error says, in that language where it can. */
export function messageIn(error: unknown, language: Language): string {
  if (error instanceof CodedError) return error.messageIn(language);
  if (!(error instanceof Error)) return String(error);
  return (language === 'en' ? undefined : systemErrorText(error)?.[language]) ?? error.message;
}

/** What any error says, in each language. */
export function textOf(error: unknown): Text {
  return inEach((language) => messageIn(error, language));
}

/** An error of several cases, told apart by a literal `reason`. */
export abstract class ReasonedError<Reason extends string> extends CodedError {
  readonly reason: Reason;

  constructor(reason: Reason, message: Text, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
