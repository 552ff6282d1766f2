/** What CleoCPS needs of the world outside: a card that signs, a mail program, a directory. Whoever runs it gives them. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { ServerKind } from './form.ts';
import type { RequestDigest } from './request-ciphers.ts';

/** The signature key of a CPS card. */
export interface CardSigner {
  /** Its certificate in DER; the card is asked for when it is not there. @throws CleoError `cardAbsent`, `otherCard` */
  certificate(): Promise<Bytes>;
  /** PKCS#1 v1.5 signature of a hash of that digest. @throws CleoError `cancelled`, `wrongCode`, `blocked`, `cardAbsent` */
  sign(hash: Bytes, digest: RequestDigest): Promise<Bytes>;
}

export interface OutgoingMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly fileName: string;
  readonly content: Bytes;
}

export interface IncomingMail {
  readonly subject: string;
  readonly text: string;
  /** Every part that is no text. */
  readonly attachments: readonly IncomingFile[];
}

export interface IncomingFile {
  readonly fileName: string;
  readonly content: Bytes;
  /** Whether mail programs do not list it; false when it is not said. */
  readonly hidden?: boolean | undefined;
}

export interface MailProgram {
  /** Its Message-ID. @throws CleoError `mailProgram` when it refuses, or cannot be reached */
  send(mail: OutgoingMail): Promise<string>;
  /** The answer to a mail of that Message-ID, there already or to come. @throws CleoError `mailProgram` */
  answerTo(messageId: string, address: string): Promise<IncomingMail>;
}

/** A server as the directory knows it. */
export interface DirectoryServer {
  readonly kind: ServerKind;
  readonly server: string;
  readonly structureId: string;
  readonly structureName: string;
}

export interface ServerDirectory {
  /** Servers whose administrator that person is. @param holder IdNat_PS @throws CleoError `directory` */
  serversOf(holder: string): Promise<readonly DirectoryServer[]>;
}

/** Who takes requests. */
export interface RegistrationAuthority {
  /** E-mail address. */
  readonly address: string;
  /** Certificate in DER for which requests are encrypted. */
  readonly certificate: Bytes;
}
