/**
 * A SecureContext whose private key is in the card: what tls, https and every library that takes `secureContext` needs.
 *
 * Source: reference/tls-with-card.md 3, 7.3; RFC 5246, 7.4.8 (CertificateVerify).
 */
import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { MessagePort, threadId } from 'node:worker_threads';
import { toPem } from '#asn1/pem.ts';
import {
  ArgumentError,
  BYTES,
  FLAG,
  having,
  instanceOf,
  type Kind,
  NUMBER,
  parameters,
  port,
  TEXT,
} from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CONTEXT_OPTIONS } from './arguments.ts';
import { CardTlsError, type SignatureRefusal } from './card-tls-error.ts';
import type { SocketFailure } from './connection-error.ts';
import { failureText } from './connection-error.ts';
import { giveExternalKey } from './external-key.ts';
import { checkServerFirst } from './server-check.ts';
import { askForSignature, type SignatureChannel } from './signature-channel.ts';

/** The key of a card as a thread sees it that has not the card. */
export interface RemoteCardKey {
  /** Its certificate in DER. */
  readonly certificate: Bytes;
  readonly container: string;
  /** cardid in hexadecimal. */
  readonly cardIdentifier: string;
  /** Whether the card signs what TLS has padded: PSS, and with it TLS 1.3. */
  readonly signsPadded: boolean;
  readonly channel: SignatureChannel;
}

/** Those of `tls.createSecureContext`, without what the card has: beside a SecureContext Node ignores them elsewhere. */
export type CardContextOptions = Omit<SecureContextOptions, 'key' | 'cert' | 'pfx' | 'passphrase'> & {
  /** Certificates of authorities in PEM, sent after the card's. */
  readonly chain?: readonly string[];
  /** Name, or address, that the server's certificate must have; that of SNI by default. */
  readonly servername?: string | undefined;
  /** True by default: the card is not shown, and no code asked for, until the server's certificate is trusted. */
  readonly rejectUnauthorized?: boolean | undefined;
};

/**
 * What a CPS3 signs comes first, and this side's order counts. The rest is there for the signatures of servers, whose
 * certificates may be of other kinds; a server that takes nothing but PSS of the card is then refused with a sentence.
 */
const SIGNATURES = [
  ...['RSA+SHA256', 'RSA+SHA384', 'RSA+SHA512'],
  ...['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512', 'ed25519'],
  ...['RSA-PSS+SHA256', 'RSA-PSS+SHA384', 'RSA-PSS+SHA512'],
].join(':');

/** Of a card that pads by itself; any other has those of Node. */
const PRESETS = {
  // TLS 1.3 knows PSS only.
  maxVersion: 'TLSv1.2',
  sigalgs: SIGNATURES,
  secureOptions: constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
} as const;

const REMOTE = having({
  certificate: BYTES,
  cardIdentifier: TEXT,
  container: TEXT,
  signsPadded: FLAG,
  channel: having({ port: instanceOf(MessagePort, 'a MessagePort'), threadId: NUMBER, timeoutMs: NUMBER }),
});

const LOCAL = port('a key', 'remote');

/** A CardKey by its method: its class brings the whole CSP, which the thread of the TLS does without. */
const REMOTE_KEY: Kind = (value, path) =>
  LOCAL(value, path) === undefined
    ? `${path}: a key of openCardKey, expected what its remote() gives, in another thread; here use connect or CardAgent`
    : REMOTE(value, path);

const checkArguments = parameters('cardContext', { key: REMOTE_KEY, options: CONTEXT_OPTIONS });

const checkErrorOf = parameters('cardErrorOf', { context: having({ context: having({}) }) });

/** Why the last connection of a context came to nothing. */
interface Outcome {
  /** Why the card did not sign, when it was asked and did not. */
  refusal?: SignatureRefusal | undefined;
  /** Why it was not shown to the server. */
  fault?: SocketFailure | undefined;
  /** Of which connection of the key it is. */
  connection?: number | undefined;
}

const outcomes = new WeakMap<SecureContext, Outcome>();

/** A connection begins with that context. */
export function forgetOutcome(context: SecureContext, connection?: number): void {
  Object.assign(outcomeOf(context), { refusal: undefined, fault: undefined, connection });
}

export function outcomeOf(context: SecureContext): Outcome {
  return outcomes.get(context) ?? {};
}

/**
 * A new context. Each handshake with it asks the card for one signature, and blocks this thread until it is made.
 *
 * Node's agents look at no context: one https.Agent for each card, or a CardAgent; else the second card's requests go out
 * with the identity of the first.
 * @throws ArgumentError for a key whose card is in this thread; CardTlsError unsupported-node
 */
export function cardContext(key: RemoteCardKey, options: CardContextOptions = {}): SecureContext {
  checkArguments(key, options);
  if (key.channel.threadId === threadId)
    throw new ArgumentError(
      'cardContext',
      'key: its card is in this thread, which cannot wait for it; use connect or CardAgent, or give the key to another thread',
    );
  const { chain = [], servername, rejectUnauthorized = true, ...rest } = options;
  const cert = [toPem(key.certificate), ...chain].join('');
  const context = createSecureContext({ ...(key.signsPadded ? {} : PRESETS), ...rest, cert });
  const { publicKey } = new X509Certificate(key.certificate);
  // Not the context itself: what OpenSSL may call would keep it for ever.
  const outcome: Outcome = {};
  outcomes.set(context, outcome);
  giveExternalKey(context, publicKey, (block, padding) => {
    const answer = askForSignature(key.channel, { block, padding, connection: outcome.connection });
    outcome.fault = undefined;
    outcome.refusal = 'refusal' in answer ? answer.refusal : undefined;
    return 'signature' in answer ? answer.signature : undefined;
  });
  if (rejectUnauthorized)
    checkServerFirst(context, servername, (fault) => {
      outcome.fault = fault;
    });
  return context;
}

/**
 * What the card said of the last connection made with that context, or why it was not shown to the server; `cause` is what
 * the library caught, and any other error is itself.
 * @param error of the library; nodemailer and others put the socket's own inside: its message is kept
 */
export function cardErrorOf(context: SecureContext, error: unknown): unknown {
  checkErrorOf(context);
  const { refusal, fault } = outcomeOf(context);
  if (fault !== undefined) return new CardTlsError({ reason: 'connection', why: failureText(fault) }, error);
  return refusal === undefined ? error : new CardTlsError(refusal, error);
}
