/** A registration server, cards that sign for it, and what they send it. */
import { createPublicKey, type KeyObject, privateEncrypt } from 'node:crypto';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Envelope, encryptCms } from '#formats/cms-enveloped.ts';
import { signCms } from '#formats/cms-signed.ts';
import { parseName } from '#formats/names.ts';
import { newRsaKey } from '#formats/private-key.ts';
import { makeRequest } from '#formats/request.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { IssuedCertificate, IssueOptions, Pki } from '../../../../simulator/pki/index.ts';
import { HealthServices, type Mail } from '../../../../simulator/services/index.ts';
import { type AdministrativeFile, REGISTRATION_ADDRESS } from '../../../../simulator/services/registration/index.ts';

export const MINUTE = 60_000;
export const JEANNE = { id: '899909990002', address: 'jeanne@pharmacie.invalid' } as const;
export const PHARMACY: AdministrativeFile = {
  kind: 'ssl',
  server: 'serveur.pharmacie.invalid',
  structure: { name: 'PHARMACIE DE SIMULATION9002', nationalId: '10B9990021', department: 'Rhône (69)' },
  administrators: [JEANNE.id],
  notify: JEANNE.address,
};
export const SUBJECT = 'C=FR, OU=10B9990021, CN=serveur.pharmacie.invalid';

const DIGEST_INFO = {
  sha1: Buffer.from('3021300906052b0e03021a05000414', 'hex'),
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
};

/** As a card signs: a digest, never the message. */
export function byKey(key: KeyObject, digest: keyof typeof DIGEST_INFO = 'sha256') {
  return (hash: Bytes) => new Uint8Array(privateEncrypt(key, Buffer.concat([DIGEST_INFO[digest], hash])));
}

export interface TestCard {
  readonly key: KeyObject;
  readonly certificate: Bytes;
  readonly issued: IssuedCertificate;
}

export async function card(pki: Pki, nationalId: string = JEANNE.id, options: IssueOptions = {}): Promise<TestCard> {
  const key = await newRsaKey();
  const person = {
    kind: 'person',
    givenName: 'JEANNE',
    familyName: 'ESSAI',
    nationalId,
    profession: 'Pharmacien',
    card: { number: '8025000001/2999000001', type: 0 },
  } as const;
  const issued = pki.issue('sante-sign', person, createPublicKey(key), options);
  return { key, certificate: issued.certificate, issued };
}

/** A request of a new key; of the length of then. */
export async function request(subject = SUBJECT, key?: KeyObject): Promise<Bytes> {
  return makeRequest({ key: key ?? (await newRsaKey(1024)), subject: parseName(subject) });
}

export class Office {
  readonly services: HealthServices;
  readonly clock: VirtualClock;
  readonly told: string[];

  private constructor(services: HealthServices, clock: VirtualClock, told: string[]) {
    this.services = services;
    this.clock = clock;
    this.told = told;
  }

  static async open(): Promise<Office> {
    const [clock, told] = [new VirtualClock(), [] as string[]];
    const tell = (service: string, action: string) => void told.push(`${service} ${action}`);
    return new Office(await HealthServices.start({ names: ['registration'], clock, tell }), clock, told);
  }

  get certificate(): Bytes {
    return this.services.registration.certificate;
  }

  async p7m(
    content: Bytes,
    { key, certificate }: TestCard,
    envelope: Envelope = { cipher: 'des-ede3-cbc' },
    digest: 'sha1' | 'sha256' = 'sha256',
  ): Promise<Bytes> {
    const signed = await signCms({ content, certificate, digest, signHash: byKey(key, digest) });
    return encryptCms(signed, [this.certificate], envelope);
  }

  /** Sends a mail as any program does. */
  async send(mail: SendMailOptions): Promise<void> {
    const port = this.services.mailbox.smtpPort;
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    await transport.sendMail({ from: JEANNE.address, to: REGISTRATION_ADDRESS, ...mail });
    transport.close();
  }

  /** Sends a message, lets the time pass, and takes the answer. */
  async ask(message: Bytes, mail: SendMailOptions = {}): Promise<Mail> {
    const { mailbox } = this.services;
    const after = mailbox.mails().at(-1)?.number ?? 0;
    await this.send({ attachments: [{ filename: 'demande.p7m', content: Buffer.from(message) }], ...mail });
    this.clock.pass(3 * MINUTE);
    return mailbox.waitFor({ to: JEANNE.address, after });
  }

  /** How the last request ended. */
  get outcome(): string | undefined {
    return this.services.registration.decisions().at(-1)?.outcome;
  }
}
