/** What passes between a CardSocket and the thread that does its TLS. */
import type { CipherNameAndProtocol } from 'node:tls';
import type { MessagePort } from 'node:worker_threads';
import type { Bytes } from '#iso7816/bytes.ts';
import type { CardContextOptions } from './card-context.ts';
import type { SignatureRefusal } from './card-tls-error.ts';
import type { SocketFailure } from './connection-error.ts';
import type { SharedOptions } from './shared-options.ts';

/** Where to, and how the server is judged: what of `tls.connect` can cross threads. */
export interface CardConnectionOptions extends CardContextOptions {
  readonly host?: string | undefined;
  readonly port: number;
  /** Name of the server in SNI and in its certificate; `host` by default. */
  readonly servername?: string | undefined;
  readonly ALPNProtocols?: readonly string[] | undefined;
  /** A session to resume, as the event `session` gave it: the card is not asked then, if the server agrees. */
  readonly session?: Bytes | undefined;
}

/** Where to, with what of the connection alone. */
export type TunnelPlace = Pick<CardConnectionOptions, 'ALPNProtocols' | 'session'> & {
  readonly host: string;
  readonly port: number;
  /** In SNI; undefined for an address, which is no name. */
  readonly sni: string | undefined;
  readonly rejectUnauthorized: boolean;
};

export interface OpenTunnel {
  readonly port: MessagePort;
  /** Of the key's connections: its signatures are cancelled by it. */
  readonly number: number;
  readonly place: TunnelPlace;
  readonly context: SharedOptions;
}

/** What the handshake came to. */
export interface SecureConnection {
  readonly authorized: boolean;
  /** Why the server's certificate is not trusted. */
  readonly authorizationError: string | undefined;
  readonly protocol: string | null;
  readonly cipher: CipherNameAndProtocol;
  readonly alpnProtocol: string | false;
  readonly sessionReused: boolean;
  /** The server's, in DER. */
  readonly peerCertificate: Bytes | undefined;
  readonly localPort: number | undefined;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}

export type ToSocket =
  | { readonly kind: 'secure'; readonly connection: SecureConnection }
  | { readonly kind: 'session'; readonly session: Bytes }
  | { readonly kind: 'data'; readonly bytes: Bytes }
  | { readonly kind: 'written' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: SocketFailure; readonly refusal: SignatureRefusal | undefined }
  | { readonly kind: 'closed' };

export type ToTunnel =
  | { readonly kind: 'write'; readonly bytes: Bytes }
  | { readonly kind: 'end' }
  | { readonly kind: 'pause' }
  /** Somebody listens to `session`. */
  | { readonly kind: 'sessions' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'destroy' };
