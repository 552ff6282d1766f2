/** Who stands behind a connection, by the card that it has shown. */
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { textOf } from '#common/coded-error.ts';
import type { ServiceContext } from '../service.ts';
import type { Addresses } from './addresses.ts';
import { admit } from './admission.ts';
import type { Contexts } from './contexts.ts';
import type { Flow, Interface } from './flows.ts';
import type { HolderBox } from './holder-box.ts';
import { asciiLine } from './imap/values.ts';
import type { MailStore } from './mail-store.ts';
import { MssanteError } from './mssante-error.ts';
import type { MssanteSettings } from './settings.ts';

/** What the interfaces of the operator share. */
export interface Ground extends ServiceContext {
  readonly settings: () => MssanteSettings;
  readonly addresses: Addresses;
  readonly store: MailStore;
  readonly contexts: Contexts;
}

/** The holder of a card that is taken, or why it is not. */
export interface Visitor {
  readonly flow: Flow;
  readonly box?: HolderBox;
  readonly refused?: MssanteError;
}

/** After the handshake: who it is. What is refused is told. */
export function visitorOf(socket: TLSSocket, of: Interface, ground: Ground): Visitor {
  // Typed as always there: it is not when nothing was shown.
  const raw = (socket.getPeerCertificate() as { readonly raw?: Uint8Array }).raw;
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  const { flow } = ground.contexts.cameBy(of, servername);
  try {
    const certificate = raw && new X509Certificate(raw);
    const holder = admit(certificate, { ...ground, settings: ground.settings(), interface: of, flow });
    return { flow, box: ground.store.boxOf(holder) };
  } catch (error) {
    // A certificate that cannot be read is one of nobody.
    const refused =
      error instanceof MssanteError ? error : new MssanteError('foreign', textOf(error), { cause: error });
    told(ground, of, refused);
    return { flow, refused };
  }
}

export function told({ tell }: Pick<Ground, 'tell'>, of: Interface, error: MssanteError): void {
  const { en, fr } = textOf(error);
  tell('mssante', 'refused', { en: `${of}: ${en}`, fr: `${of} : ${fr}` });
}

/** @throws MssanteError `identity` when somebody else's address is named, or none where one is wanted */
export function requireIdentity(box: HolderBox, identity: string, { authentication }: MssanteSettings): void {
  const named = identity.toLowerCase();
  if (named === box.address || named === box.holder.nationalId.toLowerCase()) return;
  if (named === '' && authentication !== 'externalWithIdentity') return;
  const shown =
    named === '' ? { en: 'no identity', fr: "pas d'identité" } : { en: 'another identity', fr: 'une autre identité' };
  throw new MssanteError('identity', {
    en: `identity: ${shown.en}, expected ${box.address}, the address of the card's holder`,
    fr: `identité : ${shown.fr}, attendu : ${box.address}, l'adresse du titulaire de la carte`,
  });
}

/** @throws MssanteError `identity`, `password` */
export function requirePassword(box: HolderBox, name: string, password: string, settings: MssanteSettings): void {
  requireIdentity(box, name, settings);
  if (settings.authentication === 'certificate' || password === settings.password) return;
  throw new MssanteError('password', {
    en: 'password: it is not that of the mailbox',
    fr: "mot de passe : ce n'est pas celui de la boîte",
  });
}

/** In both languages on one line of ASCII, for people; the reason, in parentheses at its end, is for programs. */
export function refusalLine(error: MssanteError): string {
  return `${asciiLine(`${error.messageIn('en')} / ${error.messageIn('fr')}`)} (${error.reason})`;
}
