/** What pages and interface of the portal find beside a request. */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Context, Hono } from 'hono';
import { CodedError } from '#common/coded-error.ts';
import type { Language } from '#common/language.ts';
import { FormatError } from '#formats/format-error.ts';
import type { HttpBindings } from '../../listening/web.ts';
import type { Holder } from '../holder.ts';
import type { Portal } from '../portal.ts';
import { PortalError, type PortalReason } from '../portal-error.ts';
import type { Session, Sessions } from '../sessions.ts';

interface Variables {
  /** Of the card whose certificate was shown. */
  holder: Holder;
  fingerprint: string;
  language: Language;
  session: Session;
}

export interface PortalEnv {
  Bindings: HttpBindings;
  Variables: Variables;
}

export type PortalContext = Context<PortalEnv>;
export type PortalApp = Hono<PortalEnv>;

/** What the pages stand on. */
export interface WebOptions {
  readonly portal: Portal;
  readonly sessions: Sessions;
  /** @throws PortalError why this certificate does not open the door */
  readonly admit: (certificate: X509Certificate | undefined) => Holder;
  /** Told of each refusal at the door. */
  readonly refused: (error: PortalError) => void;
}

export function shownCertificate({ env }: PortalContext): X509Certificate | undefined {
  return (env.incoming.socket as TLSSocket).getPeerX509Certificate();
}

const STATUSES: Partial<Readonly<Record<PortalReason, 400 | 401 | 403 | 404 | 409 | 503>>> = {
  noCertificate: 403,
  foreign: 403,
  expired: 403,
  notYetValid: 403,
  revoked: 403,
  branch: 403,
  usage: 403,
  session: 401,
  request: 400,
  notHabilitated: 403,
  domain: 403,
  revocationCode: 403,
  codeLocked: 403,
  noProduct: 404,
  state: 409,
  renewed: 409,
  full: 503,
};

/** Status of HTTP for what was refused; undefined for what nobody foresaw. */
export function statusOf(error: unknown) {
  if (error instanceof PortalError) return STATUSES[error.reason] ?? 422;
  if (error instanceof FormatError) return error.reason === 'usedKey' ? 409 : 422;
  return error instanceof CodedError ? 422 : undefined;
}

/** The number in a path; 0, which no product has, for what is none. */
export function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** Bytes as a file, which browsers keep and never show. */
export function fileAnswer(c: PortalContext, content: Uint8Array, type: string, fileName: string): Response {
  const bytes = content as Uint8Array<ArrayBuffer>;
  return c.body(bytes, 200, { 'content-type': type, 'content-disposition': `attachment; filename="${fileName}"` });
}
